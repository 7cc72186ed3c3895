/// An order of the numbers `0 ..< count` that is worked out number by number: `multiplier × x + offset mod count`.
///
/// It stands in for shuffled lists: who gets a bill when, who pays it, whose is adjusted. A threshold on it picks exactly so many.
struct Permutation: Sendable {
    let count: UInt64
    private let multiplier: UInt64
    private let offset: UInt64
    private let reciprocal: UInt64

    /// - Parameter count: at most 2³².
    init(count: Int, key: UInt64) {
        let count = UInt64(max(1, count))
        self.count = count
        // Near the golden section neighbours end up far apart; only a multiplier without a common divisor reaches every number.
        var multiplier = max(1, count * (500 + key % 236) / 1000)
        while Permutation.divisor(multiplier, count) != 1 { multiplier += 1 }
        self.multiplier = multiplier
        offset = (key >> 16) % count
        reciprocal = UInt64.max / count
    }

    /// The number at a place.
    @inline(__always) func callAsFunction(_ place: Int) -> Int {
        let product = multiplier &* UInt64(truncatingIfNeeded: place) &+ offset
        // The estimate of the quotient is right or one too small.
        let quotient = product.multipliedFullWidth(by: reciprocal).high
        let rest = product &- quotient &* count
        return Int(truncatingIfNeeded: rest >= count ? rest &- count : rest)
    }

    private static func divisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}
