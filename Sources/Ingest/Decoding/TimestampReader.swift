import Aggregation

/// Reads timestamps, most of which have the date and offset of the one before: those are known already.
struct TimestampReader {
    /// Of `YYYY-MM-DDTHH:MM:SS+HH:MM`, what stands before and behind the time of day; at first what no text holds.
    private var date: (UInt64, UInt64) = (.max, .max)
    private var offset: UInt64 = .max
    /// The instant of 00:00:00 on that date with that offset, in ms.
    private var midnight: Int64 = 0

    /// As `CalendarTexts.timestamp`.
    @inline(__always) mutating func read(_ text: Text) -> EventTime? {
        guard text.count == 25 else { return CalendarTexts.timestamp(text) }
        let start = UnsafeRawPointer(text.start)
        // Bytes 8 to 10 (`DDT`), and 19 to 24.
        let (first, second, last) = (start.word(0), start.word(8) & 0xFF_FFFF, start.word(17) >> 16)
        guard first == date.0, second == date.1, last == offset, let time = TimestampReader.timeOfDay(start.word(11)) else {
            guard let whole = CalendarTexts.timestamp(text), let time = TimestampReader.timeOfDay(start.word(11)) else { return nil }
            (date, offset, midnight) = ((first, second), last, whole.rawValue - time)
            return whole
        }
        return EventTime(rawValue: midnight + time)
    }

    /// `HH:MM:SS` in ms; nil where it is none.
    @inline(__always) private static func timeOfDay(_ text: UInt64) -> Int64? {
        // Digits become 0 to 9 and colons 0; then 0x76 or, for colons, 0x7F lifts all else to 128 and above.
        let parts = text ^ 0x3030_3A30_303A_3030
        guard (parts | (parts &+ 0x7676_7F76_767F_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        func number(_ shift: UInt64) -> Int64 { Int64(parts >> shift & 15) * 10 + Int64(parts >> (shift + 8) & 15) }
        let (hour, minute, second) = (number(0), number(24), number(48))
        return hour <= 23 && minute <= 59 && second <= 59 ? ((hour * 60 + minute) * 60 + second) * 1000 : nil
    }
}
