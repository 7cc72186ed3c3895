import Aggregation

/// The unit of an indicator's value.
public enum IndicatorUnit: String, CaseIterable, Sendable {
    /// 100 × numerator / denominator.
    case percent
    /// A bare count or sum.
    case count
    /// Đồng.
    case vnd
}

/// What an indicator is compared with.
public enum Target: Hashable, Sendable {
    /// In hundredths of the unit: 80 % is 8000.
    case atLeast(hundredths: Int64)
    case atMost(hundredths: Int64)
}

/// What a measure is divided by.
public enum Denominator: Hashable, Sendable {
    case measure(String)
    /// A reference table by its id (the file's name without `.csv`).
    case reference(String)
}

/// A published figure: a measure, a ratio of two, or a measure over a reference.
public struct Indicator: Hashable, Sendable {
    public var id: String
    public var title: Localized
    /// What exactly is counted.
    public var definition: String
    /// The document or report that names it.
    public var source: String
    public var unit: IndicatorUnit
    public var numerator: String
    /// nil: the value is the numerator itself.
    public var denominator: Denominator?
    /// Ascending, each one of the pipeline's.
    public var windows: [WindowLength]
    public var target: Target?

    public init(
        id: String, title: Localized, definition: String = "", source: String = "", unit: IndicatorUnit, numerator: String,
        denominator: Denominator? = nil, windows: [WindowLength], target: Target? = nil
    ) {
        self.id = id
        self.title = title
        self.definition = definition
        self.source = source
        self.unit = unit
        self.numerator = numerator
        self.denominator = denominator
        self.windows = windows
        self.target = target
    }
}
