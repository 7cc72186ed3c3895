/// The hours of a day in which something happens: two spans, evenly busy. In seconds.
struct DayHours: Sendable {
    var firstStart: Int64
    var firstLength: Int64
    var secondStart: Int64
    var secondLength: Int64

    var length: Int64 { firstLength + secondLength }

    /// Bills come out of a batch in the morning.
    static let billing = DayHours(firstStart: 6 * 3600, firstLength: 3 * 3600, secondStart: 9 * 3600, secondLength: 2 * 3600)
    static let paying = DayHours(firstStart: 6 * 3600, firstLength: 6 * 3600, secondStart: 12 * 3600 + 1800, secondLength: 10 * 3600)
    static let office = DayHours(
        firstStart: 7 * 3600 + 1800, firstLength: 4 * 3600, secondStart: 13 * 3600 + 1800, secondLength: 3 * 3600)

    /// The second of the day when so many open seconds have gone by.
    @inline(__always) func second(afterOpen open: Int64) -> Int64 {
        open < firstLength ? firstStart + open : secondStart + open - firstLength
    }
}

/// When each position of a lane happens: evenly over the open hours of its days, never before the position in front of it.
///
/// Times are seconds since 1970-01-01T00:00 on the clocks of the province (+07:00).
struct LaneClock: Sendable {
    /// Where the lane's days begin in the table of days.
    var firstDay: Int
    var dayCount: Int
    var hours: DayHours
    /// Added to every time.
    var delaySeconds: Int64 = 0
    /// Open seconds for each position, in 2⁻³².
    private let pace: UInt64

    init(firstDay: Int, dayCount: Int, hours: DayHours, positions: Int) {
        self.firstDay = firstDay
        self.dayCount = dayCount
        self.hours = hours
        pace = (UInt64(dayCount) * UInt64(hours.length)) << 32 / UInt64(max(1, positions))
    }

    /// The same so many entries later in the table of days.
    func delayed(days: Int, seconds: Int64 = 0) -> LaneClock {
        var clock = self
        clock.firstDay += days
        clock.delaySeconds += seconds
        return clock
    }

    @inline(__always) private func openSeconds(_ position: Int) -> (day: Int, rest: Int64) {
        let open = UInt32(truncatingIfNeeded: (UInt64(truncatingIfNeeded: position) &* pace) >> 32)
        let length = UInt32(truncatingIfNeeded: hours.length)
        return (Int(open / length), Int64(open % length))
    }

    @inline(__always) func time(of position: Int, _ days: [Int32]) -> Int64 {
        let open = openSeconds(position)
        return Int64(days[firstDay + open.day]) &* 86_400 &+ hours.second(afterOpen: open.rest) &+ delaySeconds
    }

    /// Which of the lane's days it is, from 0.
    func day(of position: Int) -> Int { openSeconds(position).day }
}
