/// 64 bits that stand for what an update says: the same in every process and on every machine, unlike `Hasher`.
public struct ContentDigest: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public var rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

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
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
