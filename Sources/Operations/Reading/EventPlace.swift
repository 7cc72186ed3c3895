import Kafka

/// Where an event stands in the log: `topic/partition/offset`, the id of its rejects.
public struct EventPlace: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var partition: KafkaPartition
    public var offset: Int64

    public init(_ partition: KafkaPartition, _ offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    /// nil where the text is no such id.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), partition >= 0, let offset = Int64(parts[2]),
            // Behind the last offset there is one that a reader may stop at.
            (0..<Int64.max).contains(offset)
        else { return nil }
        self.init(KafkaPartition(String(parts[0]), partition), offset)
    }

    public static func < (left: EventPlace, right: EventPlace) -> Bool {
        (left.partition, left.offset) < (right.partition, right.offset)
    }

    public var description: String { "\(partition)/\(offset)" }
}
