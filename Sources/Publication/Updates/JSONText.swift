/// Writes JSON, byte for byte the same for the same calls: members in the order of the calls, no spaces, text as UTF-8 without needless escapes.
public struct JSONText {
    public private(set) var bytes: [UInt8] = []

    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes one object as a value (the whole text, or an element of an array).
    public mutating func object(_ members: (inout JSONText) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        members(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    public mutating func object(_ name: String, _ members: (inout JSONText) -> Void) {
        key(name)
        object(members)
    }

    public mutating func array(_ name: String, _ elements: (inout JSONText) -> Void) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        elements(&self)
        bytes.append(UInt8(ascii: "]"))
    }

    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { literal("null") }
    }

    public mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        key(name)
        if let value { number(Int64(value)) } else { literal("null") }
    }

    /// What is no number in JSON is null.
    public mutating func member(_ name: String, _ value: Double?) {
        guard let value, value.isFinite else { return null(name) }
        key(name)
        literal(Int64(exactly: value).map { "\($0)" } ?? "\(value)")
    }

    public mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        literal(value.map { $0 ? "true" : "false" } ?? "null")
    }

    /// A number with two decimals.
    public mutating func member(_ name: String, hundredths: Int64) {
        key(name)
        if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        digits(whole)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(rest / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
    }

    public mutating func null(_ name: String) {
        key(name)
        literal("null")
    }

    /// Names of members are ours: without anything to escape.
    private mutating func key(_ name: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        literal(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// A comma, unless this is the first of its object, array or text, or the value of a key.
    private mutating func separate() {
        guard let last = bytes.last else { return }
        switch last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    private mutating func number(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(number.magnitude)
    }

    private mutating func digits(_ number: UInt64) {
        if number < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { places in
            var first = 20
            var rest = number
            while rest > 0 {
                first -= 1
                places[first] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: places[first...]))
        }
    }

    private mutating func literal(_ text: String) {
        // In one piece where the text lies in one, as nearly all does.
        if text.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil { bytes.append(contentsOf: text.utf8) }
    }

    /// Only what RFC 8259 demands is escaped: the quotation mark, the backslash and U+0000 to U+001F.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Nearly no text has anything to escape: it is appended in one piece, and taken back if it had.
        let start = bytes.endIndex
        literal(text)
        var mustEscape = false
        bytes.withUnsafeBufferPointer { bytes in
            for byte in bytes[start...] where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { mustEscape = true }
        }
        if mustEscape {
            bytes.removeSubrange(start...)
            for byte in text.utf8 { escape(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): literal("\\\"")
        case UInt8(ascii: "\\"): literal("\\\\")
        case 0x0A: literal("\\n")
        case 0x0D: literal("\\r")
        case 0x09: literal("\\t")
        case 0..<0x20:
            literal(byte < 0x10 ? "\\u000" : "\\u00")
            literal(String(byte, radix: 16))
        default: bytes.append(byte)
        }
    }
}

/// `-0.05`, `98.73`.
func decimalText(hundredths: Int64) -> String {
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    return "\(hundredths < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
}
