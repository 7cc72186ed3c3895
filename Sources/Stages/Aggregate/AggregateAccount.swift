import Aggregation

/// What an aggregate stage has done since it began.
public struct AggregateAccount: Sendable {
    public internal(set) var blocks = 0
    public internal(set) var facts = 0
    /// Facts whose period was closed, by partner.
    public internal(set) var lateFacts: [String: Int] = [:]
    public internal(set) var written = 0
    public internal(set) var assignments = 0
    public internal(set) var snapshots = 0
    public internal(set) var restores = 0
    public internal(set) var restoredRecords = 0

    /// One partition as it stands.
    public struct Partition: Sendable {
        public var pipeline: String
        public var partition: Int32
        public var position: Int64
        public var watermark: EventTime
        public var slowest: SourceProgress?
        public var liveRecords: Int
        public var snapshotPosition: Int64?
        public var snapshotBytes: Int
        public var isReady: Bool
    }
}

extension AggregateStage {
    /// The partitions as they stand.
    public var partitions: [AggregateAccount.Partition] {
        folds.map {
            AggregateAccount.Partition(
                pipeline: $0.pipeline.pipeline.id, partition: $0.facts.partition, position: $0.position, watermark: $0.aggregate.watermark,
                slowest: $0.sources.slowest, liveRecords: $0.aggregate.liveRecords, snapshotPosition: $0.snapshotPosition,
                snapshotBytes: $0.snapshotBytes, isReady: !$0.isSilent)
        }
    }
}
