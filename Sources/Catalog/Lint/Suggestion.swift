/// The "did you mean" of diagnostics.
public enum Suggestion {
    /// `; did you mean `x`?` for the nearest of the names; else the names themselves where they are few; else nothing.
    public static func text(for word: String, among names: [String]) -> String {
        if let nearest = nearest(to: word, among: names) { return "; did you mean `\(nearest)`?" }
        if names.isEmpty { return "" }
        let listed = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
        return "; there \(names.count == 1 ? "is" : "are") \(listed)\(names.count > 12 ? " and \(names.count - 12) more" : "")"
    }

    /// The nearest name by edit distance, when it is near enough to be meant.
    public static func nearest(to word: String, among names: [String]) -> String? {
        let letters = Array(word.lowercased().unicodeScalars.prefix(80))
        var best: (name: String, distance: Int)?
        for name in names {
            let candidate = Array(name.lowercased().unicodeScalars.prefix(80))
            let distance = distance(letters, candidate)
            let limit = max(1, min(letters.count, candidate.count) / 3)
            if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
