import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Testing

@testable import Replay

@Suite("The demo's figures are those that its page works out by hand") struct DemoTests {
    @Test("Every figure, and every reject with its reason")
    func figures() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appendingPathComponent("Pipelines")
        let (loaded, diagnostics) = Catalog.load(folder: folder.path)
        let catalog = try #require(loaded, "\(diagnostics)")
        let rejects = FileManager.default.temporaryDirectory.appendingPathComponent("demo-rejects-\(UUID().uuidString).ndjson")
        defer { try? FileManager.default.removeItem(at: rejects) }
        let options = ReplayOptions(
            catalog: catalog, inputs: try InputSelection(paths: [folder.appendingPathComponent("demo").path]),
            key: try PseudonymKey(hexadecimal: "000102030405060708090a0b0c0d0e0f"),
            now: try #require(EventTime(rfc3339: "2026-07-01T00:00:00+07:00")), rejectsPath: rejects.path)
        let replay = try Replay(options)
        let result = try replay.run()

        let expected = try rows(of: folder.appendingPathComponent("demo/expected.csv"))
        var found: [String: String] = [:]
        let report = try records(IndicatorReport(result.updates).csv())
        for row in report {
            let names = ["indicator", "window", "commune"].map { row[$0] ?? "" }.joined(separator: " ")
            found[names] = ["numerator", "denominator", "value", "availability"].map { row[$0] ?? "" }.joined(separator: " ")
        }
        #expect(expected.count == found.count)
        for row in expected {
            let names = ["indicator", "window", "commune"].map { row[$0] ?? "" }.joined(separator: " ")
            let values = ["numerator", "denominator", "value", "availability"].map { row[$0] ?? "" }.joined(separator: " ")
            #expect(found[names] == values, "\(names)")
        }

        let written = try String(contentsOf: rejects, encoding: .utf8).split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let reasons = Dictionary(grouping: written) { $0["reason"] as? String ?? "" }.mapValues(\.count)
        let expectedReasons = Dictionary(grouping: try rows(of: folder.appendingPathComponent("demo/expected-rejects.csv"))) {
            $0["reason"] ?? ""
        }
        #expect(reasons == expectedReasons.mapValues(\.count))
        #expect(result.account.rejectedTotal == Int64(written.count))
        #expect(result.account.lines == 248)
    }

    private func rows(of file: URL) throws -> [[String: String]] { try records(String(contentsOf: file, encoding: .utf8)) }

    /// Rows by column name, of a CSV without quoted line ends.
    private func records(_ text: String) throws -> [[String: String]] {
        let lines = text.split(separator: "\n").map { split(String($0)) }
        let header = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
    }

    private func split(_ line: String) -> [String] {
        var fields = [""]
        var quoted = false
        for character in line {
            switch character {
            case "\"": quoted.toggle()
            case "," where !quoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
