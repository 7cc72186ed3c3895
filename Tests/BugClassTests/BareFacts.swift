import Aggregation

/// Plans and facts with one flag and one measure: how many records have it.
enum BareFacts {
    private static let records = [Measure(kind: .records, condition: FlagCondition(all: 1))]

    static let plan = CountingPlan(base: .month, windows: [.month, .year], flagCount: 1, measures: records)
    /// Final ten days after the month, closed sixty days after it.
    static let closing = CountingPlan(
        base: .month, windows: [.month], flagCount: 1, measures: records, graceDays: 10, retentionDays: 60)
    static let expiring = CountingPlan(base: .current, windows: [.current], flagCount: 1, hasExpiry: true, measures: records)

    static func fact(_ record: Int, of subject: Int, in day: String = "2026-05-10", version: Int64 = 1) -> Fact {
        Fact(
            record: Pseudonym(high: 1, low: UInt64(record)), subject: Pseudonym(high: 2, low: UInt64(subject)),
            version: FactVersion(time: EventTime(rawValue: version), rank: 0), flags: 1,
            period: Window(.month, holding: CivilDate(day) ?? CivilDate(rawValue: 0)).ordinal, commune: CommuneCode(rawValue: 14_797))
    }

    /// - Parameter day: the first day on which it no longer counts.
    static func standing(_ record: Int, expires day: String) -> Fact {
        var fact = fact(record, of: record)
        fact.period = Fact.standing
        fact.expires = CivilDate(day) ?? CivilDate(rawValue: .max)
        return fact
    }

    static func start(of day: String) -> EventTime { CivilDate(day).map { FixedTimeZone.vietnam.startOfDay($0) } ?? .distantPast }
}
