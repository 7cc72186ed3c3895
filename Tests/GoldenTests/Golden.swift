import Aggregation
import Catalog
import Foundation
import Ingest
import PipelineTests
import Testing

/// A stream of events with the moments at which it came: a case of a pipeline's tests, or the demo's events.
struct Golden: Sendable, CustomTestStringConvertible {
    struct Step: Sendable {
        var watermark: EventTime
        /// The clock that events' times are judged by.
        var now: EventTime
        var events: [String]
    }

    var name: String
    var steps: [Step]

    var testDescription: String { name }

    static let pipelines = ["dossiers", "electricity", "ocop"]

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Pipelines").path

    static func catalog() throws -> Catalog {
        let (catalog, diagnostics) = Catalog.load(folder: folder)
        return try #require(catalog, "\(diagnostics)")
    }

    /// Every case of the pipeline's tests, and the demo's events of the pipeline.
    static func all(of pipeline: String, _ catalog: Catalog) throws -> [Golden] {
        let (tests, diagnostics) = PipelineTest.load(paths: ["\(folder)/tests"], catalog: catalog)
        try #require(diagnostics.isEmpty, "\(diagnostics)")
        let cases = tests.filter { $0.pipeline == pipeline }.flatMap(\.cases).map { testCase in
            Golden(
                name: testCase.name,
                steps: testCase.steps.map { Step(watermark: $0.time, now: $0.time, events: $0.events.map(\.json)) })
        }
        try #require(cases.count >= 10)
        return cases + [try demo(pipeline)]
    }

    /// The demo's lines, ten at a time, on a watermark that goes on from early May to late July: months become final on the way, so that
    /// the last lines revise them.
    private static func demo(_ pipeline: String) throws -> Golden {
        let text = try String(contentsOfFile: "\(folder)/demo/\(pipeline).ndjson", encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        let start = try #require(EventTime(rfc3339: "2026-05-04T00:00:00+07:00"))
        let now = try #require(EventTime(rfc3339: "2026-08-01T00:00:00+07:00"))
        let chunks = stride(from: 0, to: lines.count, by: 10).map { Array(lines[$0..<min($0 + 10, lines.count)]) }
        let steps = chunks.enumerated().map { index, events in
            Step(watermark: start.adding(milliseconds: Int64(index) * 80 * 86_400_000 / Int64(chunks.count)), now: now, events: events)
        }
        return Golden(name: "the demo's events", steps: steps + [Step(watermark: now, now: now, events: [])])
    }
}
