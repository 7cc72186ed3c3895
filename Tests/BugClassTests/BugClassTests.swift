import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Replay
import Testing

/// The classes of bugs that systems of this kind have had, each with the tests that would show it here.
///
/// Two need a broker and are tested with it: work that continues after its partition was revoked, and an offset that is out of retention and
/// skipped in silence. What of them concerns the pure core: an aggregate takes facts from anyone any number of times without harm
/// (`InvariantTests`), and a snapshot says nothing of facts that it does not hold (`restoreThatEndsTooEarly`).
@Suite("Bug classes") struct BugClassTests {
    @Test("A restore that ends too early: a snapshot is read to its last fact, or refused") func restoreThatEndsTooEarly() throws {
        let plan = BareFacts.plan
        var aggregate = Aggregate(plan: plan, partnerNames: ["bank"])
        for number in 0..<2000 { aggregate.fold(BareFacts.fact(number, of: number % 300, version: Int64(number))) }
        let whole = aggregate.snapshot()
        let restored = try Aggregate.restore(whole, plan: plan)
        #expect(restored.liveRecords == 2000)
        #expect(restored.liveSubjects == 300)
        #expect(restored.cells() == aggregate.cells())
        for count in stride(from: 0, to: whole.count, by: 997) {
            #expect(throws: SnapshotError.self, "\(count) of \(whole.count) bytes") {
                _ = try Aggregate.restore(Array(whole.prefix(count)), plan: plan)
            }
        }

        // What is folded after a restore meets all that was there: no record counts twice.
        var further = try Aggregate.restore(whole, plan: plan)
        for number in 0..<2000 { #expect(further.fold(BareFacts.fact(number, of: number % 300, version: Int64(number))) == .repeated) }
        #expect(further.cells() == aggregate.cells())
    }

    @Test("A restore that ends too early: runs with snapshots between give the figures of one run") func restoreBetweenRuns() throws {
        let run = try EventRun()
        let events = (1...300).map { EventRun.payment($0, contract: $0 % 40) } + (1...40).map { EventRun.bill($0, contract: $0) }
        let straight = try run.replay([("all.ndjson", events)])
        var snapshot: String?
        for (index, part) in [events[..<100], events[100..<250], events[250...]].enumerated() {
            let next = run.path("snapshot-\(index)")
            let result = try run.replay([("part-\(index).ndjson", Array(part))], snapshotIn: snapshot, snapshotOut: next)
            snapshot = next
            if index == 2 {
                #expect(result.figures == straight.figures)
                #expect(result.account.liveRecords == 340)
                #expect(result.account.restoredRecords == 250)
            }
        }
    }

    @Test("Timers or the watermark missing from the snapshot: what was due before the restore is still due after it")
    func timersInTheSnapshot() throws {
        let plan = BareFacts.expiring
        var aggregate = Aggregate(plan: plan, partnerNames: ["bank"])
        aggregate.fold(BareFacts.standing(1, expires: "2026-06-10"))
        aggregate.fold(BareFacts.standing(2, expires: "2026-07-10"))
        aggregate.advance(to: BareFacts.start(of: "2026-06-10"))
        #expect(aggregate.cells().map(\.values) == [[1]])
        var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.cells().map(\.values) == [[1]], "what has run out stays so")
        restored.fold(BareFacts.standing(3, expires: "2026-06-10"))
        #expect(restored.cells().map(\.values) == [[1]], "also what comes only after the restore")
        restored.advance(to: BareFacts.start(of: "2026-07-10"))
        #expect(restored.cells().isEmpty, "the timer set before the snapshot has gone off")
    }

    @Test("Timers or the watermark missing from the snapshot: what was final or closed stays so") func watermarkInTheSnapshot() throws {
        let plan = BareFacts.closing
        var aggregate = Aggregate(plan: plan, partnerNames: ["bank"])
        for month in 1...6 { aggregate.fold(BareFacts.fact(month, of: 1, in: "2026-0\(month)-10")) }
        aggregate.advance(to: BareFacts.start(of: "2026-06-20"))
        var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.watermark == aggregate.watermark)
        restored.advance(to: BareFacts.start(of: "2026-02-01"))
        #expect(restored.fold(BareFacts.fact(100, of: 1, in: "2026-01-10")) == .periodClosed)
        #expect(restored.fold(BareFacts.fact(100, of: 1, in: "2026-05-10")) == .counted)
        #expect(restored.fold(BareFacts.fact(101, of: 1, in: "2026-06-10")) == .counted)
        let revised = restored.cells().filter(\.isRevised).map(\.window.key)
        #expect(revised == ["2026-05"], "May was final, June was not")
        let again = try Aggregate.restore(restored.snapshot(), plan: plan)
        #expect(again.cells() == restored.cells(), "and May is still revised")
    }

    @Test("An idle source blocks time: it does not, and when it speaks again nothing of it is lost") func idleSourceBlocks() {
        var clock = SourceClock(sourceCount: 2, idleAfterMilliseconds: 3_600_000)
        var aggregate = Aggregate(plan: BareFacts.closing, partnerNames: ["bank"])
        let may = BareFacts.start(of: "2026-05-20")
        let june = BareFacts.start(of: "2026-06-20")
        clock.observe(source: 0, time: may, logTime: may)
        clock.observe(source: 1, time: june, logTime: june)
        aggregate.advance(to: clock.watermark)
        #expect(aggregate.watermark == june, "the one that speaks moves time on")
        clock.observe(source: 0, time: may, logTime: june)
        aggregate.advance(to: clock.watermark)
        #expect(aggregate.watermark == june, "what has passed does not come back")
        #expect(aggregate.fold(BareFacts.fact(1, of: 1, in: "2026-05-20")) == .counted)
        #expect(aggregate.cells().map(\.isRevised) == [true])
    }

    @Test("An idle source over-advances time: quiet sources stop it where they were, they do not end it") func idleSourceOverAdvances() {
        var clock = SourceClock(sourceCount: 2, idleAfterMilliseconds: 1000)
        let may = BareFacts.start(of: "2026-05-20")
        clock.observe(source: 0, time: may, logTime: EventTime(rawValue: 0))
        #expect(clock.watermark == .distantPast)
        clock.observe(source: 1, time: may.adding(milliseconds: -5), logTime: EventTime(rawValue: 5000))
        #expect(clock.watermark <= may)
        clock.finish(source: 1)
        #expect(clock.watermark == may, "only an idle one is left: time stands where the newest word put it, not at its end")
    }

    @Test("An idle source blocks or over-advances time: files far apart in time are read side by side") func filesFarApart() throws {
        let run = try EventRun()
        // The file read first by name is three years ahead, and long enough to be read in many rounds.
        let ahead = (1...9000).map { EventRun.payment($0, contract: $0 % 50) }
        let behind = (1...50).map { EventRun.payment(100_000 + $0, contract: $0, month: "2022-05", paidAt: "2022-05-10T08:00:00+07:00") }
        let result = try run.replay([("a.ndjson", ahead), ("b.ndjson", behind)])
        #expect(result.account.rejectedTotal == 0)
        #expect(result.account.counted == 9050)
    }
}
