/// Which facts a plan can count. Ingest makes no others; but bytes can say anything, and the tables are entered by what facts say.
public struct FactBounds: Sendable {
    /// Flags that the plan does not have.
    @usableFromInline let otherFlags: UInt64
    @usableFromInline let firstPeriod: Int32
    @usableFromInline let lastPeriod: Int32
    @usableFromInline let firstVersion: Int64
    @usableFromInline let lastVersion: Int64

    public init(plan: CountingPlan) {
        otherFlags = plan.flagCount == 64 ? 0 : UInt64.max << UInt64(plan.flagCount)
        let periods = Window.ordinals(of: plan.base)
        (firstPeriod, lastPeriod) = (periods.lowerBound, periods.upperBound)
        firstVersion = FactVersion(time: EventTime(rawValue: EventTime.calendar.lowerBound), rank: 0).rawValue
        lastVersion = FactVersion(time: EventTime(rawValue: EventTime.calendar.upperBound), rank: 0).rawValue
    }

    /// Whether a fact may have these.
    @inlinable public func hold(version: FactVersion, flags: UInt64, period: Int32) -> Bool {
        flags & otherFlags == 0 && version.rawValue >= firstVersion && version.rawValue < lastVersion
            && (period >= firstPeriod && period <= lastPeriod || period == Fact.standing)
    }
}
