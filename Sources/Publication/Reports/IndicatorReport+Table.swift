import Aggregation
import Catalog

extension IndicatorReport {
    /// Aligned tables for a terminal: one per indicator and window under its title, the province last. Marks: `✓` and `✗` the target is met or
    /// not, `!` a data error, `≈` an estimated denominator or communes by default successor.
    public func table(language: ReportLanguage = .vi, style: TableStyle = .plain) -> String {
        let words = ReportWords(language)
        var blocks: [String] = []
        var start = rows.startIndex
        while start < rows.endIndex {
            let key = rows[start].key
            let end = rows[start...].firstIndex { $0.key.indicator != key.indicator || $0.key.window != key.window } ?? rows.endIndex
            blocks.append(block(rows[start..<end], words: words, style: style))
            start = end
        }
        return blocks.joined(separator: "\n")
    }

    private func block(_ rows: ArraySlice<IndicatorUpdate>, words: ReportWords, style: TableStyle) -> String {
        guard let first = rows.first else { return "" }
        let title = withoutControls(words.language == .vi ? first.title.vi : first.title.en)
        let hasDenominator = first.figure.basis != nil
        let hasTarget = rows.contains { $0.target != nil }
        var columns: [(String, TextTable.Alignment)] = [(words.code, .left), (words.area, .left), (words.numerator, .right)]
        if hasDenominator { columns.append((words.denominator, .right)) }
        columns.append((words.value, .right))
        if hasTarget { columns.append((words.target, .left)) }
        columns.append((words.status, .left))

        var table = TextTable(columns)
        for row in rows {
            var cells = [row.key.commune, words.name(of: row.area, row.areaName), words.number(row.figure.numerator)]
            if row.area == .unlocated { cells[0] = "" }
            if hasDenominator { cells.append(words.number(row.figure.denominator)) }
            cells.append(words.value(of: row))
            if hasTarget { cells.append(words.target(of: row)) }
            cells.append(words.status(of: row))
            table.append(cells, isBold: row.area == .province)
        }
        return style.bold("\(first.key.indicator)  \(title) · \(words.window(first.key.window))") + "\n" + table.text(style: style)
    }
}
