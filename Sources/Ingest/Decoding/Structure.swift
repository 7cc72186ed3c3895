/// Where things stand in a JSON text whose texts have no escapes: its braces, brackets, colons and commas, and where each value begins.
///
/// UTF-8 and the ends of texts are checked (simdjson's first stage). Whoever reads along must see to it that each place holds what may stand
/// there: between two places is nothing but one value and white space.
struct Structure {
    let bytes: UnsafePointer<UInt8>
    let places: UnsafePointer<UInt32>
    let count: Int

    static let quote: UInt8 = 0x22, colon: UInt8 = 0x3A, comma: UInt8 = 0x2C
    static let openBrace: UInt8 = 0x7B, closeBrace: UInt8 = 0x7D, openBracket: UInt8 = 0x5B, closeBracket: UInt8 = 0x5D

    /// The byte at a place; there must be one.
    @inline(__always) func byte(_ at: Int) -> UInt8 { bytes[Int(places[at])] }

    /// The key at a place, with a colon behind it; nil where there is none.
    @inline(__always) func key(_ at: Int) -> Text? {
        let (start, colon) = (Int(places[at]), Int(places[at + 1]))
        guard bytes[start] == Structure.quote, bytes[colon] == Structure.colon, bytes[colon - 1] == Structure.quote, colon - 1 > start
        else {
            return nil
        }
        return Text(start: bytes + start + 1, count: colon - start - 2)
    }

    /// The bytes of a text, number or literal: from its place up to the white space before the next place.
    @inline(__always) func value(_ at: Int) -> Text {
        let start = Int(places[at])
        var end = Int(places[at + 1])
        while isSpace(bytes[end - 1]), end - 1 > start { end -= 1 }
        return Text(start: bytes + start, count: end - start)
    }

    @inline(__always) private func isSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
    }

    /// The text that a value in quotes holds; nil where it is none.
    @inline(__always) static func text(_ value: Text) -> Text? {
        guard value[0] == quote, value.count >= 2, value[value.count - 1] == quote else { return nil }
        return Text(start: value.start + 1, count: value.count - 2)
    }

    /// A whole number of at most 18 digits; nil for all else, also for what may be one.
    @inline(__always) static func integer(_ value: Text) -> Int64? {
        guard let (number, count) = leadingInteger(value.start), count == value.count else { return nil }
        return number
    }

    /// 1 for `true`, 0 for `false`; nil for all else.
    @inline(__always) static func boolean(_ value: Text) -> Int64? {
        guard let (number, count) = leadingBoolean(value.start), count == value.count else { return nil }
        return number
    }

    @inline(__always) static func isNull(_ value: Text) -> Bool { value.count == 4 && beginsWithNull(value.start) }

    /// The whole number of at most 18 bytes that stands at the place, and how many bytes it has.
    @inline(__always) static func leadingInteger(_ at: UnsafePointer<UInt8>) -> (number: Int64, count: Int)? {
        let first = at[0] == 0x2D ? 1 : 0
        var index = first
        var number: Int64 = 0
        while index < 19 {
            let digit = at[index] &- 0x30
            if digit > 9 { break }
            number = number &* 10 &+ Int64(digit)
            index += 1
        }
        guard index > first, index < 19, at[first] != 0x30 || index == 1 else { return nil }
        return (first == 0 ? number : -number, index)
    }

    /// 1 or 0 where `true` or `false` stands at the place, and how many bytes that has.
    @inline(__always) static func leadingBoolean(_ at: UnsafePointer<UInt8>) -> (number: Int64, count: Int)? {
        let word = UnsafeRawPointer(at).halfWord(0)
        if word == 0x6575_7274 { return (1, 4) }
        return word == 0x736C_6166 && at[4] == 0x65 ? (0, 5) : nil
    }

    /// Whether a number, a boolean or null may begin with the byte: no text, list, object or white space does.
    @inline(__always) static func mayBeginLiteral(_ byte: UInt8) -> Bool { byte >= 0x2D && byte < 0x7B && byte != openBracket }

    @inline(__always) static func beginsWithNull(_ at: UnsafePointer<UInt8>) -> Bool { UnsafeRawPointer(at).halfWord(0) == 0x6C6C_756E }
}
