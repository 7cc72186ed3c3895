import Aggregation
import Testing

@Suite("Event time makes windows final") struct WatermarkTests {
    private let plan = CountingPlan.plain(windows: [.month], graceDays: 10)

    @Test("A fact before the end of the grace revises nothing; one after it does, and taking it back does not undo that")
    func finalAndRevised() {
        var aggregate = Aggregate(plan: plan)
        aggregate.fold(.plain(1, of: 1, at: 14_797))
        aggregate.advance(to: EventTime.start(of: "2026-06-11").adding(milliseconds: -1))
        aggregate.fold(.plain(2, of: 1, at: 14_797))
        aggregate.advance(to: .start(of: "2026-06-11"))
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == false, "final at the first instant after the grace")
        aggregate.fold(.plain(3, of: 1, at: 14_797))
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == true)
        #expect(aggregate.table()["2026-05 14797"]?.values == [1, 3, 3])
        aggregate.fold(.plain(3, of: 1, version: 2, flags: 0, at: 14_797))
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == true, "a status never goes back")
    }

    @Test("Repeated and older facts revise nothing") func nothingNew() {
        var aggregate = Aggregate(plan: plan)
        aggregate.fold(.plain(1, of: 1, version: 5, at: 14_797))
        aggregate.advance(to: .start(of: "2026-07-01"))
        #expect(aggregate.fold(.plain(1, of: 1, version: 5, at: 14_797)) == .repeated)
        #expect(aggregate.fold(.plain(1, of: 1, version: 4, amount: 9, at: 14_797)) == .superseded)
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == false)
    }

    @Test("A cell that begins or empties after its window was final is revised and stays") func fromAndToNothing() {
        var aggregate = Aggregate(plan: plan)
        aggregate.fold(.plain(1, of: 1, at: 14_797))
        aggregate.advance(to: .start(of: "2026-07-01"))
        aggregate.fold(.plain(1, of: 1, version: 2, at: 16_543))
        let table = aggregate.table()
        #expect(table["2026-05 14797"]?.isRevised == true)
        #expect(table["2026-05 14797"]?.isEmpty == true)
        #expect(table["2026-05 16543"]?.isRevised == true)
    }

    @Test("Only the windows that have ended are final") func otherWindows() {
        var aggregate = Aggregate(plan: .plain())
        aggregate.fold(.plain(1, of: 1, in: "2026-05-10", at: 14_797))
        aggregate.advance(to: .start(of: "2026-06-01"))
        aggregate.fold(.plain(2, of: 1, in: "2026-05-11", at: 14_797))
        let table = aggregate.table()
        #expect(table["2026-05 14797"]?.isRevised == true)
        #expect(table["2026-Q2 14797"]?.isRevised == false)
        #expect(table["2026 14797"]?.isRevised == false)
    }

    @Test("A window that is first heard of after its end is final from the start") func lateWindow() {
        var aggregate = Aggregate(plan: plan)
        aggregate.advance(to: .start(of: "2026-07-01"))
        aggregate.fold(.plain(1, of: 1, at: 14_797))
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == true)
    }

    @Test("The watermark never goes back") func monotonous() {
        var aggregate = Aggregate(plan: plan)
        aggregate.advance(to: .start(of: "2026-07-01"))
        aggregate.advance(to: .start(of: "2026-01-01"))
        #expect(aggregate.watermark == .start(of: "2026-07-01"))
        aggregate.fold(.plain(1, of: 1, at: 14_797))
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == true)
    }

    @Test("The end of all facts makes every window final, but neither expires nor closes") func endOfFacts() {
        let plan = CountingPlan.plain(windows: [.month, .current], hasExpiry: true, retentionDays: 1)
        var aggregate = Aggregate(plan: plan)
        aggregate.fold(.plain(1, of: 1, at: 14_797))
        aggregate.fold(.plain(2, of: 1, in: nil, at: 14_797, expires: "2026-06-01"))
        aggregate.advance(to: .distantFuture)
        #expect(aggregate.table()["current 14797"]?.values == [1, 1, 1])
        #expect(aggregate.fold(.plain(3, of: 1, at: 14_797)) == .counted)
        #expect(aggregate.table()["2026-05 14797"]?.isRevised == true)
        #expect(aggregate.table()["current 14797"]?.isRevised == false, "what stands has no end")
    }

    @Test("A cell is reported once for all its changes, and only when it has changed") func dirtyCells() {
        var aggregate = Aggregate(plan: .plain(windows: [.month, .year]))
        aggregate.fold(.plain(1, of: 1, at: 14_797))
        aggregate.fold(.plain(2, of: 1, at: 14_797))
        aggregate.fold(.plain(1, of: 2, in: "2026-06-01", at: 16_543))
        let keys = { (cells: [Cell]) in cells.map { "\($0.window.key) \($0.commune) \($0.values[1])" } }
        #expect(keys(aggregate.takeDirtyCells()) == ["2026-05 14797 2", "2026-06 16543 1", "2026 14797 2", "2026 16543 1"])
        #expect(aggregate.takeDirtyCells().isEmpty)
        aggregate.fold(.plain(2, of: 1, at: 14_797))
        #expect(aggregate.takeDirtyCells().isEmpty, "a repeated fact changes nothing")
        aggregate.fold(.plain(3, of: 1, version: 2, at: 15_505))
        #expect(
            keys(aggregate.takeDirtyCells()) == ["2026-05 14797 0", "2026-05 15505 3", "2026 14797 0", "2026 15505 3"],
            "both ends of a move, also the empty one")
    }
}

@Suite("The clock of the sources") struct SourceClockTests {
    private func time(_ minutes: Int64) -> EventTime { EventTime(rawValue: minutes * 60_000) }

    @Test("The watermark is the least of the sources, and not known while one has said nothing") func least() {
        var clock = SourceClock(sourceCount: 3)
        #expect(clock.watermark == .distantPast)
        clock.observe(source: 0, time: time(10))
        clock.observe(source: 1, time: time(30))
        #expect(clock.watermark == .distantPast)
        clock.observe(source: 2, time: time(20))
        #expect(clock.watermark == time(10))
        clock.observe(source: 0, time: time(5))
        #expect(clock.watermark == time(10), "an older time takes nothing back")
        #expect(clock.latest == time(30))
    }

    @Test("A finished source holds nothing back; when all are finished nothing more comes") func finished() {
        var clock = SourceClock(sourceCount: 2)
        clock.observe(source: 0, time: time(10))
        clock.finish(source: 1)
        #expect(clock.watermark == time(10))
        clock.finish(source: 0)
        #expect(clock.watermark == .distantFuture)
        #expect(clock.latest == time(10))
    }

    @Test("Idleness is judged by the log's time alone") func idle() {
        var clock = SourceClock(sourceCount: 2, idleAfterMilliseconds: 5 * 60_000)
        clock.observe(source: 0, time: time(10), logTime: time(100))
        clock.observe(source: 1, time: time(90), logTime: time(105))
        #expect(clock.watermark == time(10), "five minutes are not more than five")
        clock.observe(source: 1, time: time(91), logTime: time(106))
        #expect(clock.watermark == time(91))
        clock.observe(source: 0, time: time(11), logTime: time(106))
        #expect(clock.watermark == time(11), "it is heard again")
    }

    @Test("Without a limit a quiet source is never idle") func neverIdle() {
        var clock = SourceClock(sourceCount: 2)
        clock.observe(source: 0, time: time(1), logTime: time(1))
        clock.observe(source: 1, time: time(9_999_999), logTime: time(9_999_999))
        #expect(clock.watermark == time(1))
    }
}
