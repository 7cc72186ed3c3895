import Aggregation
import Testing

@Suite("Periods close after their retention") struct RetentionTests {
    /// Records of 2025 are kept until 30 days after the year.
    private let plan = CountingPlan.plain(windows: [.month, .year], hasItems: true, retentionDays: 30)

    /// So many other subjects that closing their year frees rows at once.
    private func crowd(_ aggregate: inout Aggregate, of count: Int = 1500, in day: String = "2025-05-10") {
        for subject in 1000..<(1000 + count) { aggregate.fold(.plain(1, of: subject, in: day, at: 14_758, item: 1, partner: 1)) }
    }

    private let end = EventTime.start(of: "2026-01-31")

    @Test("A period closes with its longest window and not a day earlier") func boundary() {
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        aggregate.fold(.plain(1, of: 1, in: "2025-01-10", at: 14_797))
        aggregate.advance(to: end.adding(milliseconds: -1))
        #expect(aggregate.fold(.plain(2, of: 1, in: "2025-01-10", at: 14_797)) == .counted)
        aggregate.advance(to: end)
        #expect(aggregate.fold(.plain(3, of: 1, in: "2025-01-10", at: 14_797)) == .periodClosed)
        #expect(aggregate.fold(.plain(3, of: 1, in: "2025-12-31", at: 14_797)) == .periodClosed)
        #expect(aggregate.fold(.plain(3, of: 1, in: "2026-01-01", at: 14_797)) == .counted)
        #expect(aggregate.table()["2025 14797"]?.values == [1, 2, 0, 2], "figures of closed windows stay")
    }

    @Test("Without a retention nothing ever closes") func forEver() {
        var aggregate = Aggregate(plan: .plain())
        aggregate.fold(.plain(1, of: 1, in: "1999-01-10", at: 14_797))
        aggregate.advance(to: .start(of: "2099-01-01"))
        #expect(aggregate.fold(.plain(2, of: 1, in: "1999-01-10", at: 14_797)) == .counted)
    }

    @Test("Rows of closed periods are freed and used again; figures stay as they were") func rowsAreReused() {
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        crowd(&aggregate)
        aggregate.advance(to: .start(of: "2026-01-30"))
        let before = aggregate.cells()
        #expect(aggregate.liveRecords == 1500)
        aggregate.advance(to: end)
        #expect(aggregate.liveRecords == 0)
        #expect(aggregate.liveSubjects == 0)
        #expect(aggregate.cells() == before)
        var naive = NaiveCount(plan: plan)
        var random = Seeded(seed: 9)
        for number in 0..<3000 {
            let fact = Fact.plain(
                number % 5, of: number % 700, in: "2026-0\(Int.random(in: 1...6, using: &random))-01", version: Int64(number),
                flags: UInt64.random(in: 0...3, using: &random), at: number % 3 == 0 ? 14_790 + UInt32(number % 7) : 0,
                item: UInt64(number % 4), partner: UInt16(number % 3))
            aggregate.fold(fact)
            naive.fold(fact)
        }
        #expect(aggregate.cells().filter { $0.window.key.hasPrefix("2026") } == naive.cells())
        #expect(aggregate.cells().filter { $0.window.key.hasPrefix("2025") } == before)
        #expect(aggregate.liveRecords == naive.newest.count)
    }

