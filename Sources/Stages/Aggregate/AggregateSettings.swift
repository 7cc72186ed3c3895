import Aggregation
import Catalog

/// What an aggregate stage must be told.
public struct AggregateSettings: Sendable {
    public var pipelines: [Pipeline]
    public var topics: Topics
    /// The pseudonym key's public label: state made with one key is never mixed with facts made with another.
    public var keyID: String
    /// Partitions of `partials`.
    public var partialsPartitions: Int
    /// Told apart from every other stage that ever ran: by chance, or by a simulation.
    public var instance: UInt64
    public var advice: MemoryAdvice = .none
    /// A source silent so long, by the log's time, no longer holds the watermark back.
    public var idleAfterMilliseconds: Int64 = 300_000
    /// Changed cells wait at least so long for others to change with them.
    public var lingerMilliseconds: Int64 = 10
    /// Changed cells are written at least so often, however many there are; behind a backlog (`Backlog`) a second later.
    public var longestEmissionMilliseconds: Int64 = 1_000
    public var snapshotFacts = 1_000_000
    public var snapshotMilliseconds: Int64 = 60_000
    /// A snapshot that could not be begun is tried again after so long.
    public var snapshotRetryMilliseconds: Int64 = 5_000
    /// Below what brokers take as one message.
    public var chunkBytes = 900_000
    public var commitMilliseconds: Int64 = 5_000

    public init(
        pipelines: [Pipeline], topics: Topics = Topics(), keyID: String, partialsPartitions: Int, instance: UInt64
    ) {
        self.pipelines = pipelines
        self.topics = topics
        self.keyID = keyID
        self.partialsPartitions = partialsPartitions
        self.instance = instance
    }

    /// How long to wait after having written so many partials: each costs work here and behind, so the more there are the longer they are
    /// gathered, and the more often one speaks for several changes. 500 in one go are nothing; 6,000 are worth a second.
    func emissionPause(records: Int) -> Int64 {
        min(max(lingerMilliseconds, Int64(records / 100 + records * records / 40_000)), longestEmissionMilliseconds)
    }
}
