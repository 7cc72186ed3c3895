import Catalog

/// What tests came to, in words: each failure with its place and difference, and a summary.
public struct PipelineTestReport: Sendable {
    private let results: [PipelineTestResult]

    public init(_ results: [PipelineTestResult]) { self.results = results }

    public var caseCount: Int { results.reduce(0) { $0 + $1.cases.count } }
    public var failedCount: Int { results.reduce(0) { $0 + $1.failedCount } }

    /// - Parameters:
    ///   - isVerbose: passed cases are named as well.
    ///   - isColoured: with ANSI colours.
    public func text(isVerbose: Bool = false, isColoured: Bool = false) -> String {
        var lines: [String] = []
        for result in results {
            for testCase in result.cases where isVerbose || !testCase.isPassed {
                lines += text(of: testCase, in: result.file, isColoured: isColoured)
            }
            let passed = result.cases.count - result.failedCount
            let mark = result.failedCount == 0 ? paint("ok  ", "32", isColoured) : paint("FAIL", "31", isColoured)
            lines.append("\(mark) \(result.file): \(passed) of \(count(result.cases.count, "case")) passed")
        }
        let cases = results.flatMap(\.cases)
        let expectations = cases.reduce(0) { $0 + $1.expectationCount }
        let events = cases.reduce(0) { $0 + $1.eventCount }
        lines.append(
            "\(count(results.count, "file")), \(count(cases.count, "case")), \(count(events, "event")), "
                + "\(count(expectations, "expectation")): " + (failedCount == 0 ? "all passed" : "\(count(failedCount, "case")) failed"))
        return lines.joined(separator: "\n")
    }

    private func text(of testCase: PipelineTestResult.Case, in file: String, isColoured: Bool) -> [String] {
        if testCase.isPassed { return ["\(paint("pass", "32", isColoured)) \(testCase.name)"] }
        var lines = ["\(paint("FAIL", "31", isColoured)) \(testCase.name)"]
        for failure in testCase.failures {
            lines.append("  \(paint("\(file):\(failure.place.line):\(failure.place.column):", "1", isColoured)) \(failure.message)")
            lines += table(failure.differences).map { "      " + $0 }
            if !failure.found.isEmpty { lines.append("      found: \(failure.found)") }
        }
        return lines
    }

    private func table(_ differences: [PipelineTestFailure.Difference]) -> [String] {
        if differences.isEmpty { return [] }
        let rows = [["", "expected", "found"]] + differences.map { [$0.field, $0.expected, $0.found] }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = (0..<2).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
            return (cells + [row[2]]).joined(separator: "  ")
        }
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private func paint(_ text: String, _ colour: String, _ isColoured: Bool) -> String {
        isColoured ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }
}
