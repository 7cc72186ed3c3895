/// The five-digit code of a commune (xã, phường), as the General Statistics Office gives it. 0 stands for "not located".
///
/// In the core a code always means the unit that bears it *today*; ingest has resolved older ones.
public struct CommuneCode: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public var rawValue: UInt32

    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Codes have five digits: they are below this.
    @inlinable public static var limit: UInt32 { 100_000 }

    /// The bucket of what no event has located yet.
    public static let unlocated = CommuneCode(rawValue: 0)

    /// Exactly five digits; nil otherwise.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 5, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let number = UInt32(text), number > 0 else {
            return nil
        }
        rawValue = number
    }

    @inlinable public static func < (a: CommuneCode, b: CommuneCode) -> Bool { a.rawValue < b.rawValue }

    /// Five digits, or `unlocated`.
    public var description: String { rawValue == 0 ? "unlocated" : padded(Int(rawValue), 5) }
}
