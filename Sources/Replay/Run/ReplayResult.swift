import Aggregation
import Publication

/// What came of a replay.
public struct ReplayResult: Sendable {
    /// Every figure, by pipeline in the catalog's order.
    public var updates: [IndicatorUpdate] = []
    /// The cells behind them.
    public var measures: [MeasureRow] = []
    public var account = ReplayAccount()
    /// Files that could not be read to their end, each with the reason.
    public var failures: [String] = []
    public var asOf = CivilDate(rawValue: 0)
}
