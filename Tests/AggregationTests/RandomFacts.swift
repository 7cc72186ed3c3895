import Aggregation

/// A small generator of pseudo-random numbers (SplitMix64): the same seed gives the same numbers everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension CountingPlan {
    /// Plans of every shape that the tables treat differently.
    static func random(_ random: inout Seeded) -> CountingPlan {
        let shapes: [(WindowLength, [WindowLength])] = [
            (.month, [.month, .quarter, .year]), (.day, [.day, .month]), (.day, [.week, .month]), (.current, [.current]),
            (.month, [.month, .current]), (.year, [.year]), (.day, [.day, .week, .month, .quarter, .year, .current]),
            (.quarter, [.quarter]),
        ]
        let shape = shapes.randomElement(using: &random) ?? (.month, [.month])
        let recordFlags = [1, 3, 5, 7, 13, 30].randomElement(using: &random) ?? 3
        let hasItems = Bool.random(using: &random)
        func condition() -> FlagCondition {
            func mask(_ odds: Int) -> UInt64 {
                (0..<recordFlags + (hasItems ? 2 : 0)).reduce(0) {
                    $0 | (Int.random(in: 0..<odds, using: &random) == 0 ? 1 << UInt64($1) : 0)
                }
            }
            let all = mask(4)
            return FlagCondition(all: all, any: Bool.random(using: &random) ? mask(2) : 0, none: mask(5) & ~all)
        }
        let itemFlags =
            hasItems
            ? (0..<2).map { index in
                ItemFlag(
                    bit: recordFlags + index,
                    condition: FlagCondition(
                        all: UInt64(1) << UInt64.random(in: 0..<UInt64(recordFlags), using: &random),
                        none: index == 0 ? 1 << UInt64.random(in: 0..<UInt64(recordFlags), using: &random) : 0))
            } : []
        let amounts = Int.random(in: 0...2, using: &random)
        var measures = (0..<Int.random(in: 1...4, using: &random)).map { _ in Measure(kind: .subjects, condition: condition()) }
        measures.append(Measure(kind: .records, condition: condition()))
        if hasItems { measures.append(Measure(kind: .items, condition: condition())) }
        for index in 0..<amounts { measures.append(Measure(kind: .amount(index: index), condition: condition())) }
        return CountingPlan(
            base: shape.0, windows: shape.1, flagCount: recordFlags + itemFlags.count, amountCount: amounts, hasItems: hasItems,
            hasExpiry: shape.1.contains(.current), itemFlags: itemFlags, measures: measures)
    }

    /// Facts that crowd: few subjects, records, communes and instants, so that everything meets everything.
    func randomFacts(count: Int, _ random: inout Seeded) -> [Fact] {
        let subjects = UInt64.random(in: 1...8, using: &random)
        let records = UInt64.random(in: 1...(Bool.random(using: &random) ? 6 : 40), using: &random)
        // More than a chain holds before it is indexed, now and then.
        let items = UInt64.random(in: 0...(Bool.random(using: &random) ? 2 : 14), using: &random)
        let start = CivilDate(year: 2026, month: 1, day: 1)
        return (0..<count).map { _ in
            let subject = UInt64.random(in: 0..<subjects, using: &random)
            let record = UInt64.random(in: 0..<records, using: &random)
            let day = start.adding(days: Int.random(in: 0..<120, using: &random))
            let isStanding = windows == [.current] || windows.contains(.current) && Bool.random(using: &random)
            let flagBits = flagCount - itemFlags.count
            let mask: UInt64 = flagBits == 64 ? .max : (1 << UInt64(flagBits)) - 1
            return Fact(
                record: Pseudonym(high: subject, low: record + 1), subject: Pseudonym(high: 0, low: subject + 1),
                item: hasItems ? UInt64.random(in: 0...items, using: &random) : 0,
                version: FactVersion(
                    time: EventTime(rawValue: Int64.random(in: 0..<12, using: &random)), rank: Int.random(in: 0...1, using: &random)),
                flags: Int.random(in: 0..<5, using: &random) == 0 ? 0 : random.next() & random.next() & mask,
                amount0: amountCount > 0 ? Int64.random(in: -5...(Bool.random(using: &random) ? 100 : 9_000_000_000), using: &random) : 0,
                amount1: amountCount > 1 ? Int64.random(in: 0...9, using: &random) : 0,
                period: isStanding ? Fact.standing : Window(base, holding: day).ordinal,
                expires: hasExpiry && isStanding && Bool.random(using: &random) ? day : CivilDate(rawValue: .max),
                commune: Bool.random(using: &random)
                    ? .unlocated : CommuneCode(rawValue: 14_750 + UInt32.random(in: 0..<4, using: &random)),
                partner: UInt16.random(in: 0..<6, using: &random), isApproximate: Int.random(in: 0..<6, using: &random) == 0)
        }
    }
}
