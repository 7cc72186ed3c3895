import CRdKafka
import Logging

/// A member of a consumer group, or a consumer that is told what to read.
///
/// One thread owns it. Partitions are given all at once and taken all at once (eager `range`): librdkafka 2.0.2 has known defects with the
/// cooperative way. Nothing is called back: what the group does comes out of `poll`.
public final class Consumer {
    private let client: KafkaClient
    private let groupID: String
    private let requestWaitMax: Int32
    private let queue: OpaquePointer
    /// The record that was read alone and handed out last; freed by the next poll.
    private var current: UnsafeMutablePointer<rd_kafka_message_t>?
    /// Records that were taken from the queue at once, and are handed out one by one.
    private let batch = RecordBatch()
    private let reminder: FetchReminder
    /// The last look at the queue found a record: there may be more.
    private var isFlowing = false
    private var isTakingBatch = false
    private var pending: [(event: ConsumerEvent, owesPartitions: Bool)] = []
    private var pendingIndex = 0
    /// The group waits for its partitions since the last poll, which has said so.
    private var owesPartitions = false
    /// Where the answer to `commitLater` comes, while it is outstanding.
    private var laterAnswers: OpaquePointer?
    private var isClosing = false
    private var isClosed = false

    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        client = try KafkaClient(configuration, .consumer, logger: logger)
        groupID = configuration.consumer.groupID
        requestWaitMax = configuration.requestWaitMaxMilliseconds
        reminder = FetchReminder(configuration)
        // Errors, statistics and rebalances come through the one queue that `poll` reads.
        rd_kafka_poll_set_consumer(client.handle)
        guard let queue = rd_kafka_queue_get_consumer(client.handle) else {
            client.destroy()
            throw KafkaError(RD_KAFKA_RESP_ERR__UNKNOWN_GROUP, attempting: "consume", detail: "no group")
        }
        self.queue = queue
        client.state.onRebalance = { [unowned self] error, partitions in onRebalance(error, partitions) }
    }

    deinit { close() }

    /// Joins the group for these topics; one that begins with `^` is a pattern, and topics made later are found, too.
    public func subscribe(_ topics: [String]) throws(KafkaError) {
        let list = PartitionList(topics.map { KafkaPartition($0, -1) })
        try check(rd_kafka_subscribe(client.handle, list.pointer), "subscribe to \(topics.joined(separator: ", "))")
    }

    /// The next thing that has happened; waits for it at most so long. A record stays readable until the next call.
    public func poll(waitingMilliseconds: Int32) -> ConsumerEvent {
        releaseCurrent()
        if let message = batch.next() { return handOut(message) }
        if owesPartitions {
            owesPartitions = false
            rd_kafka_assign(client.handle, nil)
        }
        if let event = takePending() { return event }
        guard !isClosed else { return .nothing }
        if isFlowing {
            isTakingBatch = true
            reminder.note(taken: batch.take(from: queue), of: client.handle)
            isTakingBatch = false
            // What was read before the partitions go comes before the word that they go.
            if let message = batch.next() { return handOut(message) }
            isFlowing = false
            // It may have been woken: it does not wait now.
            return takePending() ?? .nothing
        }
        guard let message = rd_kafka_consumer_poll(client.handle, waitingMilliseconds) else { return takePending() ?? .nothing }
        isFlowing = true
        current = message
        reminder.note(taken: message.pointee.len, of: client.handle)
        return handOut(message)
    }

    /// The next record of those that were taken from the queue together; nil where there is none, or something else is to be said. It does
    /// what `poll` would do, for less.
    @inline(__always) public func pollAtHand() -> ConsumedRecord? {
        guard let message = batch.next(where: { $0.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR }) else { return nil }
        return ConsumedRecord(message)
    }

    private func handOut(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> ConsumerEvent {
        if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR { return .record(ConsumedRecord(message)) }
        return .failed(error(of: message))
    }

    /// Lets a `poll` that waits, or else the next one, come back early. librdkafka's own threads may do the same through `wakeQueue`.
    public func wake() { rd_kafka_queue_yield(queue) }

    /// For whoever wakes this consumer from librdkafka's threads.
    var wakeQueue: OpaquePointer { queue }

    /// Reads these partitions from these offsets on, and no others; may name some that the group did not give.
    public func assign(_ starts: [(partition: KafkaPartition, position: ReadPosition)]) throws(KafkaError) {
        let list = PartitionList(capacity: starts.count)
        for (partition, position) in starts {
            switch position {
            case .offset(let offset): list.add(partition, offset: offset)
            case .beginning: list.add(partition, offset: Int64(RD_KAFKA_OFFSET_BEGINNING))
            case .end: list.add(partition, offset: Int64(RD_KAFKA_OFFSET_END))
            }
        }
        releaseCurrent()
        // They were read of what was assigned before; what has failed is said all the same.
        while let message = batch.next() {
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR { pending.append((.failed(error(of: message)), false)) }
        }
        batch.release()
        try check(rd_kafka_assign(client.handle, list.pointer), "read \(starts.count) partitions")
    }

    /// Commits of each partition the offset of the first record that is still to be read, and waits until that is known.
    ///
    /// - Parameters:
    ///   - waitMax: at most as long as is configured.
    ///   - goesOn: asked every now and then whether to wait longer.
    /// - Throws: `_TIMED_OUT` after the bound; then whether it is committed is unknown.
    public func commit(
        _ offsets: some Collection<(key: KafkaPartition, value: Int64)>, waitingMilliseconds waitMax: Int32 = .max,
        while goesOn: () -> Bool = { true }
    ) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let attempt = "commit offsets of group \(groupID)"
        let list = PartitionList(capacity: offsets.count)
        for (partition, offset) in offsets { list.add(partition, offset: offset) }
        // A queue of its own: an answer that comes too late goes away with it.
        let answers = rd_kafka_queue_new(client.handle)
        defer { rd_kafka_queue_destroy(answers) }
        try check(rd_kafka_commit_queue(client.handle, list.pointer, answers, nil, nil), attempt)
        let end = ContinuousClock.now + .milliseconds(min(waitMax, requestWaitMax))
        var answer: OpaquePointer?
        repeat { answer = rd_kafka_queue_poll(answers, 50) } while answer == nil && ContinuousClock.now < end && goesOn()
        guard let answer else { throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, attempting: attempt) }
        try check(answer, attempt)
    }

    /// Commits without waiting. While the answer to an earlier one is outstanding, nothing is done.
    ///
    /// - Throws: what has become of the earlier one.
    public func commitLater(_ offsets: some Collection<(key: KafkaPartition, value: Int64)>) throws(KafkaError) {
        let attempt = "commit offsets of group \(groupID)"
        if let laterAnswers {
            guard let answer = rd_kafka_queue_poll(laterAnswers, 0) else { return }
            releaseLaterAnswers()
            try check(answer, attempt)
        }
        guard !offsets.isEmpty else { return }
        let list = PartitionList(capacity: offsets.count)
        for (partition, offset) in offsets { list.add(partition, offset: offset) }
        laterAnswers = rd_kafka_queue_new(client.handle)
        let error = rd_kafka_commit_queue(client.handle, list.pointer, laterAnswers, nil, nil)
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { releaseLaterAnswers() }
        try check(error, attempt)
    }

    private func releaseLaterAnswers() {
        if let laterAnswers { rd_kafka_queue_destroy(laterAnswers) }
        laterAnswers = nil
    }

    /// Throws what the answer to a commit says; frees it.
    private func check(_ event: OpaquePointer, _ attempt: String) throws(KafkaError) {
        defer { rd_kafka_event_destroy(event) }
        try check(rd_kafka_event_error(event), attempt)
        var failure: KafkaError?
        if let answered = rd_kafka_event_topic_partition_list(event) {
            PartitionList.forEach(of: answered) { partition, _, error in
                if failure == nil, error != RD_KAFKA_RESP_ERR_NO_ERROR {
                    failure = KafkaError(error, attempting: "\(attempt) (\(partition))")
                }
            }
        }
        if let failure { throw failure }
    }

    /// What the group has committed of these partitions; those without are left out.
    public func committed(_ partitions: [KafkaPartition]) throws(KafkaError) -> [KafkaPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let attempt = "ask for what group \(groupID) has committed"
        let list = PartitionList(partitions)
        try check(rd_kafka_committed(client.handle, list.pointer, requestWaitMax), attempt)
        var offsets: [KafkaPartition: Int64] = [:]
        var failure: KafkaError?
        list.forEach { partition, offset, error in
            if error != RD_KAFKA_RESP_ERR_NO_ERROR { failure = KafkaError(error, attempting: "\(attempt) (\(partition))") }
            if offset >= 0 { offsets[partition] = offset }
        }
        if let failure { throw failure }
        return offsets
    }

    /// How many partitions the topic has.
    public func partitionCount(ofTopic topic: String) throws(KafkaError) -> Int {
        try client.partitionCount(of: topic, waitingMilliseconds: requestWaitMax)
    }

    /// The offsets of the oldest record that is kept, and of the one that will come next.
    ///
    /// - Parameters:
    ///   - waitMax: at most as long as is configured.
    ///   - goesOn: asked every now and then whether to wait longer.
    public func bounds(
        of partition: KafkaPartition, waitingMilliseconds waitMax: Int32 = .max, while goesOn: () -> Bool = { true }
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try client.bounds(of: partition, waitingMilliseconds: min(waitMax, requestWaitMax), while: goesOn)
    }

    /// The newest statistics, once each.
    public func takeStatistics() -> KafkaStatistics? { client.takeStatistics() }

    /// Leaves the group and frees everything; waits at most so long for the group's answer.
    public func close(waitingMilliseconds: Int32 = 5_000) {
        guard !isClosed else { return }
        isClosing = true
        releaseCurrent()
        batch.release()
        leaveGroup(waitingMilliseconds)
        isClosed = true
        client.state.onRebalance = nil
        releaseLaterAnswers()
        rd_kafka_queue_destroy(queue)
        client.destroy()
    }

    private func leaveGroup(_ waitingMilliseconds: Int32) {
        if owesPartitions || hasPending { rd_kafka_assign(client.handle, nil) }
        if let error = rd_kafka_consumer_close_queue(client.handle, queue) { return rd_kafka_error_destroy(error) }
        let end = ContinuousClock.now + .milliseconds(waitingMilliseconds)
        while rd_kafka_consumer_closed(client.handle) == 0, ContinuousClock.now < end {
            // Serves the last rebalance; records that were fetched before come along.
            if let message = rd_kafka_consumer_poll(client.handle, 20) { rd_kafka_message_destroy(message) }
        }
    }

    private func onRebalance(_ error: rd_kafka_resp_err_t, _ partitions: UnsafePointer<rd_kafka_topic_partition_list_t>) {
        if isClosing {
            rd_kafka_assign(client.handle, nil)
            return
        }
        switch error {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            var given: [KafkaPartition] = []
            PartitionList.forEach(of: partitions) { partition, _, _ in given.append(partition) }
            pending.append((.assigned(given), false))
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            // Not let go here: the stage must first finish what it has read, and while it has not, the group waits.
            pending.append((rd_kafka_assignment_lost(client.handle) != 0 ? .lost : .revoked, true))
        default:
            pending.append((.failed(KafkaError(error, attempting: "take part in group \(groupID)")), true))
        }
        // The poll that serves this comes back at once. A batch does so anyhow, and would lose what it has at hand.
        if !isTakingBatch { rd_kafka_yield(client.handle) }
    }

    private var hasPending: Bool { pendingIndex < pending.count }

    private func takePending() -> ConsumerEvent? {
        if hasPending {
            defer { pendingIndex += 1 }
            owesPartitions = pending[pendingIndex].owesPartitions
            return pending[pendingIndex].event
        }
        if pendingIndex > 0 {
            pending.removeAll(keepingCapacity: true)
            pendingIndex = 0
        }
        return client.state.errors.isEmpty ? nil : client.takeError().map { .failed($0) }
    }

    private func releaseCurrent() {
        guard let message = current else { return }
        current = nil
        rd_kafka_message_destroy(message)
    }

    private func error(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> KafkaError {
        let place = message.pointee.rkt.map { "read \(String(cString: rd_kafka_topic_name($0)))/\(message.pointee.partition)" }
        let words = rd_kafka_message_errstr(message).map { String(cString: $0) }
        return client.fatalError ?? KafkaError(message.pointee.err, attempting: place ?? "take part in group \(groupID)", detail: words)
    }

    private func check(_ error: rd_kafka_resp_err_t, _ attempt: String) throws(KafkaError) {
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, attempting: attempt) }
    }
}
