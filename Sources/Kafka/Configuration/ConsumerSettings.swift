/// What only consumers (and readers) have to be told.
public struct ConsumerSettings: Sendable {
    /// `group.id`: members of one group share the partitions. Needed for every consumer.
    public var groupID = ""
    /// `session.timeout.ms`: a member not heard of for so long is put out of the group. 1 ms … 1 h; default 45 s.
    public var sessionTimeout: Duration = .seconds(45)
    /// `heartbeat.interval.ms`: at most a third of the session's timeout. 1 ms … 1 h; default 3 s.
    public var heartbeatInterval: Duration = .seconds(3)
    /// `max.poll.interval.ms`: a member that does not poll for so long leaves the group. 1 ms … 24 h; default 5 min.
    public var pollIntervalMax: Duration = .seconds(300)
    /// `fetch.wait.max.ms`: how long a broker waits for `fetchBytesMin`. 0 … 5 min; default 500 ms.
    public var fetchWaitMax: Duration = .milliseconds(500)
    /// `fetch.min.bytes`: with 1 a broker answers as soon as there is anything. 1 … 100,000,000; default 1.
    public var fetchBytesMin = 1
    /// `fetch.max.bytes`: all partitions of one answer together. 0 … 2,147,483,135; default 50 MiB.
    public var fetchBytesMax = 52_428_800
    /// `max.partition.fetch.bytes`: one partition of an answer. 1 … 1,000,000,000; default 1 MiB.
    public var partitionFetchBytesMax = 1_048_576
    /// `fetch.error.backoff.ms`: the pause after a fetch that failed. 0 … 5 min; default 500 ms.
    public var fetchErrorBackoff: Duration = .milliseconds(500)
    /// `queued.min.messages`: fetching pauses when so many records wait to be polled, and librdkafka 2.0.2 then looks again only after up to a
    /// second, so that the size should be reached before (`FetchReminder`). 1 … 10,000,000; default 1,000,000.
    public var queuedRecordsMin = 1_000_000
    /// `queued.max.messages.kbytes`: the same by size, for all partitions together. 1 … 2,097,151; default 65,536 (64 MiB).
    public var queuedKilobytesMax = 65_536

    public init() {}

    var properties: [KafkaProperty] {
        [
            KafkaProperty("session.timeout.ms", milliseconds: sessionTimeout),
            KafkaProperty("heartbeat.interval.ms", milliseconds: heartbeatInterval),
            KafkaProperty("max.poll.interval.ms", milliseconds: pollIntervalMax),
            KafkaProperty("fetch.wait.max.ms", milliseconds: fetchWaitMax), KafkaProperty("fetch.min.bytes", fetchBytesMin),
            KafkaProperty("fetch.max.bytes", fetchBytesMax), KafkaProperty("max.partition.fetch.bytes", partitionFetchBytesMax),
            KafkaProperty("fetch.error.backoff.ms", milliseconds: fetchErrorBackoff),
            KafkaProperty("queued.min.messages", queuedRecordsMin), KafkaProperty("queued.max.messages.kbytes", queuedKilobytesMax),
        ]
    }
}
