/// An instant of business time: milliseconds since 1970-01-01T00:00:00Z.
public struct EventTime: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: Int64

    @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }
    @inlinable public init(millisecondsSinceEpoch: Int64) { rawValue = millisecondsSinceEpoch }

    public static let distantPast = EventTime(rawValue: .min)
    public static let distantFuture = EventTime(rawValue: .max)

    @inlinable public static func < (a: EventTime, b: EventTime) -> Bool { a.rawValue < b.rawValue }

    static let calendar =
        Int64(CivilDate.calendar.lowerBound.rawValue) * 86_400_000..<(Int64(CivilDate.calendar.upperBound.rawValue) + 1) * 86_400_000

    /// Whether it falls on a day of `CivilDate.calendar`: what does not is no time of anything, but damage, or one of the distant ones.
    public var isInCalendar: Bool { EventTime.calendar.contains(rawValue) }

    @inlinable public func adding(milliseconds: Int64) -> EventTime {
        let (sum, overflow) = rawValue.addingReportingOverflow(milliseconds)
        return EventTime(rawValue: overflow ? (milliseconds > 0 ? .max : .min) : sum)
    }
}

/// A time zone with one constant offset from UTC. Vietnam's (`Asia/Ho_Chi_Minh`) is +07:00 the year round.
public struct FixedTimeZone: Hashable, Sendable {
    public var offsetMinutes: Int32

    @inlinable public init(offsetMinutes: Int32) { self.offsetMinutes = offsetMinutes }

    /// `Asia/Ho_Chi_Minh`.
    public static let vietnam = FixedTimeZone(offsetMinutes: 420)

    /// The calendar day in this zone on which the instant falls.
    @inlinable public func day(of time: EventTime) -> CivilDate {
        let (local, overflow) = time.rawValue.addingReportingOverflow(Int64(offsetMinutes) * 60_000)
        let ms = overflow ? time.rawValue : local
        let quotient = ms / 86_400_000
        let day = ms % 86_400_000 < 0 ? quotient - 1 : quotient
        return CivilDate(rawValue: Int32(clamping: day))
    }

    /// The instant at which the day begins in this zone.
    @inlinable public func startOfDay(_ day: CivilDate) -> EventTime {
        EventTime(rawValue: Int64(day.rawValue) * 86_400_000 - Int64(offsetMinutes) * 60_000)
    }

    /// RFC 3339 with this zone's offset, e.g. `2026-05-31T23:59:59.000+07:00` (milliseconds only when not zero).
    public func format(_ time: EventTime) -> String {
        let date = day(of: time)
        let inDay = Int(time.rawValue - startOfDay(date).rawValue)
        let c = date.components
        let offset = Int(offsetMinutes.magnitude)
        if (0...9999).contains(c.year) {
            return DigitText.make(capacity: 29) { text in
                text.add(c)
                text.add("T")
                text.add(inDay / 3_600_000, width: 2)
                text.add(":")
                text.add(inDay / 60_000 % 60, width: 2)
                text.add(":")
                text.add(inDay / 1000 % 60, width: 2)
                if inDay % 1000 != 0 {
                    text.add(".")
                    text.add(inDay % 1000, width: 3)
                }
                text.add(offsetMinutes < 0 ? "-" : "+")
                text.add(offset / 60, width: 2)
                text.add(":")
                text.add(offset % 60, width: 2)
            }
        }
        let clock = "\(padded(inDay / 3_600_000, 2)):\(padded(inDay / 60_000 % 60, 2)):\(padded(inDay / 1000 % 60, 2))"
        let fraction = inDay % 1000 == 0 ? "" : "." + padded(inDay % 1000, 3)
        let sign = offsetMinutes < 0 ? "-" : "+"
        return "\(date)T\(clock)\(fraction)\(sign)\(padded(offset / 60, 2)):\(padded(offset % 60, 2))"
    }
}
