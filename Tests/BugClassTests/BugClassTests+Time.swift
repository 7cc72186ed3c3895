import Aggregation
import Foundation
import Replay
import Testing

extension BugClassTests {
    @Test("The wall clock closes an event-time window: figures are the same today and in four years") func wallClock() throws {
        let run = try EventRun()
        let events =
            (1...60).map { EventRun.payment($0, contract: $0) } + (1...40).map { EventRun.bill($0, contract: $0) }
            + [EventRun.certificate(1, validTo: "2026-12-31"), EventRun.listing(1)]
        let figures = try ["2026-07-01T00:00:00+07:00", "2030-07-01T00:00:00+07:00"].map { now in
            try run.replay([("all.ndjson", events)], now: now)
        }
        #expect(figures[0].figures == figures[1].figures)
        #expect(figures[0].asOf == figures[1].asOf)
        #expect(figures[1].figures["EC01 38 current"] == "available 1", "the certificate has not run out in event time")
        #expect(figures[0].account == figures[1].account)
    }

    @Test("Time runs past the day that was asked for: a certificate that was valid on it counts, however much comes after")
    func earlierDay() throws {
        let run = try EventRun()
        let product = [EventRun.certificate(1, validTo: "2026-05-15"), EventRun.listing(1)]
        // Enough lines to move event time on between rounds.
        let later = (1...9000).map { EventRun.payment($0, contract: $0 % 50, paidAt: "2026-06-10T08:00:00+07:00") }
        let figures = try [product, product + later].map { lines in
            try run.replay([("all.ndjson", lines)], asOf: CivilDate(year: 2026, month: 5, day: 12)).figures["EC01 14797 current"]
        }
        #expect(figures[0] == "available 1")
        #expect(figures[1] == "available 1")
    }

    @Test("The wall clock closes an event-time window: without a watermark nothing is final, whatever the year") func noWatermark() {
        var aggregate = Aggregate(plan: BareFacts.closing)
        aggregate.fold(BareFacts.fact(1, of: 1, in: "1999-01-10"))
        aggregate.fold(BareFacts.fact(2, of: 1, in: "1999-01-10"))
        #expect(aggregate.cells().map(\.isRevised) == [false])
        #expect(aggregate.watermark == .distantPast)
    }

    @Test("Late data dropped without a trace: it revises, and when it is too late it is named as such") func lateFacts() {
        var aggregate = Aggregate(plan: BareFacts.closing)
        aggregate.fold(BareFacts.fact(1, of: 1, in: "2026-01-10"))
        aggregate.advance(to: BareFacts.start(of: "2026-02-20"))
        #expect(aggregate.fold(BareFacts.fact(2, of: 1, in: "2026-01-10")) == .counted)
        #expect(aggregate.cells().map(\.values) == [[2]])
        #expect(aggregate.cells().map(\.isRevised) == [true])
        aggregate.advance(to: BareFacts.start(of: "2026-06-20"))
        #expect(aggregate.fold(BareFacts.fact(3, of: 1, in: "2026-01-10")) == .periodClosed)
        #expect(aggregate.cells().map(\.values) == [[2]])
    }

    @Test("Late data dropped without a trace: a line whose period is closed is a reject with its bytes") func lateLines() throws {
        let run = try EventRun()
        // Enough lines to move event time on before the last ones come.
        let ahead = (1...9000).map { EventRun.payment($0, contract: $0 % 50) }
        let late = (1...20).map { EventRun.payment(100_000 + $0, contract: $0, month: "2022-05", paidAt: "2022-05-10T08:00:00+07:00") }
        let rejects = run.path("rejects.ndjson")
        let result = try run.replay([("all.ndjson", ahead + late)], rejects: rejects)
        #expect(result.account.rejected == [.periodClosed: 20])
        #expect(result.account.lines == 9020)
        #expect(result.account.counted == 9000)
        let written = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(written.compactMap { $0["event"] as? String } == late)
        #expect(Set(written.compactMap { $0["reason"] as? String }) == ["period-closed"])
    }

    @Test("An unknown outcome reported as success: what cannot be read or written ends in an error, never in figures alone")
    func unknownOutcome() throws {
        let run = try EventRun()
        let events = (1...30).map { EventRun.payment($0, contract: $0) }
        #expect(throws: ReplayError.self, "there are no events") { try run.replay([]) }
        let nowhere = run.path("no-such-folder/file")
        #expect(throws: ReplayError.self, "rejects cannot be written") { try run.replay([("all.ndjson", events)], rejects: nowhere) }
        #expect(throws: ReplayError.self, "the snapshot cannot be written") {
            try run.replay([("all.ndjson", events)], snapshotOut: nowhere)
        }
        #expect(throws: ReplayError.self, "the snapshot cannot be read") { try run.replay([("all.ndjson", events)], snapshotIn: nowhere) }
        try Data("NHSF".utf8).write(to: URL(fileURLWithPath: run.path("cut-short")))
        #expect(throws: ReplayError.self, "a snapshot that ends too early") {
            try run.replay([("all.ndjson", events)], snapshotIn: run.path("cut-short"))
        }
        #expect(throws: ReplayError.self, "what is no snapshot") {
            try run.replay([("all.ndjson", events)], snapshotIn: run.path("all.ndjson"))
        }
    }

    @Test("An unknown outcome reported as success: a file that cannot be read to its end is named beside the figures")
    func unreadableInput() throws {
        let run = try EventRun()
        // A gzip member's header and then nothing.
        let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x4C]
        try Data(gzip).write(to: URL(fileURLWithPath: run.path("events.ndjson.gz")))
        let result = try run.replay([("all.ndjson", (1...30).map { EventRun.payment($0, contract: $0) })], alsoRead: ["events.ndjson.gz"])
        #expect(result.failures.count == 1)
        #expect(result.failures.first?.contains("events.ndjson.gz") == true)
        #expect(result.account.counted == 30, "the other file is counted all the same")
    }

    @Test("An unknown outcome reported as success: a snapshot that cannot be written leaves the older one whole") func olderSnapshot()
        throws
    {
        let run = try EventRun()
        let events = (1...30).map { EventRun.payment($0, contract: $0) }
        let snapshot = run.path("snapshot")
        _ = try run.replay([("all.ndjson", events)], snapshotOut: snapshot)
        let before = try Data(contentsOf: URL(fileURLWithPath: snapshot))
        #expect(throws: ReplayError.self) {
            try run.replay([("all.ndjson", events)], rejects: run.path("no-such-folder/file"), snapshotOut: snapshot)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: snapshot)) == before)
    }
}
