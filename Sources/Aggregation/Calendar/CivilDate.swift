/// A calendar day, as the count of days since 1970-01-01 (proleptic Gregorian), without a time zone.
public struct CivilDate: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public var rawValue: Int32

    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The day `year-month-day`; the parts must be a real date (`isValid`), which callers check.
    /// Formula: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    @inlinable public init(year: Int, month: Int, day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        rawValue = Int32(truncatingIfNeeded: era * 146_097 + dayOfEra - 719_468)
    }

    /// The days of the years 0 to 10,000. Every date that an event can name lies within, whatever its zone; nothing that is worked out from these
    /// days overflows.
    public static let calendar = CivilDate(year: 0, month: 1, day: 1)...CivilDate(year: 10_000, month: 12, day: 31)

    /// Year, month (1…12) and day (1…31). Formula: Hinnant, `civil_from_days`.
    @inlinable public var components: (year: Int, month: Int, day: Int) {
        let z = Int(rawValue) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// ISO weekday: 1 = Monday … 7 = Sunday (1970-01-01 was a Thursday).
    @inlinable public var isoWeekday: Int { let r = (Int(rawValue) + 3) % 7; return (r < 0 ? r + 7 : r) + 1 }

    @inlinable public static func < (a: CivilDate, b: CivilDate) -> Bool { a.rawValue < b.rawValue }

    @inlinable public func adding(days: Int) -> CivilDate { CivilDate(rawValue: rawValue &+ Int32(truncatingIfNeeded: days)) }

    /// Whether the parts name a day that exists; years 1 to 9999.
    @inlinable public static func isValid(year: Int, month: Int, day: Int) -> Bool {
        year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year: year, month: month)
    }

    @inlinable public static func daysInMonth(year: Int, month: Int) -> Int {
        if month == 2 { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28 }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
    }

    /// `YYYY-MM-DD`; nil when the text is not exactly that or not a real date.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 10 else { return nil }
        var text = String(text)
        guard let digits = text.withUTF8(CivilDate.digits) else { return nil }
        let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100)
        guard CivilDate.isValid(year: year, month: month, day: day) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The digits of ten bytes of that form, as one number.
    private static func digits(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var digits = 0
        for index in text.indices {
            if index == 4 || index == 7 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
            } else {
                guard text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") else { return nil }
                digits = digits * 10 + Int(text[index] - UInt8(ascii: "0"))
            }
        }
        return digits
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        let c = components
        if (0...9999).contains(c.year) { return DigitText.make(capacity: 10) { $0.add(c) } }
        return "\(padded(c.year, 4))-\(padded(c.month, 2))-\(padded(c.day, 2))"
    }
}
