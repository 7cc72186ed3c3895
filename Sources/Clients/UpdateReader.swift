import Foundation
import Kafka

import struct Logging.Logger

/// Reads indicator updates as a subscriber does: from the beginning, of each key the highest revision.
public final class UpdateReader {
    /// An update as it was read.
    public struct Update: Sendable {
        /// `indicator|commune|window`.
        public var key: String
        public var revision: Int64
        public var partition: Int32
        public var offset: Int64
        /// The log's time, milliseconds since 1970.
        public var timestamp: Int64
        /// The CloudEvents document.
        public var document: [UInt8]
    }

    private let consumer: Consumer
    /// Of each key the highest revision seen; what comes with a lower one is older and passed over.
    public private(set) var newest: [String: Update] = [:]
    /// Updates whose revision was not above the highest seen.
    public private(set) var passedOver = 0

    /// - Parameter topic: `indicator-updates` with its prefix.
    public init(_ configuration: KafkaConfiguration, topic: String, logger: Logger) throws(KafkaError) {
        var configuration = configuration
        // It takes no part in a group and commits nothing; librdkafka wants a name all the same.
        if configuration.consumer.groupID.isEmpty { configuration.consumer.groupID = "nhipso.reader" }
        consumer = try Consumer(configuration, logger: logger)
        let count = try consumer.partitionCount(ofTopic: topic)
        try consumer.assign((0..<Int32(count)).map { (KafkaPartition(topic, $0), .beginning) })
    }

    /// The next update that says something newer of its key; nil when none has come in time.
    public func next(waitingMilliseconds: Int32) throws(KafkaError) -> Update? {
        switch consumer.poll(waitingMilliseconds: waitingMilliseconds) {
        case .record(let record): return take(record)
        case .failed(let error):
            if error.recovery != .retry { throw error }
            return nil
        default: return nil
        }
    }

    private func take(_ record: ConsumedRecord) -> Update? {
        guard let key = record.key, let value = record.value else { return nil }
        var revision: Int64 = 0
        record.forEachHeader { name, value in
            if String(decoding: name, as: UTF8.self) == "nhipso_revision" { revision = Int64(String(decoding: value, as: UTF8.self)) ?? 0 }
        }
        let update = Update(
            key: String(decoding: key, as: UTF8.self), revision: revision, partition: record.partition, offset: record.offset,
            timestamp: record.time.milliseconds, document: Array(value))
        if let known = newest[update.key], known.revision >= revision {
            passedOver += 1
            return nil
        }
        newest[update.key] = update
        return update
    }

    public func close() { consumer.close() }
}
