import CRdKafka
import Logging

/// Reads stretches of partitions apart from any group: to load snapshots and compacted topics.
///
/// One thread owns it.
public final class StretchReader {
    /// A stretch is begun anew so often when its beginning is deleted meanwhile.
    private static let startsMax = 5

    private let client: KafkaClient
    private let waitMax: Int32
    private var isClosed = false

    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        var configuration = configuration
        // It never waits for what is still to come, and a fetch under way would keep the next stretch waiting.
        configuration.consumer.fetchWaitMax = min(configuration.consumer.fetchWaitMax, .milliseconds(5))
        client = try KafkaClient(configuration, .reader, logger: logger)
        waitMax = configuration.requestWaitMaxMilliseconds
    }

    deinit { close() }

    /// Visits the records with offsets in `from..<to` that are still there, in order.
    ///
    /// Offsets may be missing (compaction, deleted records, aborted transactions): it ends where a record or the end of the log shows that
    /// all before `to` was seen, never earlier.
    ///
    /// - Parameters:
    ///   - goesOn: asked while nothing comes whether to wait longer; where not, it throws as if the bound were over.
    ///   - body: whether to go on. The record is readable while it runs.
    /// - Throws: `OFFSET_NOT_AVAILABLE` where the log ends before `to`; `_TIMED_OUT` where nothing comes for the configured bound.
    public func read(
        _ partition: KafkaPartition, from: Int64, to: Int64, while goesOn: () -> Bool = { true }, _ body: (ConsumedRecord) -> Bool
    ) throws(KafkaError) {
        guard from < to else { return }
        let attempt = "read \(partition) from \(from) to \(to)"
        let bounds = try client.bounds(of: partition, waitingMilliseconds: waitMax, while: goesOn)
        guard to <= bounds.high else {
            throw KafkaError(
                RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, attempting: attempt,
                detail: "the log ends at \(bounds.high): a broker has lost records")
        }
        // What was deleted is not there to be read, and a fetch from before the log's beginning would fail.
        var position = max(from, bounds.low)
        for _ in 0..<Self.startsMax {
            guard position < to else { return }
            do throws(KafkaError) { return try read(partition, position: &position, to: to, attempt, goesOn, body) } catch {
                guard error.code == "_AUTO_OFFSET_RESET" else { throw error }
                // Retention may have taken records since the bounds were asked for. Where it has not, the failure is a real one.
                let low = try client.bounds(of: partition, waitingMilliseconds: waitMax).low
                guard low > position else { throw error }
                position = low
            }
        }
        throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, attempting: attempt, detail: "records are deleted faster than they are read")
    }

    private func read(
        _ partition: KafkaPartition, position: inout Int64, to: Int64, _ attempt: String, _ goesOn: () -> Bool,
        _ body: (ConsumedRecord) -> Bool
    ) throws(KafkaError) {
        guard let topic = rd_kafka_topic_new(client.handle, partition.topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), attempting: attempt)
        }
        defer { rd_kafka_topic_destroy(topic) }
        // A queue for each stretch: records that were fetched past its end go away with it.
        guard let queue = rd_kafka_queue_new(client.handle) else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, attempting: attempt) }
        defer { rd_kafka_queue_destroy(queue) }
        guard rd_kafka_consume_start_queue(topic, partition.partition, position, queue) == 0 else {
            throw KafkaError(rd_kafka_last_error(), attempting: attempt)
        }
        defer { rd_kafka_consume_stop(topic, partition.partition) }
        try drain(queue, position: &position, to: to, attempt, goesOn, body)
    }

    private func drain(
        _ queue: OpaquePointer, position: inout Int64, to: Int64, _ attempt: String, _ goesOn: () -> Bool,
        _ body: (ConsumedRecord) -> Bool
    ) throws(KafkaError) {
        var end = ContinuousClock.now + .milliseconds(waitMax)
        while true {
            guard let message = rd_kafka_consume_queue(queue, min(waitMax, 100)) else {
                // Errors of the connection, for the message.
                rd_kafka_poll(client.handle, 0)
                if ContinuousClock.now < end, goesOn() { continue }
                throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, attempting: attempt, detail: client.takeError()?.message)
            }
            defer { rd_kafka_message_destroy(message) }
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                guard message.pointee.offset < to, body(ConsumedRecord(message)), message.pointee.offset + 1 < to else { return }
                position = message.pointee.offset + 1
                end = ContinuousClock.now + .milliseconds(waitMax)
            case RD_KAFKA_RESP_ERR__PARTITION_EOF:
                // A leader that has just taken over may for a moment know of less than was acknowledged: wait for the rest.
                if message.pointee.offset >= to { return }
            default:
                let words = rd_kafka_message_errstr(message).map { String(cString: $0) }
                let error = KafkaError(message.pointee.err, attempting: attempt, detail: words)
                if error.recovery != .retry || ContinuousClock.now >= end { throw error }
            }
        }
    }

    /// Frees everything. A second call does nothing.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        client.destroy()
    }
}
