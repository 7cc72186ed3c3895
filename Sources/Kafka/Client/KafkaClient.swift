import CRdKafka
import Logging

/// A librdkafka handle with its callbacks. Consumer, producer, reader and admin each own one.
///
/// Not for sharing: one thread owns it. librdkafka's own threads touch nothing of it but the logger.
final class KafkaClient {
    enum Role: Sendable {
        case consumer, reader, producer, admin
    }

    /// What callbacks may touch; librdkafka holds it without a count, so it lives as long as the handle.
    final class CallbackState {
        /// The only part that librdkafka's own threads use.
        let logger: Logger
        /// Errors of the connection and fatal ones, oldest first.
        var errors: [KafkaError] = []
        /// The newest statistics as JSON.
        var statistics: [UInt8]?
        var onRebalance: ((rd_kafka_resp_err_t, UnsafePointer<rd_kafka_topic_partition_list_t>) -> Void)?
        var onReport: ((UnsafePointer<rd_kafka_message_t>) -> Void)?

        init(_ logger: Logger) { self.logger = logger }
    }

    /// More errors than this are not kept: they repeat themselves while the brokers are away.
    static let errorsMax = 16

    private let ownedHandle: OpaquePointer
    private var isDestroyed = false
    let state: CallbackState

    init(_ configuration: KafkaConfiguration, _ role: Role, logger: Logger) throws(KafkaError) {
        try KafkaVersion.requireSupported()
        let findings = configuration.findings(for: role)
        guard findings.isEmpty else { throw KafkaError(invalidConfiguration: findings) }
        let state = CallbackState(logger)
        let conf = configuration.makeConf(for: role)
        KafkaCallbacks.install(on: conf, role: role, state: state)
        var words = [CChar](repeating: 0, count: 512)
        let kind = role == .consumer || role == .reader ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
        guard let handle = rd_kafka_new(kind, conf, &words, words.count) else {
            // Taken over only where it succeeds.
            rd_kafka_conf_destroy(conf)
            throw KafkaError(invalidConfiguration: [configuration.redacting(words.text, for: role)])
        }
        ownedHandle = handle
        self.state = state
    }

    /// For librdkafka's functions.
    var handle: OpaquePointer {
        precondition(!isDestroyed, "a Kafka client was used after it was closed")
        return ownedHandle
    }

    /// Frees the handle; librdkafka's threads end. Everything that refers to the handle must be freed before.
    func destroy() {
        rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        isDestroyed = true
    }

    /// The newest statistics, once each.
    func takeStatistics() -> KafkaStatistics? {
        guard let json = state.statistics else { return nil }
        state.statistics = nil
        return KafkaStatistics(json: json)
    }

    /// Takes the oldest error that no call has given back.
    func takeError() -> KafkaError? { state.errors.isEmpty ? nil : state.errors.removeFirst() }

    /// Why the client does nothing more, if that is so.
    var fatalError: KafkaError? {
        var words = [CChar](repeating: 0, count: 512)
        let error = rd_kafka_fatal_error(handle, &words, words.count)
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaError(error, attempting: "go on", detail: words.text, isFatal: true)
    }

    /// How many partitions the topic has; asks the brokers.
    func partitionCount(of topic: String, waitingMilliseconds: Int32) throws(KafkaError) -> Int {
        let attempt = "ask for the partitions of \(topic)"
        guard let handleOfTopic = rd_kafka_topic_new(handle, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), attempting: attempt)
        }
        defer { rd_kafka_topic_destroy(handleOfTopic) }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let error = rd_kafka_metadata(handle, 0, handleOfTopic, &metadata, waitingMilliseconds)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(error, attempting: attempt) }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt == 1 else {
            throw KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, attempting: attempt)
        }
        let found = metadata.pointee.topics[0]
        guard found.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(found.err, attempting: attempt) }
        return Int(found.partition_cnt)
    }

    /// The offsets of the oldest record that is kept, and of the one that will come next; asks the partition's leader.
    ///
    /// librdkafka's own function for it (`rd_kafka_query_watermark_offsets`) keeps no bound while a broker takes requests and does not answer.
    ///
    /// - Parameter goesOn: asked between attempts whether to wait longer. One cannot be called off, so they are short at first.
    func bounds(
        of partition: KafkaPartition, waitingMilliseconds: Int32, while goesOn: () -> Bool = { true }
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        let end = ContinuousClock.now + .milliseconds(waitingMilliseconds)
        let high = try offset(of: partition, at: Int64(RD_KAFKA_OFFSET_END), until: end, while: goesOn)
        let low = try offset(of: partition, at: Int64(RD_KAFKA_OFFSET_BEGINNING), until: end, while: goesOn)
        return (low < 0 ? high : min(low, high), high)
    }

    /// - Parameter time: as Kafka's protocol knows it: beside real times one for the beginning and one for the end.
    private func offset(
        of partition: KafkaPartition, at time: Int64, until end: ContinuousClock.Instant, while goesOn: () -> Bool
    ) throws(KafkaError) -> Int64 {
        var error = RD_KAFKA_RESP_ERR__TIMED_OUT
        var offset: Int64 = -1
        var patience: Int32 = 500
        repeat {
            let list = PartitionList(capacity: 1)
            list.add(partition, offset: time)
            let left = Int32(clamping: max(0, (end - ContinuousClock.now).wholeMilliseconds))
            error = rd_kafka_offsets_for_times(handle, list.pointer, min(left, patience))
            list.forEach { _, found, itsError in
                offset = found
                if error == RD_KAFKA_RESP_ERR_NO_ERROR { error = itsError }
            }
            patience = min(2 * patience, 1 << 16)
        } while error == RD_KAFKA_RESP_ERR__TIMED_OUT && ContinuousClock.now < end && goesOn()
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(error, attempting: "ask for the first and last offset of \(partition)")
        }
        return offset
    }
}

extension KafkaError {
    init(invalidConfiguration findings: [String]) {
        self.init(
            code: "_INVALID_ARG", message: "the Kafka configuration is not valid: " + findings.joined(separator: "; "), recovery: .stop)
    }
}

extension [CChar] {
    /// The text up to the first zero.
    var text: String { String(decoding: prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) }
}
