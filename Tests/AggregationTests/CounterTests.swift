import Aggregation
import Testing

@Suite("Counters hold any number") struct CounterTests {
    @Test("A thousand records of one subject and item, raised and then all taken back, leave nothing", arguments: [false, true])
    func beyondAByte(hasItems: Bool) {
        let plan = CountingPlan.plain(hasItems: hasItems)
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(301))
        var naive = NaiveCount(plan: plan)
        let item: UInt64 = hasItems ? 5 : 0
        let turns: Set = [1, 254, 255, 256, 257, 258, 999, 1000]
        for count in 1...1000 {
            let fact = Fact.plain(count, of: 1, flags: 3, at: 14_797, item: item)
            aggregate.fold(fact)
            naive.fold(fact)
            if turns.contains(count) { #expect(aggregate.cells() == naive.cells(), "\(count) records") }
        }
        for count in (1...1000).reversed() {
            let fact = Fact.plain(count, of: 1, version: 2, flags: 0, item: item)
            aggregate.fold(fact)
            naive.fold(fact)
            if turns.contains(count - 1) { #expect(aggregate.cells() == naive.cells(), "\(count - 1) records left") }
        }
        #expect(aggregate.cells().isEmpty)
    }

    @Test("Counters beyond a byte come back from a snapshot") func snapshotBeyondAByte() throws {
        let plan = CountingPlan.plain(hasItems: true)
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(301))
        for count in 1...600 { aggregate.fold(.plain(count, of: 1, item: 5)) }
        var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.cells() == aggregate.cells())
        for count in 1...599 { restored.fold(.plain(count, of: 1, version: 2, flags: 0, item: 5)) }
        #expect(restored.table()["2026-05 unlocated"]?.values == [1, 1, 1, 1])
        restored.fold(.plain(600, of: 1, version: 2, flags: 0, item: 5))
        #expect(restored.cells().isEmpty)
    }

    @Test("A subject with 20,000 records moves as a whole, and back") func manyRecordsMove() {
        let plan = CountingPlan.plain(hasItems: true)
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(301))
        for record in 1...20_000 {
            aggregate.fold(.plain(record, of: 1, amount: 3, item: UInt64(record % 500) + 1, partner: UInt16(record % 3)))
        }
        aggregate.fold(.plain(0, of: 1, version: 2, amount: 3, at: 14_797, item: 1))
        #expect(aggregate.cells().map(\.commune.rawValue) == [14_797, 14_797, 14_797])
        #expect(aggregate.table()["2026-Q2 14797"]?.values == [1, 20_001, 500, 60_003])
        aggregate.fold(.plain(20_001, of: 1, version: 3, amount: 3, at: 16_543, item: 1))
        #expect(aggregate.table()["2026-05 16543"]?.values == [1, 20_002, 500, 60_006])
        #expect(aggregate.table()["2026-05 16543"]?.partners.map(\.records) == [6668, 6667, 6667])
        aggregate.fold(.plain(20_001, of: 1, version: 4, flags: 0))
        #expect(aggregate.table()["2026-05 14797"]?.values == [1, 20_001, 500, 60_003], "the newer place was taken back with its record")
        #expect(aggregate.cells().count == 3)
    }

    @Test("Partners beyond four and communes beyond 192 find room, whatever was counted before") func growingTables() throws {
        let plan = CountingPlan.plain()
        var random = Seeded(seed: 5)
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(301))
        var naive = NaiveCount(plan: plan)
        for number in 0..<900 {
            let partner = number < 100 ? UInt16(number % 4) : UInt16.random(in: 0...300, using: &random)
            let commune = number < 100 ? 14_797 : 14_000 + UInt32.random(in: 1...450, using: &random)
            let day = ["2026-01-05", "2026-05-05", "2027-02-01"][number % 3]
            let fact = Fact.plain(number % 7, of: number % 400, in: day, version: Int64(number), at: commune, partner: partner)
            aggregate.fold(fact)
            naive.fold(fact)
            if number % 90 == 0 { #expect(aggregate.cells() == naive.cells(), "after \(number)") }
        }
        #expect(aggregate.cells() == naive.cells())
        #expect(Set(naive.cells().map(\.commune)).count > 192)
        let restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.cells() == naive.cells())
        #expect(restored.partnerProgress() == aggregate.partnerProgress())
    }

    @Test("Windows beyond the first 64 find room") func manyWindows() {
        let plan = CountingPlan.plain(base: .day, windows: [.day, .month])
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(301))
        let first = CivilDate(year: 2026, month: 1, day: 1)
        for day in 0..<300 { aggregate.fold(.plain(day, of: day % 11, in: first.adding(days: day).description, base: .day, at: 14_797)) }
        let table = aggregate.table()
        #expect(table.count == 300 + 10)
        #expect(table["2026-02 14797"]?.values == [11, 28, 28])
        #expect(table["2026-10-27 14797"]?.values == [1, 1, 1])
    }
}
