/// Rows in aligned columns, two spaces apart; the first row is the heading.
struct Columns {
    private var rows: [[String]]
    /// Columns of numbers, which end in one line.
    private let right: Set<Int>

    init(_ heading: [String], right: Set<Int> = []) {
        rows = [heading]
        self.right = right
    }

    mutating func append(_ row: [String]) { rows.append(row.map { Self.withoutControls($0) }) }

    /// Lines end with LF and have no spaces at the end.
    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return right.contains(column) ? padding + cell : cell + padding
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        .joined()
    }

    /// Control characters of events would move the cursor or worse.
    static func withoutControls(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
