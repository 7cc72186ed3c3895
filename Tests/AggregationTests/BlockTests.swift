import Aggregation
import Testing

@Suite("Facts folded in blocks") struct BlockTests {
    private func folded(_ facts: [Fact], _ plan: CountingPlan, blocks: Bool) -> [Cell] {
        var aggregate = Aggregate(plan: plan)
        if blocks {
            var outcomes = [FoldOutcome](repeating: .counted, count: facts.count)
            facts.withUnsafeBufferPointer { facts in
                outcomes.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { aggregate.fold(facts, outcomes: base) } }
            }
        } else {
            for fact in facts { aggregate.fold(fact) }
        }
        return aggregate.cells()
    }

    @Test("A block that moves many subjects into the index gives the figures of facts folded one by one")
    func manySubjectsAtOnce() {
        let plan = CountingPlan(
            base: .day, windows: [.day, .week, .month, .quarter, .year], flagCount: 1,
            measures: [
                Measure(kind: .subjects, condition: FlagCondition(all: 1)), Measure(kind: .records, condition: FlagCondition(all: 1)),
            ])
        func fact(_ subject: UInt64, _ record: UInt64, year: Int) -> Fact {
            Fact(
                record: Pseudonym(high: subject, low: record), subject: Pseudonym(high: 9, low: subject),
                version: FactVersion(rawValue: Int64(record)), flags: 1, period: CivilDate(year: year, month: 5, day: 4).rawValue,
                commune: CommuneCode(rawValue: 14_797))
        }
        // Some thousand standings; then, in one block, 31 subjects with days in eight years get a ninth: each gets the rows of all its weeks,
        // months, quarters and years at once. The last fact asks for a standing that the same block has made.
        var before: [Fact] = (1000..<1752).map { fact($0, 1, year: 2026) }
        for subject in UInt64(1)...31 { for year in 1...8 { before.append(fact(subject, UInt64(year), year: 2000 + year)) } }
        let block = (UInt64(1)...31).map { fact($0, 9, year: 2009) } + [fact(31, 10, year: 2009)]
        var aggregate = Aggregate(plan: plan)
        for fact in before { aggregate.fold(fact) }
        var outcomes = [FoldOutcome](repeating: .counted, count: block.count)
        block.withUnsafeBufferPointer { facts in
            outcomes.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { aggregate.fold(facts, outcomes: base) } }
        }
        #expect(aggregate.cells() == folded(before + block, plan, blocks: false))
        #expect(aggregate.cells().first { $0.window.key == "2009" }?.values == [31, 32])
    }

    @Test("Random facts give the same figures in blocks and one by one")
    func randomBlocks() {
        for seed in UInt64(1)...600 {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            let facts = plan.randomFacts(count: Int.random(in: 40...300, using: &random), &random)
            #expect(folded(facts, plan, blocks: true) == folded(facts, plan, blocks: false), "seed \(seed)")
        }
    }

    @Test("Of facts of one instant the higher code places the subject, whichever comes last")
    func placesOfOneInstant() {
        let plan = CountingPlan(
            base: .month, windows: [.month], flagCount: 2, measures: [Measure(kind: .records, condition: FlagCondition(any: 3))])
        func fact(_ record: UInt64, flags: UInt64, at commune: UInt32) -> Fact {
            Fact(
                record: Pseudonym(high: 1, low: record), subject: Pseudonym(high: 0, low: 1), version: FactVersion(rawValue: 5),
                flags: flags,
                period: 24_317, commune: CommuneCode(rawValue: commune))
        }
        let facts = [fact(1, flags: 1, at: 300), fact(2, flags: 1, at: 200), fact(1, flags: 3, at: 100)]
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        for order in orders {
            #expect(folded(order.map { facts[$0] }, plan, blocks: false).filter { !$0.isEmpty }.map(\.commune.rawValue) == [200])
        }
    }

    @Test("Indices that grow before they are full find every row, and change no figure")
    func growthAheadOfTime() {
        let plan = CountingPlan.plain(hasItems: true)
        // Half as many subjects and items as records, all beyond the size at which indices grow ahead of time.
        let facts = (0..<220_000).map { Fact.plain($0, of: $0 / 2, version: Int64($0), at: 14_797, item: UInt64($0 / 2 % 3)) }
        var early = Aggregate(plan: plan)
        var usual = Aggregate(plan: plan)
        var times = 0
        var outcomes: [FoldOutcome: Int] = [:]
        for fact in facts {
            if early.growsSoon {
                early.growNow()
                times += 1
                let growsAgain = early.growsSoon
                #expect(!growsAgain)
            }
            outcomes[early.fold(fact), default: 0] += 1
            usual.fold(fact)
        }
        for fact in facts { outcomes[early.fold(fact), default: 0] += 1 }
        #expect((2...8).contains(times))
        #expect(outcomes == [.counted: facts.count, .repeated: facts.count])
        #expect(early.cells() == usual.cells())
    }
}
