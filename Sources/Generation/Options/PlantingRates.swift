/// How often something out of the ordinary is planted, each a fraction 0…1.
public struct PlantingRates: Hashable, Sendable {
    /// Of all events: the same bytes sent again, seconds to a day later.
    public var repeats = 0.0
    /// Of all events: sent up to 25 hours after they happened.
    public var disorder = 0.0
    /// Of payments: reversed days later; every second one is settled anew.
    public var reversals = 0.0
    /// Of events that belong to a month: sent after the month's end and the grace.
    public var late = 0.0
    /// Of all events: spoilt, so that they must be rejected.
    public var bad = 0.0
    /// Of payments and their reversals: without the code of the commune.
    public var unlocated = 0.0
    /// Of events with the code of a commune: an earlier list's code.
    public var oldCodes = 0.0
    /// Of bills, dossiers and products a month: adjusted, corrected, certified anew.
    public var corrections = 0.0
    /// Of bills and products a month: taken back.
    public var cancelled = 0.0
    /// Of contracts: in another commune from some month on. Takes two months at least.
    public var moves = 0.0

    public init() {}

    /// Nothing out of the ordinary.
    public static let none = PlantingRates()

    /// A little of everything.
    public static let gentle = PlantingRates { rates in
        rates.repeats = 0.02
        rates.disorder = 0.02
        rates.reversals = 0.01
        rates.late = 0.005
        rates.bad = 0.002
        rates.unlocated = 0.05
        rates.oldCodes = 0.02
        rates.corrections = 0.01
        rates.cancelled = 0.005
        rates.moves = 0.005
    }

    private init(_ set: (inout PlantingRates) -> Void) { set(&self) }

    /// How many of so many.
    static func part(_ rate: Double, of count: Int) -> Int { Int((rate * Double(count)).rounded()) }

    /// In the order of the command line's options.
    var named: [(name: String, rate: Double)] {
        [
            ("repeats", repeats), ("disorder", disorder), ("reversals", reversals), ("late", late), ("bad", bad),
            ("unlocated", unlocated), ("old_codes", oldCodes), ("corrections", corrections), ("cancelled", cancelled), ("moves", moves),
        ]
    }
}
