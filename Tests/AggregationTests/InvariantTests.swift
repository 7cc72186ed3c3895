import Aggregation
import Foundation
import Testing

/// The seeds that each invariant is tried with; every failure names its seed, and `NHIPSO_SEED=… swift test --filter InvariantTests`
/// repeats that one alone.
private let seeds: ClosedRange<UInt64> = ProcessInfo.processInfo.environment["NHIPSO_SEED"].flatMap(UInt64.init).map { $0...$0 } ?? 1...1500

@Suite("The state is a join-semilattice") struct InvariantTests {
    private func names() -> [String] { (0..<6).map { "partner-\($0)" } }

    private func figures(_ facts: [Fact], _ plan: CountingPlan, asOf: CivilDate? = nil) -> [Cell] {
        var aggregate = Aggregate(plan: plan, partnerNames: names())
        if let asOf { aggregate.expire(through: asOf) }
        for fact in facts { aggregate.fold(fact) }
        return aggregate.cells()
    }

    @Test("Figures are those of the definitions, computed anew from the newest facts")
    func agreesWithTheDefinitions() {
        for seed in seeds {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            let facts = plan.randomFacts(count: Int.random(in: 1...160, using: &random), &random)
            var naive = NaiveCount(plan: plan)
            for fact in facts { naive.fold(fact) }
            #expect(figures(facts, plan) == naive.cells(), "NHIPSO_SEED=\(seed)")
        }
    }

    @Test("Shuffled and repeated facts give the same figures")
    func anyOrder() {
        for seed in seeds {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            let facts = plan.randomFacts(count: Int.random(in: 1...60, using: &random), &random)
            let disordered = (facts + facts.shuffled(using: &random).prefix(facts.count / 2)).shuffled(using: &random)
            #expect(figures(facts, plan) == figures(disordered, plan), "NHIPSO_SEED=\(seed)")
        }
    }

    @Test("A run cut by snapshots and restores gives the same figures")
    func cutByRestores() throws {
        for seed in seeds {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            let facts = plan.randomFacts(count: Int.random(in: 1...60, using: &random), &random)
            var bytes = Aggregate(plan: plan, partnerNames: names()).snapshot()
            var rest = facts[...]
            while !rest.isEmpty {
                let part = rest.prefix(Int.random(in: 1...rest.count, using: &random))
                rest = rest.dropFirst(part.count)
                var aggregate = try Aggregate.restore(bytes, plan: plan)
                for fact in part { aggregate.fold(fact) }
                bytes = aggregate.snapshot()
            }
            let last = try Aggregate.restore(bytes, plan: plan)
            #expect(last.cells() == figures(facts, plan), "NHIPSO_SEED=\(seed)")
        }
    }

    @Test("Parts folded apart and merged give the same figures and progress")
    func mergedParts() {
        for seed in seeds {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            let facts = plan.randomFacts(count: Int.random(in: 1...60, using: &random), &random)
            var left = Aggregate(plan: plan, partnerNames: names())
            var right = Aggregate(plan: plan, partnerNames: names())
            for fact in facts {
                if Bool.random(using: &random) { left.fold(fact) } else { right.fold(fact) }
            }
            left.merge(right)
            var whole = Aggregate(plan: plan, partnerNames: names())
            for fact in facts { whole.fold(fact) }
            #expect(left.cells() == whole.cells(), "NHIPSO_SEED=\(seed)")
            #expect(left.partnerProgress() == whole.partnerProgress(), "NHIPSO_SEED=\(seed)")
        }
    }

    @Test("Facts split by subject over partitions give cells that add up to those of one")
    func splitOverPartitions() {
        for seed in seeds {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            let facts = plan.randomFacts(count: Int.random(in: 1...60, using: &random), &random)
            let partitions = [1, 3, 7].randomElement(using: &random) ?? 3
            var sums: [String: [Int64]] = [:]
            for partition in 0..<partitions {
                for cell in figures(facts.filter { Int($0.subject.low) % partitions == partition }, plan) {
                    let values = cell.values + [cell.subjects, cell.approximateRecords]
                    sums["\(cell.window.key) \(cell.commune)", default: values.map { _ in 0 }].add(values)
                }
            }
            var whole: [String: [Int64]] = [:]
            for cell in figures(facts, plan) {
                whole["\(cell.window.key) \(cell.commune)"] = cell.values + [cell.subjects, cell.approximateRecords]
            }
            #expect(sums.filter { $0.value.contains { $0 != 0 } } == whole.filter { $0.value.contains { $0 != 0 } }, "NHIPSO_SEED=\(seed)")
        }
    }

    @Test("Records expire when the day passes, whenever the facts come")
    func expiry() {
        for seed in seeds {
            var random = Seeded(seed: seed)
            let plan = CountingPlan.random(&random)
            guard plan.hasExpiry else { continue }
            let facts = plan.randomFacts(count: Int.random(in: 1...60, using: &random), &random)
            let asOf = CivilDate(year: 2026, month: 3, day: 1)
            var naive = NaiveCount(plan: plan, asOf: asOf)
            for fact in facts { naive.fold(fact) }
            var aggregate = Aggregate(plan: plan, partnerNames: names())
            let cut = Int.random(in: 0...facts.count, using: &random)
            for fact in facts[..<cut] { aggregate.fold(fact) }
            aggregate.expire(through: asOf)
            for fact in facts[cut...] { aggregate.fold(fact) }
            #expect(aggregate.cells() == naive.cells(), "NHIPSO_SEED=\(seed)")
        }
    }
}

extension [Int64] {
    fileprivate mutating func add(_ other: [Int64]) {
        for index in indices { self[index] += other[index] }
    }
}