    @Test("A subject stays where a record of a closed period located it, while it has other records") func memoryOfPlace() throws {
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        crowd(&aggregate)
        aggregate.fold(.plain(1, of: 1, in: "2025-12-10", version: 5, at: 14_797))
        aggregate.fold(.plain(2, of: 1, in: "2026-01-10", version: 6))
        aggregate.advance(to: end)
        #expect(aggregate.liveRecords == 1)
        aggregate.fold(.plain(3, of: 1, in: "2026-02-10", version: 7))
        #expect(aggregate.table()["2026-02 14797"]?.values == [1, 1, 0, 1])

        var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.cells() == aggregate.cells())
        restored.fold(.plain(4, of: 1, in: "2026-03-10", version: 8))
        #expect(restored.table()["2026-03 14797"]?.values == [1, 1, 0, 1])
        restored.fold(.plain(5, of: 1, in: "2026-04-10", version: 4, at: 16_543))
        #expect(restored.table()["2026-03 14797"] != nil, "an older place does not win over the one remembered")
        restored.fold(.plain(6, of: 1, in: "2026-04-10", version: 9, at: 16_543))
        #expect(restored.table()["2026-03 16543"]?.values == [1, 1, 0, 1], "a newer one does")
        #expect(restored.fold(.plain(1, of: 1, in: "2025-12-10", version: 9, at: 14_797)) == .periodClosed)
    }

    @Test("A snapshot after closing gives the same figures and the same answers") func snapshotAfterClosing() throws {
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        crowd(&aggregate)
        aggregate.fold(.plain(1, of: 1, in: "2026-01-10", at: 16_543))
        aggregate.advance(to: .start(of: "2026-01-15"))
        aggregate.fold(.plain(2, of: 2, in: "2025-12-31", at: 16_543))
        #expect(aggregate.table()["2025 16543"]?.isRevised == true)
        aggregate.advance(to: end)
        var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.cells() == aggregate.cells())
        #expect(restored.table()["2025 16543"]?.isRevised == true)
        #expect(restored.partnerProgress() == aggregate.partnerProgress())
        for fact in [
            Fact.plain(9, of: 9, in: "2025-06-01"), .plain(1, of: 1, in: "2026-01-10", at: 16_543), .plain(9, of: 1, in: "2026-03-01"),
        ] { #expect(restored.fold(fact) == aggregate.fold(fact)) }
        #expect(restored.cells() == aggregate.cells())
        #expect(try Aggregate.restore(restored.snapshot(), plan: plan).cells() == aggregate.cells())
    }

    /// Whether rows have been freed yet is a matter of their number: no figure may depend on it.
    private func withAndWithoutFreedRows(_ body: (inout Aggregate) -> Void) -> (few: [Cell], many: [Cell]) {
        var few = Aggregate(plan: plan, partnerNames: .partners(6))
        var many = Aggregate(plan: plan, partnerNames: .partners(6))
        crowd(&few, of: 1)
        crowd(&many)
        body(&few)
        body(&many)
        // The crowd stands in one commune, partner 1; what is looked at stands elsewhere.
        let others = { (cells: [Cell]) in cells.filter { $0.commune.rawValue != 14_758 } }
        return (others(few.cells()), others(many.cells()))
    }

    @Test("A record that moves out of a closed period leaves the closed figures as they were") func recordLeavesClosedPeriod() {
        let cells = withAndWithoutFreedRows { aggregate in
            aggregate.fold(.plain(1, of: 1, in: "2025-12-10", version: 1, at: 14_797))
            aggregate.advance(to: end)
            aggregate.fold(.plain(1, of: 1, in: "2026-01-10", version: 2, at: 14_797))
        }
        #expect(cells.few == cells.many)
        #expect(cells.few.first { $0.window.key == "2025-12" }?.values == [1, 1, 0, 1])
    }

    @Test("A subject that is located after a period has closed stays unlocated in it") func locatedTooLate() {
        let cells = withAndWithoutFreedRows { aggregate in
            aggregate.fold(.plain(1, of: 1, in: "2025-12-10", version: 1))
            aggregate.fold(.plain(2, of: 1, in: "2026-01-10", version: 1))
            aggregate.advance(to: end)
            aggregate.fold(.plain(3, of: 1, in: "2026-01-10", version: 2, at: 14_797))
        }
        let places = ["2025-12 unlocated", "2026-01 14797", "2025 unlocated", "2026 14797"]
        #expect(cells.few == cells.many)
        #expect(cells.few.map { "\($0.window.key) \($0.commune)" } == places)
    }

    @Test("A subject of which all periods are closed is forgotten, however few are") func forgottenSubject() {
        let cells = withAndWithoutFreedRows { aggregate in
            aggregate.fold(.plain(1, of: 1, in: "2025-12-10", version: 1, at: 14_797))
            aggregate.advance(to: end)
            aggregate.fold(.plain(2, of: 1, in: "2026-01-10", version: 2))
        }
        #expect(cells.few == cells.many)
    }

    @Test("A subject whose only record has moved into a closed period is forgotten, whichever fact came first") func movedAway() throws {
        let facts = [
            Fact.plain(1, of: 1, in: "2026-01-10", version: 1, at: 14_797), .plain(1, of: 1, in: "2025-12-10", version: 2, at: 14_797),
        ]
        for facts in [facts, facts.reversed()] {
            var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
            for fact in facts { aggregate.fold(fact) }
            aggregate.advance(to: end)
            #expect(aggregate.liveSubjects == 0)
            var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
            aggregate.fold(.plain(2, of: 1, in: "2026-02-10", version: 3))
            restored.fold(.plain(2, of: 1, in: "2026-02-10", version: 3))
            #expect(aggregate.table()["2026-02 unlocated"]?.values == [1, 1, 0, 1])
            #expect(restored.cells() == aggregate.cells())
        }
    }

    @Test("A week across the border of two months stays whole while one of them is open") func weeksBesideMonths() {
        let plan = CountingPlan.plain(base: .day, windows: [.week, .month], retentionDays: 10)
        let aggregates = [1, 1500].map { others in
            var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
            for subject in 1000..<(1000 + others) { aggregate.fold(.plain(1, of: subject, in: "2026-01-10", base: .day, at: 14_758)) }
            aggregate.fold(.plain(1, of: 1, in: "2026-01-31", base: .day, version: 1, at: 14_797))
            // January and its last week have ended ten days ago; the week's Sunday is a day of February.
            aggregate.advance(to: .start(of: "2026-02-12"))
            aggregate.fold(.plain(2, of: 1, in: "2026-02-01", base: .day, version: 2, at: 16_543))
            return aggregate.cells().filter { $0.window.key == "2026-W05" && !$0.isEmpty }
        }
        #expect(aggregates[0] == aggregates[1])
    }
}

