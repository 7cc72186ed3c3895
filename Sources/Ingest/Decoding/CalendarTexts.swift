import Aggregation

/// Dates and times as texts, read without allocating.
enum CalendarTexts {
    @inline(__always) private static func digits(_ text: Text, _ at: Int, _ count: Int) -> Int? {
        var number = 0
        for index in at..<(at + count) {
            let digit = Int(text[index]) - 48
            if digit < 0 || digit > 9 { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// RFC 3339 with an offset, upper-case `T` and `Z`, no leap second; digits past the millisecond are cut off.
    @inline(__always) static func timestamp(_ text: Text) -> EventTime? {
        guard text.count >= 20, text[10] == 0x54, text[13] == 0x3A, text[16] == 0x3A, let day = date(text, 0),
            let hour = digits(text, 11, 2), let minute = digits(text, 14, 2), let second = digits(text, 17, 2),
            hour <= 23, minute <= 59, second <= 59
        else { return nil }
        var at = 19
        var milliseconds = 0
        if text[at] == 0x2E {
            at += 1
            let start = at
            var scale = 100
            while at < text.count, text[at] >= 48, text[at] <= 57 {
                milliseconds += Int(text[at] - 48) * scale
                scale /= 10
                at += 1
            }
            if at == start { return nil }
        }
        guard at < text.count else { return nil }
        var offset = 0
        switch text[at] {
        case 0x5A: at += 1
        case 0x2B, 0x2D:
            guard text.count == at + 6, text[at + 3] == 0x3A, let hours = digits(text, at + 1, 2), let minutes = digits(text, at + 4, 2),
                hours <= 23, minutes <= 59
            else { return nil }
            offset = (hours * 60 + minutes) * (text[at] == 0x2B ? 1 : -1)
            at += 6
        default: return nil
        }
        guard at == text.count else { return nil }
        let seconds = Int64(day.rawValue) * 86_400 + Int64((hour * 60 + minute - offset) * 60 + second)
        return EventTime(rawValue: seconds * 1000 + Int64(milliseconds))
    }

    /// `YYYY-MM-DD` at the offset.
    @inline(__always) private static func date(_ text: Text, _ at: Int) -> CivilDate? {
        guard text[at + 4] == 0x2D, text[at + 7] == 0x2D, let year = digits(text, at, 4), let month = digits(text, at + 5, 2),
            let day = digits(text, at + 8, 2), CivilDate.isValid(year: year, month: month, day: day)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Exactly `YYYY-MM-DD`.
    @inline(__always) static func date(_ text: Text) -> CivilDate? { text.count == 10 ? date(text, 0) : nil }

    /// `YYYY-MM` or `YYYYMM`: the ordinal of the month window.
    @inline(__always) static func period(_ text: Text) -> Int32? {
        let month: Int?
        if text.count == 7, text[4] == 0x2D {
            month = digits(text, 5, 2)
        } else if text.count == 6 {
            month = digits(text, 4, 2)
        } else {
            return nil
        }
        guard let month, month >= 1, month <= 12, let year = digits(text, 0, 4), year >= 1 else { return nil }
        return Int32(year * 12 + month - 1)
    }

    /// Exactly five digits, not all zero.
    @inline(__always) static func commune(_ text: Text) -> CommuneCode? {
        guard text.count == 5, let number = digits(text, 0, 5), number > 0 else { return nil }
        return CommuneCode(rawValue: UInt32(number))
    }
}

extension EventTime {
    /// An RFC 3339 timestamp with an offset, as events must write it; nil for anything else.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 8)
        let time = bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.flatMap { CalendarTexts.timestamp(Text(start: $0, count: bytes.count - 8)) }
        }
        guard let time else { return nil }
        self = time
    }
}
