/// The OCOP products, and the listings that could not be matched to one.
struct Products: Sendable {
    /// Listings of a product by number; unmatched listings are a variant of their own.
    static let slots = 2
    static let unmatched: UInt8 = 9

    let count: Int
    let spread: SubjectSpread
    /// New unmatched listings of the first month, and of each later one.
    let unmatchedFirst: Int
    let unmatchedLater: Int
    private let unmatchedSpreads: [SubjectSpread]

    init(count: Int, province: Province) {
        self.count = count
        spread = SubjectSpread(count: count, over: province)
        unmatchedFirst = max(1, count / 5)
        unmatchedLater = max(1, count / 40)
        unmatchedSpreads = [unmatchedFirst, unmatchedLater].map { SubjectSpread(count: $0, over: province) }
    }

    func unmatchedCount(month: Int) -> Int { month == 0 ? unmatchedFirst : unmatchedLater }

    func unit(ofUnmatched listing: Int, month: Int) -> Int { unmatchedSpreads[month == 0 ? 0 : 1].unit(of: listing) }

    /// Products that get a listing of a slot in a month; every fifth of them is withdrawn again.
    func listed(month: Int) -> Int { month == 0 ? (count * 6 + 9) / 10 : count * 8 / 100 }

    static func withdrawn(of listed: Int) -> Int { listed / 5 }
}
