/// The length of a calendar window. `current` is the standing state, which has no period.
public enum WindowLength: UInt8, CaseIterable, Sendable, Comparable {
    case day, week, month, quarter, year, current

    @inlinable public static func < (a: WindowLength, b: WindowLength) -> Bool { a.rawValue < b.rawValue }

    /// The word in YAML, wire formats and pages.
    public var name: String {
        switch self {
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .quarter: "quarter"
        case .year: "year"
        case .current: "current"
        }
    }

    public init?(name: some StringProtocol) {
        guard let found = WindowLength.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// Whether every window of this length lies within exactly one window of `longer`.
    @inlinable public func nests(in longer: WindowLength) -> Bool {
        if self == longer || longer == .current { return true }
        switch self {
        case .day: return true
        case .week, .current: return false
        case .month, .quarter, .year: return longer > self
        }
    }
}

/// One calendar window: a length and its ordinal.
///
/// The ordinal counts windows of that length: days since 1970-01-01; ISO weeks since the one of 1969-12-29; months, quarters and
/// years since year 0 (`year * 12 + month - 1`, `year * 4 + quarter - 1`, `year`); 0 for `current`.
public struct Window: Hashable, Sendable, Comparable {
    public var length: WindowLength
    public var ordinal: Int32

    @inlinable public init(length: WindowLength, ordinal: Int32) {
        self.length = length
        self.ordinal = ordinal
    }

    public static let current = Window(length: .current, ordinal: 0)

    /// The window of `length` that holds the day.
    @inlinable public init(_ length: WindowLength, holding day: CivilDate) {
        self.length = length
        switch length {
        case .day: ordinal = day.rawValue
        case .week:
            let shifted = day.rawValue + 3
            ordinal = shifted >= 0 ? shifted / 7 : (shifted - 6) / 7
        case .month:
            let c = day.components
            ordinal = Int32(c.year * 12 + c.month - 1)
        case .quarter:
            let c = day.components
            ordinal = Int32(c.year * 4 + (c.month - 1) / 3)
        case .year: ordinal = Int32(day.components.year)
        case .current: ordinal = 0
        }
    }

    /// The window of a longer length that holds this one; `length.nests(in: longer)` must hold.
    @inlinable public func widened(to longer: WindowLength) -> Window {
        if longer == length { return self }
        switch (length, longer) {
        case (_, .current): return .current
        case (.month, .quarter): return Window(length: .quarter, ordinal: ordinal / 3)
        case (.month, .year): return Window(length: .year, ordinal: ordinal / 12)
        case (.quarter, .year): return Window(length: .year, ordinal: ordinal / 4)
        default: return Window(longer, holding: firstDay)
        }
    }

    /// The windows of a length that hold days of `CivilDate.calendar`.
    public static func ordinals(of length: WindowLength) -> ClosedRange<Int32> {
        Window(length, holding: CivilDate.calendar.lowerBound).ordinal...Window(length, holding: CivilDate.calendar.upperBound).ordinal
    }

    /// Whether it holds days of `CivilDate.calendar`; only of such a window may anything be asked.
    public var isInCalendar: Bool { Window.ordinals(of: length).contains(ordinal) }

    /// The window's first day. `current` begins at the distant past.
    @inlinable public var firstDay: CivilDate {
        let n = Int(ordinal)
        switch length {
        case .day: return CivilDate(rawValue: ordinal)
        case .week: return CivilDate(rawValue: ordinal * 7 - 3)
        case .month: return CivilDate(year: n / 12, month: n % 12 + 1, day: 1)
        case .quarter: return CivilDate(year: n / 4, month: n % 4 * 3 + 1, day: 1)
        case .year: return CivilDate(year: n, month: 1, day: 1)
        case .current: return CivilDate(rawValue: .min)
        }
    }

    /// The first day after the window. `current` never ends.
    @inlinable public var dayAfter: CivilDate {
        length == .current ? CivilDate(rawValue: .max) : Window(length: length, ordinal: ordinal + 1).firstDay
    }

    /// The symbolic key: `2026-05-14`, `2026-W20`, `2026-05`, `2026-Q2`, `2026`, `current`.
    public var key: String {
        let n = Int(ordinal)
        switch length {
        case .day: return CivilDate(rawValue: ordinal).description
        case .week:
            let thursday = firstDay.adding(days: 3)
            let year = thursday.components.year
            let week = (Int(thursday.rawValue) - Int(CivilDate(year: year, month: 1, day: 1).rawValue)) / 7 + 1
            return Window.key(year: year, "W", week, width: 2)
        case .month: return Window.key(year: n / 12, nil, n % 12 + 1, width: 2)
        case .quarter: return Window.key(year: n / 4, "Q", n % 4 + 1, width: 1)
        case .year: return padded(n, 4)
        case .current: return "current"
        }
    }

    private static func key(year: Int, _ letter: Unicode.Scalar?, _ number: Int, width: Int) -> String {
        guard (0...9999).contains(year) else { return "\(padded(year, 4))-\(letter.map { String($0) } ?? "")\(padded(number, width))" }
        return DigitText.make(capacity: 8) { text in
            text.add(year, width: 4)
            text.add("-")
            if let letter { text.add(letter) }
            text.add(number, width: width)
        }
    }

    /// The window that a symbolic key names; nil when it names none.
    public init?(key: String) {
        // Which the reading of numbers would allow.
        if key.utf8.contains(UInt8(ascii: "+")) { return nil }
        if key == "current" {
            self = .current
        } else if let day = CivilDate(key) {
            self = Window(.day, holding: day)
        } else {
            let parts = key.split(separator: "-", omittingEmptySubsequences: false)
            guard let first = parts.first, first.utf8.count == 4, let year = Int(first), year >= 1, parts.count <= 2 else { return nil }
            guard parts.count == 2 else {
                self = Window(length: .year, ordinal: Int32(year))
                return
            }
            let rest = parts[1]
            if rest.hasPrefix("Q"), rest.utf8.count == 2, let quarter = Int(rest.dropFirst()), (1...4).contains(quarter) {
                self = Window(length: .quarter, ordinal: Int32(year * 4 + quarter - 1))
            } else if rest.hasPrefix("W"), rest.utf8.count == 3, let week = Int(rest.dropFirst()), (1...53).contains(week) {
                // ISO 8601: week 1 is the one that holds 4 January.
                let first = Window(.week, holding: CivilDate(year: year, month: 1, day: 4))
                self = Window(length: .week, ordinal: first.ordinal + Int32(week - 1))
                if self.key != key { return nil }
            } else if rest.utf8.count == 2, let month = Int(rest), (1...12).contains(month) {
                self = Window(length: .month, ordinal: Int32(year * 12 + month - 1))
            } else {
                return nil
            }
        }
    }

    /// By length, then by time.
    @inlinable public static func < (a: Window, b: Window) -> Bool { (a.length.rawValue, a.ordinal) < (b.length.rawValue, b.ordinal) }
}
