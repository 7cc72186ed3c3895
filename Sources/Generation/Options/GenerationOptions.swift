import Aggregation

/// What to generate. The same options over the same territory and population give the same bytes on every machine.
public struct GenerationOptions: Hashable, Sendable {
    public enum Size: Hashable, Sendable {
        /// Exactly so many lines, repeats and bad events included.
        case events(Int)
        /// So many contracts, and of the rest what belongs to them. Without electricity: dossiers a month, else products.
        case contracts(Int)
    }

    public var seed: UInt64
    public var size: Size
    /// The window of the first month.
    public var firstMonth: Window
    public var months: Int
    public var kinds: EventKinds
    public var rates: PlantingRates
    /// Late events are sent so many days, and one, after their month's end. At least the longest grace of the pipelines.
    public var graceDays: Int

    /// Subjects have seven digits.
    public static let subjectsMax = 9_999_999
    public static let monthsMax = 240

    public init(
        seed: UInt64 = 1, size: Size = .events(100_000), firstMonth: Window = Window(length: .month, ordinal: 2026 * 12), months: Int = 1,
        kinds: EventKinds = .all, rates: PlantingRates = .gentle, graceDays: Int = 20
    ) {
        self.seed = seed
        self.size = size
        self.firstMonth = firstMonth
        self.months = months
        self.kinds = kinds
        self.rates = rates
        self.graceDays = graceDays
    }

    func check() throws(GenerationError) {
        for (name, rate) in rates.named where !(rate >= 0 && rate <= 1) {
            throw GenerationError(.options, "\(name) is \(rate); a rate is a fraction from 0 to 1, e.g. 0.02")
        }
        let size =
            switch self.size {
            case .events(let count), .contracts(let count): count
            }
        guard size >= 1 else { throw GenerationError(.options, "there must be at least one event or contract") }
        if case .contracts = self.size, size > GenerationOptions.subjectsMax {
            throw GenerationError(.options, "at most \(GenerationOptions.subjectsMax) contracts have numbers; ask for fewer")
        }
        guard (1...GenerationOptions.monthsMax).contains(months) else {
            throw GenerationError(.options, "\(months) months; 1 to \(GenerationOptions.monthsMax) can be generated")
        }
        // Spoilt events are dated 1999 and 2099; nothing else may be.
        let last = firstMonth.ordinal + Int32(months)
        guard firstMonth.length == .month, firstMonth.ordinal >= 2004 * 12, last <= 2098 * 12 else {
            throw GenerationError(.options, "the months must lie between 2004-01 and 2097-12")
        }
        guard !kinds.isEmpty else { throw GenerationError(.options, "no kind of event is asked for") }
        guard !kinds.isSuperset(of: [.electricity, .payments]) else {
            throw GenerationError(.options, "payments are a part of electricity: ask for one of them")
        }
        guard (0...400).contains(graceDays) else { throw GenerationError(.options, "the grace is 0 to 400 days") }
    }
}
