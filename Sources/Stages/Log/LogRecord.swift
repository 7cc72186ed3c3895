import Aggregation

/// A partition of a topic.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var topic: String
    public var partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }

    public var description: String { "\(topic)/\(partition)" }
}

/// A record of the log as it was read: a view of memory that the log owns.
public struct LogRecord {
    /// The index of its partition in what the stage has assigned; -1 for `StageLog.read`.
    public var slot: Int
    public var offset: Int64
    /// The log's time of it.
    public var time: EventTime
    /// `time` was set by the broker when it appended the record, not by who sent it.
    public var isTimeOfBroker: Bool
    public var key: UnsafeRawBufferPointer?
    /// nil: a tombstone, which says that the key has no value any more.
    public var value: UnsafeRawBufferPointer?
    /// The log's own word for what it is a view of.
    public var handle: UnsafeRawPointer?

    public init(
        slot: Int, offset: Int64, time: EventTime, isTimeOfBroker: Bool, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        handle: UnsafeRawPointer? = nil
    ) {
        self.slot = slot
        self.offset = offset
        self.time = time
        self.isTimeOfBroker = isTimeOfBroker
        self.key = key
        self.value = value
        self.handle = handle
    }
}

/// A record to be written.
public struct OutgoingRecord {
    public var partition: TopicPartition
    public var key: [UInt8]
    /// nil: a tombstone.
    public var value: [UInt8]?
    public var headers: [LogHeader]
    /// Comes back in the report.
    public var ticket: Int

    public init(to partition: TopicPartition, key: [UInt8], value: [UInt8]?, headers: [LogHeader] = [], ticket: Int = 0) {
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.ticket = ticket
    }
}

public struct LogHeader: Equatable, Sendable {
    public var name: String
    public var value: [UInt8]

    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) { self.init(name, Array(value.utf8)) }
}

/// What became of a record that was handed over.
public struct WriteReport: Sendable {
    public var ticket: Int
    public var partition: Int32
    /// Where it stands now; meaningless where it failed.
    public var offset: Int64
    /// nil: it is acknowledged. Otherwise whether it stands in the log may be unknown.
    public var failure: LogError?

    public init(ticket: Int, partition: Int32, offset: Int64, failure: LogError? = nil) {
        self.ticket = ticket
        self.partition = partition
        self.offset = offset
        self.failure = failure
    }
}
