import Foundation
import Testing

/// The folder of pipelines that ships.
let pipelinesFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Pipelines")

@Suite("Replay and SQL over the same events give the same figures") struct OracleTests {
    @Test("Crowded events, every measure and indicator of every pipeline", arguments: 1...6 as ClosedRange<UInt64>)
    func crowded(seed: UInt64) throws {
        var events = CrowdedEvents(seed: seed)
        let comparison = try Comparison(["all.ndjson": events.lines(3000)], now: CrowdedEvents.now)
        comparison.check("seed \(seed)")
        let reasons = Set(comparison.replayed.rejects.values)
        let expected: Set = [
            "malformed-json", "not-cloudevents", "unknown-type", "schema", "commune-unknown", "commune-not-in-force", "commune-ambiguous",
            "time-in-future", "time-too-old",
        ]
        #expect(reasons == expected, "seed \(seed): the events cover every reason")
        let kinds = Set(comparison.replayed.figures.values.compactMap { $0.split(separator: " ").first.map(String.init) })
        let expectedKinds: Set = [
            "available", "suppressed:small-cell", "not-available:denominator-zero", "not-available:denominator-missing",
        ]
        #expect(kinds.isSuperset(of: expectedKinds), "seed \(seed): the figures are of every kind")
        #expect(seed != 1 || kinds.contains("suppressed:complementary"), "one area alone is small in seed 1")
    }

    @Test("Files by partner read side by side; events on another partner's channel are rejected")
    func byPartner() throws {
        var events = CrowdedEvents(seed: 11)
        var files: [String: [String]] = [:]
        for (index, line) in events.lines(3000).enumerated() {
            let isBank = line.contains("/bank/payments") != (index % 50 == 0)
            files[isBank ? "in.bank.electricity.ndjson" : index % 3 == 0 ? "others.ndjson" : "more.ndjson", default: []].append(line)
        }
        let comparison = try Comparison(files, now: CrowdedEvents.now)
        comparison.check("by partner")
        #expect(comparison.replayed.rejects.values.contains("source-mismatch"))
    }

    @Test("Lines sorted, reversed or shuffled make no difference") func anyOrder() throws {
        var events = CrowdedEvents(seed: 12)
        let lines = events.lines(2000)
        let sorted = lines.sorted()
        for (name, order) in [("sorted", sorted), ("reversed", sorted.reversed()), ("as they came", lines)] {
            try Comparison(["all.ndjson": order], now: CrowdedEvents.now).check(name)
        }
    }

    @Test("The demo's events") func demo() throws {
        var files: [String: [String]] = [:]
        for name in ["electricity.ndjson", "dossiers.ndjson", "ocop.ndjson"] {
            let text = try String(contentsOf: pipelinesFolder.appendingPathComponent("demo/\(name)"), encoding: .utf8)
            files[name] = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
        try Comparison(files, now: CrowdedEvents.now).check("demo")
    }
}
