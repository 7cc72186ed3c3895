/// 128 bits of a keyed hash: a pseudonym of what an identifier named.
public struct Pseudonym: Hashable, Comparable, Sendable {
    public var high: UInt64
    public var low: UInt64

    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static let none = Pseudonym(high: 0, low: 0)

    @inlinable public static func < (a: Pseudonym, b: Pseudonym) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// Business time and rank in one number: of two facts of a record the one with the higher version stands.
public struct FactVersion: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: Int64

    @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }

    /// - Parameter rank: 0…15; at the same instant the higher rank wins, so that a reversal beats its payment.
    @inlinable public init(time: EventTime, rank: Int) { rawValue = time.rawValue << 4 | Int64(rank & 15) }

    @inlinable public var time: EventTime { EventTime(rawValue: rawValue >> 4) }

    @inlinable public static func < (a: FactVersion, b: FactVersion) -> Bool { a.rawValue < b.rawValue }
}

/// What an event says of one record: the unit of counting.
public struct Fact: Equatable, Sendable {
    /// The thing that has happened or exists, once. The subject is part of what was hashed, so a record never changes its subject.
    public var record: Pseudonym
    /// Who is counted once, however many records it has.
    public var subject: Pseudonym
    /// What the record is about within its subject (a bill of a contract); 0 when the pipeline has no items.
    public var item: UInt64
    public var version: FactVersion
    /// Raised flags, one bit each. No flags: the record is taken back.
    public var flags: UInt64
    public var amount0: Int64
    public var amount1: Int64
    /// The ordinal of the window of the pipeline's base length in which it counts; `Fact.standing`: it has no period and counts in
    /// `current` only.
    public var period: Int32
    /// The first day on which the record no longer counts; `Int32.max`: it does not expire.
    public var expires: CivilDate
    /// `unlocated` when the event does not say.
    public var commune: CommuneCode
    /// The partner that sent it, by its number in the table of partners.
    public var partner: UInt16
    /// The commune is the default successor of a unit that was split.
    public var isApproximate: Bool

    /// The `period` of what has none.
    @inlinable public static var standing: Int32 { .min }

    @inlinable public init(
        record: Pseudonym, subject: Pseudonym, item: UInt64 = 0, version: FactVersion, flags: UInt64, amount0: Int64 = 0,
        amount1: Int64 = 0, period: Int32 = 0, expires: CivilDate = CivilDate(rawValue: .max), commune: CommuneCode = .unlocated,
        partner: UInt16 = 0, isApproximate: Bool = false
    ) {
        self.record = record
        self.subject = subject
        self.item = item
        self.version = version
        self.flags = flags
        self.amount0 = amount0
        self.amount1 = amount1
        self.period = period
        self.expires = expires
        self.commune = commune
        self.partner = partner
        self.isApproximate = isApproximate
    }
}
