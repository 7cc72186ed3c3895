import Catalog
import Ingest

/// What an ingest stage must be told.
public struct IngestSettings: Sendable {
    public var catalog: Catalog
    public var key: PseudonymKey
    public var topics: Topics
    /// Partitions of each `facts` topic: a power of two.
    public let factsPartitions: Int
    public var maximumEventBytes = 1 << 20
    /// Facts wait so long for others to share their block, and longer where many come: full blocks cost less.
    public var lingerMilliseconds: Int64 = 5
    public var longestLingerMilliseconds: Int64 = 50
    /// How many facts make blocks that are written at once, and how many one block has at most. All that are open stay in the processor's cache,
    /// unless there are so many partitions that blocks would be small.
    public var factsPerFlush: Int
    public var factsPerBlock = 4_096
    /// How often partitions hear of the sources, though nothing has come.
    public var tickMilliseconds: Int64 = 1_000
    public var commitMilliseconds: Int64 = 1_000
    /// How often topics for rejects that were not there are looked for, and how often it is said that they are not.
    public var rejectsLookMilliseconds: Int64 = 10_000
    public var rejectsNoticeMilliseconds: Int64 = 60_000

    public init(catalog: Catalog, key: PseudonymKey, topics: Topics = Topics(), factsPartitions: Int) {
        self.catalog = catalog
        self.key = key
        self.topics = topics
        self.factsPartitions = factsPartitions
        factsPerFlush = max(2_048, 256 * factsPartitions)
    }

    /// How long the first of so many events may wait for the flush.
    func flushPause(events: Int) -> Int64 {
        min(lingerMilliseconds + Int64(events / 20), max(lingerMilliseconds, longestLingerMilliseconds))
    }
}
