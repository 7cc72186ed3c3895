/// What an indicator comes to in one area and window, before anyone gives it a revision.
public struct Figure: Equatable, Sendable {
    /// A rounded value.
    public enum Value: Hashable, Sendable {
        /// Of a percent: 9873 is 98.73 %.
        case hundredths(Int64)
        /// A count or đồng.
        case whole(Int64)
    }

    /// Whether there is a value, and why not.
    public enum Availability: Hashable, Sendable {
        case available
        case notAvailable(Absence)
        case suppressed(Suppression)
    }

    /// Why a value cannot be given.
    public enum Absence: String, CaseIterable, Sendable {
        /// Nobody is counted there: there is nothing to publish, which is not the figure 0 and hides nothing.
        case noSubjects = "no-subjects"
        /// No row of the reference holds on that day.
        case denominatorMissing = "denominator-missing"
        /// "Hiển thị 0 hoặc N/A" (QĐ 766): here always not available, never 0.
        case denominatorZero = "denominator-zero"
        /// See `dataError`.
        case dataError = "data-error"
    }

    /// Why a value is withheld.
    public enum Suppression: String, CaseIterable, Sendable {
        /// Fewer subjects than the pipeline's minimum.
        case smallCell = "small-cell"
        /// Large enough, but the province's total would give a small one away.
        case complementary
    }

    /// What cannot be true of a right figure.
    public enum DataError: String, CaseIterable, Sendable {
        /// A percentage over 100; the value is kept, never clipped.
        case ratioOver100 = "ratio-over-100"
        /// Adjustments took back more than there was; the value is kept.
        case negativeNumerator = "negative-numerator"
        /// A ratio to it means nothing: not available.
        case negativeDenominator = "negative-denominator"
        /// A sum or a value of more than 64 bits: not available.
        case outOfRange = "out-of-range"
    }

    public var availability: Availability
    public var value: Value?
    /// Kept where only the denominator lacks; nil where withheld or nobody is counted.
    public var numerator: Int64?
    /// nil where withheld, missing, or where the indicator has none.
    public var denominator: Int64?
    /// nil where the indicator has no denominator.
    public var basis: DenominatorBasis?
    /// nil without a target or a value, and for a data error: a figure known to be wrong earns nothing.
    public var isTargetMet: Bool?
    public var dataError: DataError?

    public init(
        availability: Availability, value: Value? = nil, numerator: Int64? = nil, denominator: Int64? = nil,
        basis: DenominatorBasis? = nil, isTargetMet: Bool? = nil, dataError: DataError? = nil
    ) {
        self.availability = availability
        self.value = value
        self.numerator = numerator
        self.denominator = denominator
        self.basis = basis
        self.isTargetMet = isTargetMet
        self.dataError = dataError
    }
}
