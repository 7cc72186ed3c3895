import Aggregation

/// The days of a run, twice: all of them, and the working days (Monday to Friday). A lane's days are a stretch of one of the two, and what
/// follows some days after is a stretch that begins as many entries later: in order, without a day twice.
struct DayTable: Sendable {
    /// First all days, then the working days.
    let days: [Int32]
    private let first: Int32
    private let allCount: Int

    /// - Parameter spareDays: how far beyond the last month things may follow.
    init(firstMonth: Window, months: Int, spareDays: Int = 120) {
        let first = firstMonth.firstDay.rawValue
        let last = Window(length: .month, ordinal: firstMonth.ordinal + Int32(months)).firstDay.rawValue + Int32(spareDays)
        let all = Array(first..<last)
        days = all + all.filter { CivilDate(rawValue: $0).isoWeekday <= 5 }
        self.first = first
        allCount = all.count
    }

    /// Where the day stands among all days.
    func index(of day: CivilDate) -> Int { Int(day.rawValue - first) }

    /// Where the first working day from that day on stands.
    func workingIndex(from day: CivilDate) -> Int {
        var index = allCount
        while days[index] < day.rawValue { index += 1 }
        return index
    }
}
