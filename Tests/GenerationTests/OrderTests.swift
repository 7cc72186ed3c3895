import Aggregation
import Catalog
import Foundation
import Ingest
import Testing

@testable import Generation

/// In which order events are sent.
@Suite struct OrderTests {
    private func instant(_ text: String) throws -> EventTime { try #require(EventTime(rfc3339: text)) }

    @Test func `without disorder each partner sends in order of time`() throws {
        let run = try Shipped.run(try .clean(.events(8000), months: 2) { $0.reversals = 0.05 })
        var last: [String: EventTime] = [:]
        for line in run.lines where line.type != "vn.thanhhoa.ocop.product.certified" {
            let time = try instant(line.time)
            #expect(time >= last[line.partner] ?? .distantPast)
            last[line.partner] = time
        }
        #expect(last.count == 4)
    }

    @Test func `the register of products comes first, however old its certificates`() throws {
        let run = try Shipped.run(try .clean(.contracts(40_000), kinds: [.payments, .ocop]))
        let shops = run.lines.filter { $0.partner == "shops" }
        #expect(run.manifest.products == 22)
        #expect(shops.prefix(22).allSatisfy { $0.type.hasSuffix("product.certified") && $0.time < "2026-01-01" })
        #expect(shops.dropFirst(22).allSatisfy { !$0.type.hasSuffix("product.certified") })
    }

    @Test func `displaced events come up to 25 hours after their time, and in order of sending`() throws {
        let run = try Shipped.run(try .clean(.events(6000), months: 2, kinds: .electricity) { $0.disorder = 0.2 })
        var last = EventTime.distantPast
        var inverted = 0
        for line in run.lines {
            let time = try instant(line.time)
            let sent = try line.recorded.map(instant) ?? time
            #expect(sent >= last)
            last = sent
            let delay = sent.rawValue - time.rawValue
            #expect(delay == 0 || delay >= 60_000 && delay <= 25 * 3_600_000 + 60_000)
            if delay > 0 { inverted += 1 }
        }
        #expect(inverted == run.manifest.displaced)
    }

    @Test func `late events come after their month's end and the grace`() throws {
        let run = try Shipped.run(try .clean(.events(6000), months: 2, kinds: .electricity) { $0.late = 0.1 })
        var late = 0
        for line in run.lines {
            guard let recorded = line.recorded else { continue }
            let first = (line.data["allocations"] as? [[String: Any]])?.first
            let period = try #require((line.data["billPeriod"] ?? first?["billPeriod"]) as? String)
            let month = try #require(Window(key: period))
            let final = FixedTimeZone.vietnam.startOfDay(month.dayAfter.adding(days: 20))
            #expect(try instant(recorded) > final)
            late += 1
        }
        #expect(late == run.manifest.late)
        #expect(late > 400)
    }

    @Test func `repeats come within a day after the first`() throws {
        let run = try Shipped.run(try .clean(.events(4000), kinds: .payments) { $0.repeats = 0.2 })
        var clock = EventTime.distantPast
        var seen: Set<[UInt8]> = []
        for line in run.lines {
            let time = try instant(line.time)
            if seen.insert(line.bytes).inserted { clock = max(clock, time) }
            #expect(clock.rawValue - time.rawValue <= 24 * 3_600_000 + 5000)
        }
    }

    @Test func `kinds are mixed over the month, not one after the other`() throws {
        let run = try Shipped.run(try .clean(.events(6000)))
        var changes = 0
        for (line, next) in zip(run.lines, run.lines.dropFirst()) where line.partner != next.partner { changes += 1 }
        #expect(changes > 500)
    }

    @Test func `what is held back never outgrows its room`() {
        var held = HeldBack()
        let event = Occurrence(kind: .billIssued, variant: 1, month: 0, subject: 0, position: 0, time: 0, recorded: 0, due: 0)
        for number in 0..<HeldBack.countMax {
            var event = event
            event.due = Int64(number * 7919 % 65_537)
            held.add(event)
        }
        #expect(held.isFull)
        var last = Int64.min
        while held.nextDue != nil {
            let due = held.take().due
            #expect(due >= last)
            last = due
        }
    }
}
