import Aggregation

/// Short ways to say plans and facts of tests that are about one thing only.
extension CountingPlan {
    /// Flags 0 and 1, one amount; measures: subjects with flag 0, items with it, records with it, the amount of those.
    static func plain(
        base: WindowLength = .month, windows: [WindowLength] = [.month, .quarter, .year], hasItems: Bool = false, hasExpiry: Bool = false,
        graceDays: Int = 0, retentionDays: Int? = nil
    ) -> CountingPlan {
        let first = FlagCondition(all: 1)
        var measures = [Measure(kind: .subjects, condition: first), Measure(kind: .records, condition: first)]
        if hasItems { measures.append(Measure(kind: .items, condition: first)) }
        measures.append(Measure(kind: .amount(index: 0), condition: first))
        return CountingPlan(
            base: base, windows: windows, flagCount: 2, amountCount: 1, hasItems: hasItems, hasExpiry: hasExpiry, measures: measures,
            graceDays: graceDays, retentionDays: retentionDays)
    }
}

extension Fact {
    /// - Parameters:
    ///   - subject: its records are its own: record 1 of subject 1 is not record 1 of subject 2.
    ///   - day: a day of its base period, `nil` for a standing fact.
    static func plain(
        _ record: Int, of subject: Int, in day: String? = "2026-05-10", base: WindowLength = .month, version: Int64 = 1, flags: UInt64 = 1,
        amount: Int64 = 1, at commune: UInt32 = 0, item: UInt64 = 0, partner: UInt16 = 0, expires: String? = nil
    ) -> Fact {
        let period = day.flatMap { CivilDate($0) }.map { Window(base, holding: $0).ordinal } ?? Fact.standing
        return Fact(
            record: Pseudonym(high: UInt64(subject), low: UInt64(record) + 1), subject: Pseudonym(high: 7, low: UInt64(subject) + 1),
            item: item, version: FactVersion(time: EventTime(rawValue: version), rank: 0), flags: flags, amount0: amount, period: period,
            expires: expires.flatMap { CivilDate($0) } ?? CivilDate(rawValue: .max), commune: CommuneCode(rawValue: commune),
            partner: partner)
    }
}

extension EventTime {
    /// Midnight in Vietnam at which the day begins.
    static func start(of day: String) -> EventTime {
        CivilDate(day).map { FixedTimeZone.vietnam.startOfDay($0) } ?? .distantPast
    }
}

extension Aggregate {
    /// The cells by `window commune`.
    func table() -> [String: Cell] {
        Dictionary(uniqueKeysWithValues: cells().map { ("\($0.window.key) \($0.commune)", $0) })
    }
}

extension [String] {
    /// Names of so many partners.
    static func partners(_ count: Int) -> [String] { (0..<count).map { "partner-\($0)" } }
}