@Suite("Subjects with very many standings") struct ManyStandingsTests {
    @Test("A closing leaves those of them that are open", arguments: [5, 9, 32, 60]) func closing(days: Int) throws {
        let plan = CountingPlan.plain(base: .day, windows: [.week, .month], retentionDays: 40)
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        var younger = Aggregate(plan: plan, partnerNames: .partners(6))
        aggregate.fold(.plain(999, of: 1, in: "2025-11-10", base: .day, at: 14_797))
        for day in 0..<days {
            let text = CivilDate(year: 2026, month: 2, day: 2).adding(days: day).description
            aggregate.fold(.plain(day, of: 1, in: text, base: .day, at: 14_797))
            younger.fold(.plain(day, of: 1, in: text, base: .day, at: 14_797))
        }
        aggregate.advance(to: .start(of: "2026-02-15"))
        younger.advance(to: .start(of: "2026-02-15"))
        #expect(aggregate.liveRecords == days)
        for day in 0..<days {
            let text = CivilDate(year: 2026, month: 2, day: 2).adding(days: day).description
            aggregate.fold(.plain(1_000 + day, of: 1, in: text, base: .day, version: 2, at: 14_797))
            younger.fold(.plain(1_000 + day, of: 1, in: text, base: .day, version: 2, at: 14_797))
        }
        let after = { (cell: Cell) in cell.window.firstDay >= CivilDate(year: 2026, month: 1, day: 26) }
        #expect(aggregate.cells().filter(after) == younger.cells().filter(after))
    }
}

@Suite("Places remembered after their records are gone") struct RememberedPlaceTests {
    @Test("A snapshot keeps a remembered place beside a kept record of the same instant") func sameInstant() throws {
        let plan = CountingPlan(
            base: .month, windows: [.month], flagCount: 1, measures: [Measure(kind: .subjects, condition: FlagCondition(all: 1))],
            retentionDays: 10)
        func fact(_ record: UInt64, _ month: Int32, at commune: UInt32) -> Fact {
            Fact(
                record: Pseudonym(high: 1, low: record), subject: Pseudonym(high: 0, low: 1), version: FactVersion(rawValue: 5), flags: 1,
                period: month, commune: CommuneCode(rawValue: commune))
        }
        let january: Int32 = 2026 * 12
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        aggregate.fold(fact(1, january, at: 200))
        aggregate.fold(fact(2, january + 1, at: 100))
        aggregate.fold(fact(3, january + 2, at: 0))
        aggregate.advance(to: FixedTimeZone.vietnam.startOfDay(CivilDate(year: 2026, month: 2, day: 20)))
        let restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.cells() == aggregate.cells())
        #expect(aggregate.cells().first { $0.window.key == "2026-03" }?.commune.rawValue == 200)
    }
}
