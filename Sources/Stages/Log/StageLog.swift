import Aggregation

/// All that a stage sees of the outside: a partitioned log to read and write, and a consumer group. Kafka stands behind it in a worker,
/// memory in a simulation.
///
/// A log belongs to one stage and one thread. No call waits longer than it says; none calls back.
public protocol StageLog: AnyObject {
    /// The next thing that has happened; waits for it at most so long.
    ///
    /// - Returns: `nothing` when the time is over. A record's bytes stay readable until the next call of any function of the log.
    func poll(waitingMilliseconds: Int) -> LogEvent

    /// Reads these partitions from here on and no others; a record's `slot` is the index of its partition in the list. Beside those that the
    /// group has given the stage, it may name any others: they belong to every member.
    func assign(_ starts: [LogStart])

    /// Commits how far the group has come, and waits at most so long until that is known.
    ///
    /// - Parameter offsets: of each partition the offset of the first record that is still to be read.
    func commit(_ offsets: [TopicPartition: Int64], waitingMilliseconds: Int) throws(LogError)

    /// The same without waiting: for those to whom the answer makes no difference. While one is outstanding, nothing is sent.
    ///
    /// - Throws: what has become of an earlier one.
    func commitLater(_ offsets: [TopicPartition: Int64]) throws(LogError)

    /// How many partitions the topic has.
    func partitionCount(ofTopic topic: String) throws(LogError) -> Int

    /// The offsets of the oldest record that is kept, and of the one that will come next.
    func bounds(of partition: TopicPartition) throws(LogError) -> LogBounds

    /// Reads a stretch of a partition, apart from the group: the records in `from..<to` that are still there, in order.
    ///
    /// - Parameter body: whether to go on.
    func read(_ partition: TopicPartition, from: Int64, to: Int64, _ body: (LogRecord) -> Bool) throws(LogError)

    /// Hands a record over for writing; what becomes of it comes as a report. Waits while too many are under way.
    ///
    /// Records for one partition are written in the order in which they were handed over.
    func send(_ record: OutgoingRecord) throws(LogError)

    /// Reports of records that were handed over: once each.
    func takeReports(_ body: (WriteReport) -> Void)

    /// Waits until all that was handed over is reported, at most so long; says whether it is.
    func flush(waitingMilliseconds: Int) -> Bool

    /// Visits the headers of a record, in order.
    func forEachHeader(of record: LogRecord, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void)
}

extension StageLog {
    /// Waits as long as a broker may take.
    public func commit(_ offsets: [TopicPartition: Int64]) throws(LogError) { try commit(offsets, waitingMilliseconds: 10_000) }
}

/// What a log has to say.
public enum LogEvent {
    case nothing
    case record(LogRecord)
    /// The group gives the stage these partitions, all that it has now. The stage answers with `assign`.
    case assigned([TopicPartition])
    /// The group takes all partitions back. What was read of them must be finished (written, committed) before the next call of `poll`.
    case revoked
    /// Others own the partitions by now: nothing may be finished any more.
    case lost
    case failed(LogError)
}

/// Where to begin reading a partition.
public struct LogStart: Equatable, Sendable {
    public enum Position: Equatable, Sendable {
        case offset(Int64)
        /// The oldest record that is kept.
        case beginning
        /// Where the group has committed that it has come; else the oldest record that is kept.
        case committed
    }

    public var partition: TopicPartition
    public var position: Position

    public init(_ partition: TopicPartition, _ position: Position) {
        self.partition = partition
        self.position = position
    }
}

/// The offsets of the oldest record that is kept, and of the one that will come next.
public struct LogBounds: Equatable, Sendable {
    public var low: Int64
    public var high: Int64

    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
