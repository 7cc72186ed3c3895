/// A set of ASCII bytes, as 128 bits.
public struct ByteSet: Hashable, Sendable {
    /// Bytes 0…63, bit by bit.
    public private(set) var low: UInt64
    /// Bytes 64…127, bit by bit.
    public private(set) var high: UInt64

    public init() {
        low = 0
        high = 0
    }

    /// - Parameter range: Within 0…127; what lies beyond is left out.
    public init(_ range: ClosedRange<UInt8>) {
        self.init()
        for byte in range where byte < 128 { insert(byte) }
    }

    public static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))

    public var isEmpty: Bool { low == 0 && high == 0 }

    /// The members, ascending.
    public var bytes: [UInt8] { (0..<128).filter { contains($0) } }

    /// Bytes from 128 on are never in the set.
    @inlinable public func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    /// - Parameter byte: Below 128; others are left out.
    public mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    public mutating func formUnion(_ other: ByteSet) {
        low |= other.low
        high |= other.high
    }
}
