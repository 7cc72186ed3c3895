/// 64 bits that stand for what an update says: the same in every process and on every machine, unlike `Hasher`.
public struct ContentDigest: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public var rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Of fields in order, each told apart from its neighbours.
    struct Writer {
        private var state: UInt64 = 0xcbf2_9ce4_8422_2325

        var digest: ContentDigest { ContentDigest(rawValue: state) }

        mutating func add(_ number: Int64) {
            state = (state ^ UInt64(bitPattern: number)) &* 0x0000_0100_0000_01b3
            // A word at a time, what is high must reach what is low.
            state ^= state >> 29
        }

        mutating func add(_ number: Int64?) {
            add(number == nil ? Int64(0) : 1)
            if let number { add(number) }
        }

        mutating func add(_ truth: Bool?) { add(truth.map { $0 ? Int64(1) : 0 }) }

        mutating func add(_ text: String?) {
            guard var text else { return add(Int64(-1)) }
            text.withUTF8 { bytes in
                add(Int64(bytes.count))
                for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            }
        }
    }

    /// FNV-1a. Nobody gains by forging a collision here; texts of one length that differ in one byte never collide.
    init(of bytes: [UInt8]) {
        rawValue = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// 16 hexadecimal digits; nil otherwise.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, !text.hasPrefix("+"), let number = UInt64(text, radix: 16) else { return nil }
        rawValue = number
    }

    public var description: String {
        String(unsafeUninitializedCapacity: 16) { digits in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: rawValue >> (60 - 4 * UInt64(place))) & 15
                digits[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
    }
}
