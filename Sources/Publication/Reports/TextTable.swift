/// Rows of cells in aligned columns, two spaces apart and indented by two.
struct TextTable {
    enum Alignment { case left, right }

    private struct Row {
        var cells: [String]
        var isBold: Bool
    }

    private let alignments: [Alignment]
    private var rows: [Row] = []

    init(_ columns: [(heading: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        append(columns.map(\.heading))
    }

    mutating func append(_ cells: [String], isBold: Bool = false) {
        precondition(cells.count == alignments.count, "a row has one cell per column")
        rows.append(Row(cells: cells.map(withoutControls), isBold: isBold))
    }

    /// Lines end with LF and have no spaces at the end.
    func text(style: TableStyle) -> String {
        let widths = alignments.indices.map { column in rows.map { displayWidth($0.cells[column]) }.max() ?? 0 }
        var text = ""
        for row in rows {
            var line = ""
            for (column, cell) in row.cells.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - displayWidth(cell))
                line += "  " + (alignments[column] == .left ? cell + padding : padding + cell)
            }
            while line.last == " " { line.removeLast() }
            text += (row.isBold ? style.bold(line) : line) + "\n"
        }
        return text
    }
}

/// Control characters in names would move the cursor or worse.
func withoutControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
}
