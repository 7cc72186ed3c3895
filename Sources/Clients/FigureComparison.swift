/// Compares what two runs say of every figure.
public enum FigureComparison {
    /// One line for each key of which they say different things.
    ///
    /// - Parameters: contents by key, as `FigureContent` gives them. A figure of nobody is the same as none.
    public static func differences(expected: [String: String], found: [String: String]) -> [String] {
        Set(expected.keys).union(found.keys).sorted().compactMap { key in
            let (wanted, said) = (present(expected[key]), present(found[key]))
            return wanted == said ? nil : "\(key): expected \(wanted ?? "nothing"), found \(said ?? "nothing")"
        }
    }

    private static func present(_ line: String?) -> String? { line.flatMap { FigureContent.isAbsent($0) ? nil : $0 } }
}
