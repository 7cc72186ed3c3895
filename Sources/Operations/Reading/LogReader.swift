import Kafka
import Stages

import struct Logging.Logger

/// Reads what stands in the log now, apart from any group. Not for sharing between threads.
public final class LogReader {
    /// Records wanted of one partition are read in one go where no more than so many others lie between them.
    private static let gapMax: Int64 = 500

    private let admin: Admin
    private let reader: StretchReader
    public let topics: Topics

    public init(_ configuration: KafkaConfiguration, topics: Topics, logger: Logger) throws(KafkaError) {
        self.topics = topics
        admin = try Admin(configuration, logger: logger)
        reader = try StretchReader(configuration, logger: logger)
    }

    /// Topics that this user may see, with their numbers of partitions.
    public func partitionCounts() throws(KafkaError) -> [String: Int] { try admin.topics() }

    public var isEmbeddedBroker: Bool { admin.isEmbeddedBroker }

    public func bounds(of partition: KafkaPartition) throws(KafkaError) -> (low: Int64, high: Int64) { try admin.bounds(of: partition) }

    /// Visits all records of a topic, partition after partition; none where there is no such topic.
    ///
    /// - Parameter body: whether to go on.
    public func forEachRecord(of topic: String, _ body: (ConsumedRecord) -> Bool) throws(KafkaError) {
        var goesOn = true
        for partition in 0..<Int32(try partitionCounts()[topic] ?? 0) where goesOn {
            try forEachRecord(ofPartition: KafkaPartition(topic, partition)) { record in
                goesOn = body(record)
                return goesOn
            }
        }
    }

    /// Visits all records of a partition that are there now.
    func forEachRecord(ofPartition place: KafkaPartition, _ body: (ConsumedRecord) -> Bool) throws(KafkaError) {
        let (low, high) = try admin.bounds(of: place)
        try reader.read(place, from: low, to: high, body)
    }

    /// When the newest record of a partition was written; nil where it has none.
    func newestTime(of place: KafkaPartition) throws(KafkaError) -> Int64? {
        let (low, high) = try admin.bounds(of: place)
        var time: Int64?
        guard high > low else { return nil }
        try reader.read(place, from: max(low, high - 1), to: high) { record in
            time = record.time.milliseconds
            return true
        }
        return time
    }

    /// Visits those of the records that are still there, in order.
    public func forEachRecord(at places: some Sequence<EventPlace>, _ body: (EventPlace, ConsumedRecord) -> Void) throws(KafkaError) {
        var rest = Set(places).sorted()[...]
        let counts = rest.isEmpty ? [:] : try partitionCounts()
        while let first = rest.first {
            var last = first
            var wanted: Set<Int64> = []
            while let next = rest.first, next.partition == first.partition, next.offset - last.offset <= Self.gapMax {
                wanted.insert(next.offset)
                last = next
                rest.removeFirst()
            }
            guard Int(first.partition.partition) < counts[first.partition.topic] ?? 0 else { continue }
            let (low, high) = try admin.bounds(of: first.partition)
            try reader.read(first.partition, from: max(low, first.offset), to: min(high, last.offset + 1)) { record in
                if wanted.contains(record.offset) { body(EventPlace(first.partition, record.offset), record) }
                return true
            }
        }
    }

    /// Frees everything.
    public func close() {
        reader.close()
        admin.close()
    }
}
