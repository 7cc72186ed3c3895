import Aggregation

/// The bytes of one event, written piece by piece into memory that is used again for the next.
///
/// Numbers and times are written by hand: no formatter, no locale, no allocation.
struct LineBuffer: ~Copyable {
    /// No event is longer: its texts have bounded lengths, and a payment at most three allocations.
    static let capacity = 4096

    private let start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    /// `2026-05-06T` of days seen lately, 16 bytes each, by the day modulo their number.
    private let dayTexts: UnsafeMutablePointer<UInt8>
    private let dayNumbers: UnsafeMutablePointer<Int64>
    private static let daySlots: Int64 = 256

    init() {
        start = .allocate(capacity: LineBuffer.capacity)
        dayTexts = .allocate(capacity: 16 * Int(LineBuffer.daySlots))
        dayTexts.initialize(repeating: 0, count: 16 * Int(LineBuffer.daySlots))
        dayNumbers = .allocate(capacity: Int(LineBuffer.daySlots))
        dayNumbers.initialize(repeating: .min, count: Int(LineBuffer.daySlots))
    }

    deinit {
        start.deallocate()
        dayTexts.deallocate()
        dayNumbers.deallocate()
    }

    /// What was written since `clear`, until the next write.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    @inline(__always) mutating func clear() { count = 0 }

    /// Takes the last bytes back.
    mutating func drop(_ bytes: Int) { count = max(0, count - bytes) }

    @inline(__always) mutating func put(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        precondition(count + length <= LineBuffer.capacity, "an event is longer than the line buffer")
        UnsafeMutableRawPointer(start + count).copyMemory(from: text.utf8Start, byteCount: length)
        count += length
    }

    mutating func put(_ text: [UInt8]) {
        for byte in text { put(byte: byte) }
    }

    @inline(__always) mutating func put(byte: UInt8) {
        precondition(count < LineBuffer.capacity, "an event is longer than the line buffer")
        start[count] = byte
        count += 1
    }

    /// The last `width` decimal digits, with leading zeros.
    @inline(__always) mutating func put(_ number: Int, width: Int) {
        precondition(count + width <= LineBuffer.capacity, "an event is longer than the line buffer")
        var rest = UInt32(truncatingIfNeeded: number)
        var place = count + width
        count = place
        for _ in 0..<width {
            place -= 1
            start[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// A decimal number.
    @inline(__always) mutating func put(_ number: Int64) {
        if number < 0 { put(byte: 0x2D) }
        var rest = number.magnitude
        var width = 1
        var limit: UInt64 = 10
        while rest >= limit, width < 19 {
            width += 1
            limit &*= 10
        }
        precondition(count + width <= LineBuffer.capacity, "an event is longer than the line buffer")
        var place = count + width
        count = place
        for _ in 0..<width {
            place -= 1
            start[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// `2026-05-06`.
    @inline(__always) mutating func put(day: Int64) {
        putDay(day)
        count -= 1
    }

    /// `2026-05-06T19:20:00+07:00`, of seconds on the clocks of the province.
    @inline(__always) mutating func put(time: Int64) {
        let day = time / 86_400
        putDay(day)
        let second = Int(truncatingIfNeeded: time &- day &* 86_400)
        put(second / 3600, width: 2)
        put(byte: 0x3A)
        put(second / 60 % 60, width: 2)
        put(byte: 0x3A)
        put(second % 60, width: 2)
        put("+07:00")
    }

    /// The day and a `T`.
    @inline(__always) private mutating func putDay(_ day: Int64) {
        let slot = Int(truncatingIfNeeded: day & (LineBuffer.daySlots - 1))
        if dayNumbers[slot] != day { rememberDay(day, slot) }
        precondition(count + 11 <= LineBuffer.capacity, "an event is longer than the line buffer")
        UnsafeMutableRawPointer(start + count).copyMemory(from: dayTexts + 16 * slot, byteCount: 11)
        count += 11
    }

    @inline(never) private mutating func rememberDay(_ day: Int64, _ slot: Int) {
        let parts = CivilDate(rawValue: Int32(truncatingIfNeeded: day)).components
        let before = count
        put(parts.year, width: 4)
        put(byte: 0x2D)
        put(parts.month, width: 2)
        put(byte: 0x2D)
        put(parts.day, width: 2)
        put(byte: 0x54)
        UnsafeMutableRawPointer(dayTexts + 16 * slot).copyMemory(from: start + before, byteCount: 11)
        dayNumbers[slot] = day
        count = before
    }
}
