import Aggregation

/// Where a figure stands. In order: communes by code, then the bucket, then the province.
public enum Area: Hashable, Comparable, Sendable {
    case commune(CommuneCode)
    /// The bucket of what no event has located yet. It belongs to the province and to no commune.
    case unlocated
    /// All communes and the bucket together.
    case province

    /// The area of a cell; `CommuneCode.unlocated` is the bucket.
    public init(cell code: CommuneCode) { self = code == .unlocated ? .unlocated : .commune(code) }
}
