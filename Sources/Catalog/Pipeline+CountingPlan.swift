import Aggregation

extension Pipeline {
    /// The longest length whose windows each lie within one window of every length that is kept.
    public var baseWindow: WindowLength {
        // A day lies within one window of every length, so there always is one.
        WindowLength.allCases.reversed().first { base in windows.allSatisfy { base.nests(in: $0) } } ?? .day
    }

    /// The number of every flag: `flags` in their order, then `item_flags` in theirs.
    public var flagBits: [String: Int] {
        let names = flags.map(\.name) + itemFlags.map(\.name)
        return Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The pipeline without names, as the aggregate needs it; the pipeline must be free of lint's errors.
    public func countingPlan() -> CountingPlan {
        let bits = flagBits
        return CountingPlan(
            base: baseWindow, windows: windows, flagCount: flags.count + itemFlags.count, amountCount: amounts.count,
            hasItems: facts.contains { $0.item != nil }, hasExpiry: facts.contains { $0.validTo != nil },
            itemFlags: itemFlags.map { ItemFlag(bit: bits[$0.name] ?? 0, condition: $0.condition.flagCondition(bits)) },
            measures: measures.map { Measure(kind: measureKind($0), condition: $0.condition.flagCondition(bits)) },
            timeZone: timeZone, graceDays: graceDays, retentionDays: retentionDays)
    }

    private func measureKind(_ rule: MeasureRule) -> MeasureKind {
        switch rule.kind {
        case .subjects: .subjects
        case .items: .items
        case .records: .records
        case .amount(let name): .amount(index: amounts.firstIndex { $0.name == name } ?? 0)
        }
    }
}

extension FlagSelection {
    fileprivate func flagCondition(_ bits: [String: Int]) -> FlagCondition {
        FlagCondition(all: mask(all, bits), any: mask(any, bits), none: mask(none, bits))
    }

    private func mask(_ names: [String], _ bits: [String: Int]) -> UInt64 {
        names.reduce(0) { mask, name in bits[name].map { mask | 1 << UInt64($0) } ?? mask }
    }
}
