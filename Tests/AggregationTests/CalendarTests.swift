import Aggregation
import Foundation
import Testing

/// Foundation's calendar, which counts days, months and ISO weeks in its own way.
private struct Almanac {
    private var gregorian = Calendar(identifier: .gregorian)
    private var iso = Calendar(identifier: .iso8601)

    init() throws {
        let utc = try #require(TimeZone(identifier: "UTC"))
        gregorian.timeZone = utc
        iso.timeZone = utc
    }

    private func date(_ day: CivilDate) -> Date { Date(timeIntervalSince1970: Double(day.rawValue) * 86_400) }

    func parts(_ day: CivilDate) -> DateComponents { gregorian.dateComponents([.year, .month, .day, .weekday], from: date(day)) }

    /// The ISO week's own year and number.
    func week(_ day: CivilDate) -> (year: Int, number: Int) {
        let parts = iso.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date(day))
        return (parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0)
    }
}

private func text(_ number: Int, _ width: Int) -> String { String(format: "%0\(width)d", number) }

@Suite("Days and windows are those of the calendar") struct CalendarTests {
    /// From before the epoch to past the year 2100, which is no leap year; every day of the years that matter, then every ninth.
    private var days: [CivilDate] {
        let first = CivilDate(year: 1899, month: 12, day: 20).rawValue
        let last = CivilDate(year: 2101, month: 1, day: 10).rawValue
        let near = CivilDate(year: 2020, month: 12, day: 1).rawValue...CivilDate(year: 2029, month: 1, day: 31).rawValue
        return (Array(stride(from: first, to: last, by: 9)) + Array(near)).map { CivilDate(rawValue: $0) }
    }

    @Test("Year, month, day and weekday agree with Foundation's calendar, before the epoch too")
    func partsOfDays() throws {
        let almanac = try Almanac()
        for day in days {
            let expected = almanac.parts(day)
            let found = day.components
            #expect(found.year == expected.year && found.month == expected.month && found.day == expected.day, "\(day)")
            #expect(day.isoWeekday == ((expected.weekday ?? 0) + 5) % 7 + 1, "\(day)")
            #expect(CivilDate(year: found.year, month: found.month, day: found.day) == day)
            #expect(CivilDate(day.description) == day)
        }
    }

    @Test("The keys of all windows agree with Foundation's calendar and are read back")
    func keysOfWindows() throws {
        let almanac = try Almanac()
        for day in days {
            let parts = almanac.parts(day)
            let (year, month) = (parts.year ?? 0, parts.month ?? 0)
            let week = almanac.week(day)
            let expected: [WindowLength: String] = [
                .day: "\(text(year, 4))-\(text(month, 2))-\(text(parts.day ?? 0, 2))",
                .week: "\(text(week.year, 4))-W\(text(week.number, 2))",
                .month: "\(text(year, 4))-\(text(month, 2))", .quarter: "\(text(year, 4))-Q\((month + 2) / 3)", .year: text(year, 4),
                .current: "current",
            ]
            for (length, key) in expected {
                let window = Window(length, holding: day)
                #expect(window.key == key, "\(day)")
                #expect(Window(key: key) == window, "\(key)")
                #expect(window.firstDay <= day && day < window.dayAfter, "\(key) holds \(day)")
            }
        }
    }

