import CRdKafka
import Logging

/// Writes records: idempotent, acknowledged by all replicas in sync, in order for each partition.
///
/// One thread owns it. Reports come out of `takeReports`, once for each record.
public final class Producer {
    private let client: KafkaClient
    private let sendWaitMax: Duration
    private let requestWaitMax: Int32
    private var topics: [String: OpaquePointer] = [:]
    private var lastTopic: (name: String, handle: OpaquePointer)?
    private var reports: [DeliveryReport] = []
    private var wakes: OpaquePointer?
    private var isClosed = false
    /// Records that were handed over and not yet reported.
    public private(set) var outstanding = 0

    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        client = try KafkaClient(configuration, .producer, logger: logger)
        sendWaitMax = configuration.sendWaitMax
        requestWaitMax = configuration.requestWaitMaxMilliseconds
        client.state.onReport = { [unowned self] message in onReport(message) }
    }

    deinit { close(waitingMilliseconds: 0) }

    /// Hands a record over; key, value and headers are copied. While the queue is full it waits, at most as long as is configured.
    ///
    /// - Parameters:
    ///   - value: nil for a tombstone.
    ///   - ticket: comes back in the report.
    ///   - goesOn: asked every now and then whether to wait longer for room.
    /// - Throws: `_QUEUE_FULL` when the time is over, `MSG_SIZE_TOO_LARGE`, or the error that ended the producer.
    public func send(
        to partition: KafkaPartition, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers: [(name: String, value: [UInt8])] = [], ticket: Int = 0, while goesOn: () -> Bool = { true }
    ) throws(KafkaError) {
        let topic = try handle(ofTopic: partition.topic)
        var end: ContinuousClock.Instant?
        while true {
            let list = headers.isEmpty ? nil : Self.makeHeaders(headers)
            let error = nhipso_kafka_produce(
                client.handle, topic, partition.partition, key?.baseAddress ?? Self.noBytes(if: key), key?.count ?? 0,
                value?.baseAddress ?? Self.noBytes(if: value), value?.count ?? 0, list, UnsafeMutableRawPointer(bitPattern: ticket))
            if error == RD_KAFKA_RESP_ERR_NO_ERROR {
                outstanding += 1
                return
            }
            if let list { rd_kafka_headers_destroy(list) }
            let now = ContinuousClock.now
            let limit = end ?? now + sendWaitMax
            end = limit
            guard error == RD_KAFKA_RESP_ERR__QUEUE_FULL, now < limit, goesOn() else {
                throw client.fatalError ?? KafkaError(error, attempting: "write to \(partition)")
            }
            rd_kafka_poll(client.handle, 10)
        }
    }

    /// Bytes of an empty key or value: NULL would say that there is none.
    private static func noBytes(if buffer: UnsafeRawBufferPointer?) -> UnsafeRawPointer? {
        buffer == nil ? nil : UnsafeRawPointer(bitPattern: 1)
    }

    private static func makeHeaders(_ headers: [(name: String, value: [UInt8])]) -> OpaquePointer? {
        let list = rd_kafka_headers_new(headers.count)
        for (name, value) in headers {
            value.withUnsafeBytes { bytes in
                _ = rd_kafka_header_add(list, name, -1, bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1), bytes.count)
            }
        }
        return list
    }

    /// Serves what has come from the brokers; waits for something at most so long.
    public func poll(waitingMilliseconds: Int32) { rd_kafka_poll(client.handle, waitingMilliseconds) }

    /// There is something for `takeReports`.
    public var hasReports: Bool { !reports.isEmpty }

    /// Gives away the reports that have come, in the order in which they came.
    public func takeReports(_ body: (DeliveryReport) -> Void) {
        if outstanding > 0 { rd_kafka_poll(client.handle, 0) }
        guard !reports.isEmpty else { return }
        let taken = reports
        reports.removeAll(keepingCapacity: true)
        for report in taken { body(report) }
    }

    /// Waits until every record is reported, at most so long; says whether it is.
    public func flush(waitingMilliseconds: Int32) -> Bool {
        if outstanding > 0 { rd_kafka_flush(client.handle, waitingMilliseconds) }
        return outstanding == 0
    }

    /// Gives up all records that are not acknowledged: each is reported as failed, though it may stand in the log.
    public func purge() {
        rd_kafka_purge(client.handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        rd_kafka_poll(client.handle, 0)
    }

    /// The error that no call has given back: of the connection, or the one that ended the producer.
    public func takeError() -> KafkaError? { client.takeError() }

    public func partitionCount(ofTopic topic: String) throws(KafkaError) -> Int {
        try client.partitionCount(of: topic, waitingMilliseconds: requestWaitMax)
    }

    /// The newest statistics, once each.
    public func takeStatistics() -> KafkaStatistics? { client.takeStatistics() }

    /// From now on whatever comes for this producer lets the consumer's `poll` come back. The consumer must be closed after the producer.
    public func wake(_ consumer: Consumer) {
        guard wakes == nil, let queue = rd_kafka_queue_get_main(client.handle) else { return }
        wakes = queue
        let callback: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void = { _, opaque in
            rd_kafka_queue_yield(OpaquePointer(opaque))
        }
        rd_kafka_queue_cb_event_enable(queue, callback, UnsafeMutableRawPointer(consumer.wakeQueue))
    }

    /// Waits for outstanding records at most so long, gives up the rest, and frees everything.
    public func close(waitingMilliseconds: Int32) {
        guard !isClosed else { return }
        isClosed = true
        if !flush(waitingMilliseconds: waitingMilliseconds) {
            purge()
            _ = flush(waitingMilliseconds: 100)
        }
        if let wakes {
            rd_kafka_queue_cb_event_enable(wakes, nil, nil)
            rd_kafka_queue_destroy(wakes)
        }
        client.state.onReport = nil
        for handle in topics.values { rd_kafka_topic_destroy(handle) }
        client.destroy()
    }

    private func handle(ofTopic name: String) throws(KafkaError) -> OpaquePointer {
        if let lastTopic, lastTopic.name == name { return lastTopic.handle }
        if let handle = topics[name] {
            lastTopic = (name, handle)
            return handle
        }
        guard let handle = rd_kafka_topic_new(client.handle, name, nil) else {
            throw KafkaError(rd_kafka_last_error(), attempting: "write to \(name)")
        }
        topics[name] = handle
        lastTopic = (name, handle)
        return handle
    }

    private func onReport(_ message: UnsafePointer<rd_kafka_message_t>) {
        outstanding -= 1
        let fields = message.pointee
        var failure: KafkaError?
        if fields.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            let place = fields.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? "?"
            failure = KafkaError(fields.err, attempting: "write to \(place)/\(fields.partition)")
        }
        reports.append(
            DeliveryReport(ticket: Int(bitPattern: fields._private), partition: fields.partition, offset: fields.offset, failure: failure))
    }
}

extension Producer {
    /// The same with arrays.
    public func send(
        to partition: KafkaPartition, key: [UInt8]?, value: [UInt8]?, headers: [(name: String, value: [UInt8])] = [], ticket: Int = 0,
        while goesOn: () -> Bool = { true }
    ) throws(KafkaError) {
        try Self.withBytes(key) { key throws(KafkaError) in
            try Self.withBytes(value) { value throws(KafkaError) in
                try send(to: partition, key: key, value: value, headers: headers, ticket: ticket, while: goesOn)
            }
        }
    }

    private static func withBytes(
        _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        guard let bytes else { return try body(nil) }
        // The standard library's function does not keep the type of the error.
        let result = bytes.withUnsafeBytes { pointer -> KafkaError? in
            do throws(KafkaError) { try body(pointer) } catch { return error }
            return nil
        }
        if let result { throw result }
    }
}
