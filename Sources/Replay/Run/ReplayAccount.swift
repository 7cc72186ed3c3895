import Aggregation
import Catalog
import Ingest

/// Where every input line and every fact of a replay went: each stands in exactly one place.
public struct ReplayAccount: Equatable, Sendable {
    /// Lines that changed the figures' state when they came.
    public var counted: Int64 = 0
    /// Lines of which everything was known in a newer version.
    public var superseded: Int64 = 0
    /// Lines that said exactly what was known already.
    public var repeated: Int64 = 0
    /// Good events that no pipeline has a use for.
    public var unused: Int64 = 0
    /// Lines of white space.
    public var blank: Int64 = 0
    public var rejected: [RejectReason: Int64] = [:]

    /// Facts by what became of them.
    public var facts: [FoldOutcome: Int64] = [:]
    /// Records that stand at the end, over all pipelines.
    public var liveRecords: Int64 = 0
    /// Records that stood in the snapshot that the run began with.
    public var restoredRecords: Int64 = 0

    public init() {}

    public var rejectedTotal: Int64 { rejected.values.reduce(0, +) }

    public var lines: Int64 { counted + superseded + repeated + unused + blank + rejectedTotal }
}