    @Test(
        "ISO weeks at the borders of years",
        arguments: [
            ("2020-12-28", "2020-W53"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"), ("2024-12-29", "2024-W52"),
            ("2024-12-30", "2025-W01"), ("2026-01-01", "2026-W01"), ("2026-12-27", "2026-W52"), ("2026-12-31", "2026-W53"),
            ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"),
        ])
    func weeksAtBorders(day: String, key: String) throws {
        #expect(Window(.week, holding: try #require(CivilDate(day))).key == key)
    }

    @Test("A window begins where the one before it ends")
    func windowsFollowEachOther() throws {
        for length in WindowLength.allCases where length != .current {
            var window = Window(length, holding: CivilDate(year: 2019, month: 12, day: 31))
            for _ in 0..<500 {
                let next = Window(length, holding: window.dayAfter)
                #expect(next.ordinal == window.ordinal + 1, "\(window.key) \(next.key)")
                #expect(next.firstDay == window.dayAfter)
                window = next
            }
        }
    }

    @Test("A leap day is a day of its month only in leap years", arguments: [2023, 2024, 2100, 2000, 1900, 2028])
    func leapDays(year: Int) {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        #expect(CivilDate.isValid(year: year, month: 2, day: 29) == isLeap)
        #expect((CivilDate("\(year)-02-29") != nil) == isLeap)
        let february = Window(length: .month, ordinal: Int32(year * 12 + 1))
        #expect(february.dayAfter.rawValue - february.firstDay.rawValue == (isLeap ? 29 : 28))
    }

    @Test(
        "What is no key names no window",
        arguments: [
            "", "2026-", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-W00", "2025-W53", "2026-W54", "2026-5", "26", "2026-02-30",
            "2026-Q12", "Current", "+026", "2026-+5", "2026-Q+1", "2026-W+5",
        ])
    func noKeys(key: String) { #expect(Window(key: key) == nil) }

    @Test(
        "What is no day is read as none",
        arguments: ["2026-02-29", "2026-2-01", "2026-04-31", "2026-00-10", "2026-01-00", "0000-01-01", "+026-01-01", "2026-01-011", ""])
    func noDays(day: String) { #expect(CivilDate(day) == nil) }

    @Test("Days begin at midnight in Vietnam, not in Greenwich")
    func daysOfAZone() throws {
        let day = try #require(CivilDate("2026-05-31"))
        let begin = FixedTimeZone.vietnam.startOfDay(day)
        #expect(begin.rawValue == 1_780_160_400_000, "2026-05-30T17:00:00Z")
        #expect(FixedTimeZone.vietnam.day(of: begin) == day)
        #expect(FixedTimeZone.vietnam.day(of: begin.adding(milliseconds: -1)) == day.adding(days: -1))
        #expect(FixedTimeZone.vietnam.day(of: begin.adding(milliseconds: 86_399_999)) == day)
        let west = FixedTimeZone(offsetMinutes: -210)
        #expect(west.day(of: EventTime(rawValue: 0)) == CivilDate(rawValue: -1))
        #expect(west.format(EventTime(rawValue: -1)) == "1969-12-31T20:29:59.999-03:30")
    }
}

@Suite("Windows nest") struct NestingTests {
    @Test("A window nests in a longer one exactly when none of its kind lies across a border")
    func nesting() {
        let first = CivilDate(year: 2019, month: 1, day: 1)
        for inner in WindowLength.allCases {
            for outer in WindowLength.allCases {
                // By days alone: does every inner window have all its days in one outer window?
                var seen: [Window: Window] = [:]
                var nests = true
                for offset in 0..<3000 {
                    let day = first.adding(days: offset)
                    let (small, large) = (Window(inner, holding: day), Window(outer, holding: day))
                    if let before = seen[small], before != large { nests = false }
                    seen[small] = large
                }
                #expect(inner.nests(in: outer) == nests, "\(inner.name) in \(outer.name)")
            }
        }
    }

    @Test("Widening gives the window that holds the same days")
    func widening() {
        let first = CivilDate(year: 1968, month: 11, day: 3)
        for offset in stride(from: 0, to: 24_000, by: 7) {
            let day = first.adding(days: offset)
            for inner in WindowLength.allCases {
                for outer in WindowLength.allCases where inner.nests(in: outer) {
                    #expect(
                        Window(inner, holding: day).widened(to: outer) == Window(outer, holding: day), "\(inner.name) \(outer.name) \(day)")
                }
            }
        }
    }
}
