/// Rows in aligned columns, two spaces apart; the first row is the heading.
struct Columns {
    private var rows: [[String]]
    /// Columns of numbers, which end in one line.
    private let right: Set<Int>
    /// Columns that are cut before others where a terminal is narrow.
    private let longWinded: Set<Int>

    init(_ heading: [String], right: Set<Int> = [], longWinded: Set<Int> = []) {
        rows = [heading]
        self.right = right
        self.longWinded = longWinded
    }

    mutating func append(_ row: [String]) { rows.append(row.map { Self.withoutControls($0) }) }

    /// Lines end with LF and have no spaces at the end. On a narrow terminal the widest columns of texts are cut.
    var text: String {
        let widths = fitted(rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 })
        return rows.map { row in
            let cells = row.enumerated().map { column, whole in
                let cell = TerminalWidth.cut(whole, to: widths[column])
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return right.contains(column) ? padding + cell : cell + padding
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        .joined()
    }

    private static let widthMin = 10

    private func fitted(_ natural: [Int]) -> [Int] {
        guard let width = TerminalWidth.current else { return natural }
        var widths = natural
        while widths.reduce(2 * (widths.count - 1), +) > width {
            let long = widths.indices.filter { !right.contains($0) && widths[$0] > Self.widthMin }
            let first = long.filter(longWinded.contains)
            guard let widest = (first.isEmpty ? long : first).max(by: { widths[$0] <= widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }

    /// Control characters of events would move the cursor or worse.
    static func withoutControls(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
