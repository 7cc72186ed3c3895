import Aggregation
import Catalog
import Foundation
import Testing

@testable import Generation

/// The manifest against a count over the lines by another parser.
@Suite struct ManifestTests {
    let run: Run

    init() throws { run = try Shipped.run(try .wild(.events(12_000), months: 3)) }

    private var manifest: Manifest { run.manifest }

    @Test func `lines, bytes and partners are those of the output`() {
        #expect(manifest.lines == 12_000)
        #expect(manifest.lines == run.lines.count)
        #expect(manifest.good + manifest.bad == manifest.lines)
        #expect(manifest.bad == manifest.rejects.values.reduce(0, +))
        #expect(manifest.bytes == run.lines.reduce(0) { $0 + $1.bytes.count })
        #expect(manifest.partners == Dictionary(grouping: run.lines, by: \.partner).mapValues(\.count))
        #expect(manifest.types.values.reduce(0, +) == manifest.good)
    }

    @Test func `every line is one line`() {
        for line in run.lines {
            #expect(line.bytes.last == 0x0A)
            #expect(line.bytes.dropLast().allSatisfy { $0 >= 0x20 })
            #expect(line.bytes.count < LineBuffer.capacity / 2)
        }
    }

    @Test func `repeats are lines that stand there before, byte for byte`() {
        var seen: Set<[UInt8]> = []
        let repeats = run.lines.count { !seen.insert($0.bytes).inserted }
        #expect(repeats == manifest.repeats)
        #expect(manifest.repeats == 1091)
    }

    @Test func `ids are unique but for repeats`() {
        let events = run.lines.filter { $0.json != nil }
        let distinct = Set(events.map(\.bytes)).count
        #expect(Set(events.map { "\($0.json?["source"] ?? "") \($0.id)" }).count == distinct)
    }

    @Test func `spoilt lines that any parser sees are counted by their reason`() {
        #expect(run.lines.count { $0.json == nil } == manifest.rejects["malformed-json"])
        #expect(run.lines.count { $0.json?["specversion"] as? String == "0.3" } == manifest.rejects["not-cloudevents"])
        #expect(run.lines.count { $0.type.hasSuffix(".v0") } == manifest.rejects["unknown-type"])
        #expect(run.lines.count { $0.isEvent && $0.time.hasPrefix("2099") } == manifest.rejects["time-in-future"])
        #expect(run.lines.count { $0.isEvent && $0.time.hasPrefix("1999") } == manifest.rejects["time-too-old"])
    }

    @Test func `what is late or displaced carries the time of sending`() throws {
        var late = 0
        var displaced = 0
        for line in run.lines where line.json != nil {
            guard let recorded = line.recorded else { continue }
            if try isLate(line, recorded) { late += 1 } else { displaced += 1 }
        }
        // Those that are cut in half may carry it too.
        let cut = run.lines.count { $0.json == nil && String(decoding: $0.bytes, as: UTF8.self).contains("recordedtime") }
        #expect(late + displaced <= manifest.late + manifest.displaced)
        #expect(late + displaced + cut >= manifest.late + manifest.displaced - 5)
        #expect(late <= manifest.late && manifest.late - late <= cut)
    }

    /// After the end of the month it counts in and the grace.
    private func isLate(_ line: Line, _ recorded: String) throws -> Bool {
        let allocations = line.data["allocations"] as? [[String: Any]]
        let period = line.data["billPeriod"] ?? allocations?.first?["billPeriod"]
        guard line.partner == "bank" || line.partner == "power-company" || line.type.contains("dossier") else { return false }
        let month: Window
        if let period = period as? String, !period.hasSuffix("13") {
            month = try #require(Window(key: period))
        } else {
            let own = line.data["finishedAt"] ?? line.data["receivedAt"]
            guard let day = (own as? String).flatMap({ CivilDate(String($0.prefix(10))) }) else { return false }
            month = Window(.month, holding: day)
        }
        let sent = try #require(CivilDate(String(recorded.prefix(10))))
        return sent > month.dayAfter.adding(days: run.manifest.options.graceDays - 1)
    }

    @Test func `json says the same and is valid`() throws {
        let json = try #require(JSONSerialization.jsonObject(with: Data(manifest.json.utf8)) as? [String: Any])
        #expect((json["totals"] as? [String: Int])?["lines"] == 12_000)
        #expect(json["types"] as? [String: Int] == manifest.types)
        #expect(json["rejects"] as? [String: Int] == manifest.rejects)
        #expect(json["schema_rejects"] as? [String: Int] == manifest.schemaRejects)
        #expect((json["planted"] as? [String: Int])?["old_codes"] == manifest.oldCodes)
        #expect(json["last_time"] as? String == manifest.lastTime)
        #expect(json["kinds"] as? [String] == ["electricity", "dossiers", "ocop"])
    }
}
