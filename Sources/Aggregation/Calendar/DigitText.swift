/// Lays text of digits and marks, as dates and keys are, into memory of a known size.
struct DigitText {
    private let start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    /// Text of at most so many bytes, made by `body`.
    static func make(capacity: Int, _ body: (inout DigitText) -> Void) -> String {
        String(unsafeUninitializedCapacity: capacity) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            var text = DigitText(start: start)
            body(&text)
            return text.count
        }
    }

    private init(start: UnsafeMutablePointer<UInt8>) { self.start = start }

    mutating func add(_ mark: Unicode.Scalar) {
        start[count] = UInt8(ascii: mark)
        count += 1
    }

    /// The number, at least 0, with zeros before it up to the width; must not have more digits than that.
    mutating func add(_ number: Int, width: Int) {
        var rest = number
        for place in stride(from: width - 1, through: 0, by: -1) {
            start[count + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += width
    }

    mutating func add(_ date: (year: Int, month: Int, day: Int)) {
        add(date.year, width: 4)
        add("-")
        add(date.month, width: 2)
        add("-")
        add(date.day, width: 2)
    }
}

/// The number with zeros before it up to the width; longer where it does not fit.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
