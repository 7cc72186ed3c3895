import Aggregation
import Catalog
import Ingest

/// What to replay, and how.
public struct ReplayOptions: Sendable {
    public var catalog: Catalog
    public var inputs: InputSelection
    public var key: PseudonymKey
    /// The clock by which `time-in-future` and `time-too-old` are judged.
    public var now: EventTime
    /// The day for which standing states are shown: what has expired by then does not count. nil: the day of the latest event.
    public var asOf: CivilDate?
    /// Where rejects are written, one JSON object a line; nil: they are only counted.
    public var rejectsPath: String?
    public var snapshotIn: String?
    public var snapshotOut: String?
    /// Larger events are rejected.
    public var maximumEventBytes: Int
    /// How many threads share the work: a power of two.
    public var threads: Int
    /// Called now and then with what has been done.
    public var progress: (@Sendable (ReplayProgress) -> Void)?

    public init(
        catalog: Catalog, inputs: InputSelection, key: PseudonymKey, now: EventTime, asOf: CivilDate? = nil, rejectsPath: String? = nil,
        snapshotIn: String? = nil, snapshotOut: String? = nil, maximumEventBytes: Int = 1 << 20, threads: Int = 1,
        progress: (@Sendable (ReplayProgress) -> Void)? = nil
    ) {
        self.catalog = catalog
        self.inputs = inputs
        self.key = key
        self.now = now
        self.asOf = asOf
        self.rejectsPath = rejectsPath
        self.snapshotIn = snapshotIn
        self.snapshotOut = snapshotOut
        self.maximumEventBytes = maximumEventBytes
        self.threads = threads
        self.progress = progress
    }
}

/// How far a replay has come.
public struct ReplayProgress: Sendable {
    public let lines: Int64
    public let bytes: Int64
    /// nil when the input has no known size.
    public let totalBytes: Int64?
}
