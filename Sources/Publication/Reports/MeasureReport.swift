import Aggregation

/// Raw measures of any pipelines as files and screens for those who run them, sorted by pipeline, window and area; not for publication.
public struct MeasureReport: Equatable, Sendable {
    public static let csvHeader = ["pipeline", "window", "commune", "commune_name", "measure", "value"]

    public let rows: [MeasureRow]

    /// - Parameter rows: measures of one cell stay in the order given.
    public init(_ rows: [MeasureRow]) {
        self.rows = rows.enumerated().sorted { a, b in
            if a.element.pipeline != b.element.pipeline { return a.element.pipeline < b.element.pipeline }
            if a.element.window != b.element.window { return a.element.window < b.element.window }
            return (a.element.area, a.offset) < (b.element.area, b.offset)
        }
        .map(\.element)
    }

    /// RFC 4180 with LF, a header line first.
    public func csv() -> String {
        var csv = CSVText()
        csv.append(Self.csvHeader)
        for row in rows {
            csv.append([row.pipeline, row.window.key, row.areaCode, row.areaName ?? "", row.measure, String(row.value)])
        }
        return csv.text
    }

    /// One object per line.
    public func ndjson() -> String {
        rows.map { row in
            var json = JSONText()
            json.object {
                $0.member("pipeline", row.pipeline)
                $0.member("window", row.window.key)
                $0.member("commune", row.areaCode)
                $0.member("communeName", row.areaName)
                $0.member("measure", row.measure)
                $0.member("value", row.value)
            }
            return json.text + "\n"
        }
        .joined()
    }

    /// Aligned tables for a terminal: one per pipeline and window, a line per area, a column per measure, the province last.
    public func table(language: ReportLanguage = .vi, style: TableStyle = .plain) -> String {
        var blocks: [String] = []
        var start = rows.startIndex
        while start < rows.endIndex {
            let first = rows[start]
            let end = rows[start...].firstIndex { $0.pipeline != first.pipeline || $0.window != first.window } ?? rows.endIndex
            blocks.append(block(rows[start..<end], words: ReportWords(language), style: style))
            start = end
        }
        return blocks.joined(separator: "\n")
    }

    private func block(_ rows: ArraySlice<MeasureRow>, words: ReportWords, style: TableStyle) -> String {
        guard let first = rows.first else { return "" }
        var measures: [String] = []
        for row in rows where !measures.contains(row.measure) { measures.append(row.measure) }
        var table = TextTable([(words.code, .left), (words.area, .left)] + measures.map { ($0, .right) })
        var start = rows.startIndex
        while start < rows.endIndex {
            let row = rows[start]
            let end = rows[start...].firstIndex { $0.area != row.area } ?? rows.endIndex
            let values = Dictionary(rows[start..<end].map { ($0.measure, words.language.grouped($0.value)) }, uniquingKeysWith: { $1 })
            table.append(
                [row.area == .unlocated ? "" : row.areaCode, words.name(of: row.area, row.areaName)] + measures.map { values[$0] ?? "–" },
                isBold: row.area == .province)
            start = end
        }
        return style.bold("\(withoutControls(first.pipeline)) · \(words.window(first.window))") + "\n" + table.text(style: style)
    }
}
