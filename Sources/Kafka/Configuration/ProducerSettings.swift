/// What only producers have to be told.
public struct ProducerSettings: Sendable {
    /// `compression.type`.
    public enum Compression: String, Sendable {
        case none, gzip, snappy, lz4, zstd
    }

    /// `linger.ms`: how long a record waits for others to share its batch. 0 … 15 min; default 1 ms.
    public var linger: Duration = .milliseconds(1)
    /// `batch.size`: bytes of one batch. 1 … 2,147,483,647; default 1,000,000.
    public var batchBytesMax = 1_000_000
    /// `batch.num.messages`: records of one batch. 1 … 1,000,000; default 10,000.
    public var batchRecordsMax = 10_000
    /// `compression.type`. Default: lz4.
    public var compression = Compression.lz4
    /// `queue.buffering.max.messages`: records that are handed over and not reported; more must wait. 1 … 2,147,483,647; default 100,000.
    public var queuedRecordsMax = 100_000
    /// `queue.buffering.max.kbytes`: the same by size. 1 … 2,147,483,647; default 131,072 (128 MiB).
    public var queuedKilobytesMax = 131_072
    /// `delivery.timeout.ms`: a record that is not acknowledged after so long is reported as failed. 1 ms … 24 d; default 2 min.
    public var deliveryTimeout: Duration = .seconds(120)
    /// `max.in.flight`: 5, but for embedded brokers that are made to answer with faults. They take a batch behind one that has failed, since they
    /// do not verify numbers, and librdkafka concludes that the failed one stands, for a real broker would not: with 1 there is none behind it.
    public var requestsInFlightMax = 5

    public init() {}

    var properties: [KafkaProperty] {
        [
            KafkaProperty("linger.ms", milliseconds: linger), KafkaProperty("batch.size", batchBytesMax),
            KafkaProperty("batch.num.messages", batchRecordsMax), KafkaProperty("compression.type", compression.rawValue),
            KafkaProperty("queue.buffering.max.messages", queuedRecordsMax),
            KafkaProperty("queue.buffering.max.kbytes", queuedKilobytesMax),
            KafkaProperty("delivery.timeout.ms", milliseconds: deliveryTimeout),
        ]
    }
}
