import Aggregation
import Catalog

/// Updates of any pipelines as files and screens for people, sorted by indicator, window and area.
public struct IndicatorReport: Equatable, Sendable {
    public let rows: [IndicatorUpdate]

    /// - Parameter updates: of each key at most one.
    public init(_ updates: [IndicatorUpdate]) {
        rows = updates.sorted { a, b in
            if a.key.indicator != b.key.indicator { return a.key.indicator < b.key.indicator }
            if a.key.window != b.key.window { return a.key.window < b.key.window }
            return a.area < b.area
        }
    }

    /// One document (`IndicatorUpdate.document`) per line.
    public func ndjson() -> String {
        rows.map { $0.document() + "\n" }.joined()
    }
}
