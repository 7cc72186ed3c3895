import Aggregation
import Kafka
import Stages

import struct Logging.Logger

/// A stage's log in Kafka: one member of a consumer group, one producer, and a reader that is made when it is first needed.
///
/// The thread of the stage makes it, uses it and closes it.
public final class KafkaLog: StageLog {
    private let configuration: KafkaConfiguration
    private let logger: Logger
    private let consumer: Consumer
    private let producer: Producer
    private var reader: StretchReader?
    private var slots = SlotTable()
    /// What could not be assigned because the brokers did not answer; tried again by `poll`.
    private var unassigned: [LogStart]?
    /// Failures that no call has given back.
    private var failures: [LogError] = []
    private var isClosed = false
    /// Called now and then while much is read at once, so that who waits can see that it goes on.
    var onProgress: (() -> Void)?
    /// How many milliseconds are left to the stage, once it has been asked to leave: nothing waits longer. nil: as long as is configured.
    var timeLeft: (() -> Int?)?

    /// - Parameter topics: what the group reads; one that begins with `^` is a pattern. None: only what `assign` names is read.
    public init(_ configuration: KafkaConfiguration, topics: [String], logger: Logger) throws(LogError) {
        self.configuration = configuration
        self.logger = logger
        do {
            consumer = try Consumer(configuration, logger: logger)
            producer = try Producer(configuration, logger: logger)
            if !topics.isEmpty { try consumer.subscribe(topics) }
        } catch { throw LogError(error) }
        // A report ends a wait for records, so that one thread can serve both without looking again and again.
        producer.wake(consumer)
    }

    deinit { close() }

    public func poll(waitingMilliseconds: Int) -> LogEvent {
        if let record = consumer.pollAtHand() { return .record(logRecord(record)) }
        if let event = beforePolling() { return event }
        let event = consumer.poll(waitingMilliseconds: producer.hasReports ? 0 : Int32(clamping: waitingMilliseconds))
        switch event {
        case .record(let record): return .record(logRecord(record))
        case .nothing:
            // Perhaps a report ended the wait: librdkafka tells of the first that comes only, so all that have come are taken now.
            producer.poll(waitingMilliseconds: 0)
            return .nothing
        case .assigned(let partitions): return .assigned(partitions.map { TopicPartition($0.topic, $0.partition) })
        case .revoked:
            unassigned = nil
            return .revoked
        case .lost:
            unassigned = nil
            return .lost
        case .failed(let error): return isWaitingForTopics(error) ? .nothing : .failed(LogError(error))
        }
    }

    @inline(__always) private func logRecord(_ record: ConsumedRecord) -> LogRecord {
        KafkaLog.record(record, slot: slots.slot(ofTopic: record.topicID, partition: record.partition, name: record.topic))
    }

    @inline(__always) private static func record(_ record: ConsumedRecord, slot: Int) -> LogRecord {
        let time = record.time
        return LogRecord(
            slot: slot, offset: record.offset, time: EventTime(millisecondsSinceEpoch: time.milliseconds), isTimeOfBroker: time.isOfBroker,
            key: record.key, value: record.value, handle: record.handle)
    }

    /// A pattern that no topic fits yet is no failure: librdkafka looks again by itself.
    private func isWaitingForTopics(_ error: KafkaError) -> Bool {
        guard error.code == "UNKNOWN_TOPIC_OR_PART", error.message.contains("not available: ^") else { return false }
        logger.info("no topic of partners is there yet: they are read as soon as they are seen")
        return true
    }

    /// What is to be done, or said, before the consumer is asked.
    private func beforePolling() -> LogEvent? {
        guard !isClosed else { return .nothing }
        if !failures.isEmpty { return .failed(failures.removeFirst()) }
        if let error = producer.takeError() { return .failed(LogError(error)) }
        if let starts = unassigned {
            assign(starts)
            if !failures.isEmpty { return .failed(failures.removeFirst()) }
        }
        return nil
    }

    /// A start that has to ask the brokers what was committed waits for the answer, at most as long as `requestWaitMax`; without one,
    /// `poll` says so and tries again.
    public func assign(_ starts: [LogStart]) {
        unassigned = nil
        do throws(KafkaError) {
            let asked = starts.filter { $0.position == .committed }.map { KafkaPartition($0.partition) }
            let committed = try consumer.committed(asked)
            warnOfLost(asked.filter { committed[$0] == nil })
            try consumer.assign(
                starts.map { start in
                    let partition = KafkaPartition(start.partition)
                    switch start.position {
                    case .offset(let offset): return (partition, .offset(offset))
                    case .beginning: return (partition, .beginning)
                    case .committed: return (partition, committed[partition].map { .offset($0) } ?? .beginning)
                    }
                })
            slots = SlotTable(starts.map(\.partition))
        } catch {
            if error.recovery == .retry { unassigned = starts }
            failures.append(LogError(error))
        }
    }

    /// Where nothing was committed reading begins with the oldest record that is kept. Whether older ones are gone unread nobody can know.
    private func warnOfLost(_ partitions: [KafkaPartition]) {
        for partition in partitions {
            do throws(KafkaError) {
                let low = try consumer.bounds(of: partition, waitingMilliseconds: bounded(.max), while: patience).low
                guard low > 0 else { continue }
                let words =
                    "nothing is committed of \(partition), and it begins at offset \(low): \(low) offsets are gone, and what stood there may "
                    + "never have been read. A new group that comes to an old topic finds it so; else the group's offsets have expired, or "
                    + "were removed (offsets.retention.minutes): then compare the figures with a replay of the events that the partner has"
                logger.warning("\(words)")
            } catch {
                // The others would have to wait as long.
                return logger.warning(
                    "whether events of \(partition), of which nothing is committed, are gone could not be asked: \(error)")
            }
        }
    }

    /// A wait, or what is left to the stage.
    private func bounded(_ milliseconds: Int) -> Int32 { Int32(clamping: min(milliseconds, timeLeft?() ?? .max)) }
    private var hasTime: Bool { timeLeft?().map { $0 > 0 } ?? true }

    /// Whether a wait that begins now may go on: one that was begun in peace is called off as soon as the stage is asked to leave, for it needs the
    /// time for more important things.
    private var patience: () -> Bool {
        let isLeaving = timeLeft?() != nil
        return { [self] in isLeaving || timeLeft?() == nil }
    }

    public func commit(_ offsets: [TopicPartition: Int64], waitingMilliseconds: Int) throws(LogError) {
        let offsets = offsets.map { (key: KafkaPartition($0.key), value: $0.value) }
        do { try consumer.commit(offsets, waitingMilliseconds: bounded(waitingMilliseconds), while: patience) } catch {
            throw LogError(error)
        }
    }

    public func commitLater(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        do { try consumer.commitLater(offsets.map { (key: KafkaPartition($0.key), value: $0.value) }) } catch { throw LogError(error) }
    }

    public func partitionCount(ofTopic topic: String) throws(LogError) -> Int {
        do { return try producer.partitionCount(ofTopic: topic) } catch { throw LogError(error) }
    }

    public func bounds(of partition: TopicPartition) throws(LogError) -> LogBounds {
        do {
            let (low, high) = try consumer.bounds(of: KafkaPartition(partition), waitingMilliseconds: bounded(.max), while: patience)
            return LogBounds(low: low, high: high)
        } catch { throw LogError(error) }
    }

    public func read(_ partition: TopicPartition, from: Int64, to: Int64, _ body: (LogRecord) -> Bool) throws(LogError) {
        do throws(KafkaError) {
            let reader: StretchReader
            if let made = self.reader { reader = made } else { reader = try StretchReader(configuration, logger: logger) }
            self.reader = reader
            var count = 0
            try reader.read(KafkaPartition(partition), from: from, to: to, while: patience) { record in
                count += 1
                if count % 1_000 == 0 { onProgress?() }
                return body(KafkaLog.record(record, slot: -1))
            }
        } catch { throw LogError(error) }
    }

    public func send(_ record: OutgoingRecord) throws(LogError) {
        do throws(KafkaError) {
            let headers = record.headers.map { (name: $0.name, value: $0.value) }
            let partition = KafkaPartition(record.partition)
            try producer.send(to: partition, key: record.key, value: record.value, headers: headers, ticket: record.ticket) { hasTime }
        } catch { throw LogError(error) }
    }

    public func takeReports(_ body: (WriteReport) -> Void) {
        producer.takeReports { report in
            body(
                WriteReport(
                    ticket: report.ticket, partition: report.partition, offset: report.offset, failure: report.failure.map { LogError($0) })
            )
        }
    }

    public func flush(waitingMilliseconds: Int) -> Bool {
        let end = ContinuousClock.now + .milliseconds(bounded(waitingMilliseconds))
        while !producer.flush(waitingMilliseconds: 100) { if ContinuousClock.now >= end || !hasTime { return false } }
        return true
    }

    public func forEachHeader(of record: LogRecord, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        guard let handle = record.handle else { return }
        ConsumedRecord.forEachHeader(of: handle, body)
    }

    /// What the clients of this log have said of themselves since it was last asked: the newest of each.
    public func takeStatistics() -> [KafkaStatistics] {
        producer.poll(waitingMilliseconds: 0)
        return [consumer.takeStatistics(), producer.takeStatistics()].compactMap { $0 }
    }

    /// Gives up what is not acknowledged, leaves the group and frees everything; waits at most so long.
    public func close(waitingMilliseconds: Int = 5_000) {
        guard !isClosed else { return }
        isClosed = true
        let half = Int32(clamping: waitingMilliseconds / 2)
        producer.close(waitingMilliseconds: half)
        reader?.close()
        consumer.close(waitingMilliseconds: half)
    }
}

extension KafkaPartition {
    init(_ partition: TopicPartition) { self.init(partition.topic, partition.partition) }
}

extension LogError {
    init(_ error: KafkaError) {
        let recovery: Recovery =
            switch error.recovery {
            case .retry: .retry
            case .rebuild: .rebuild
            case .rejoin: .rejoin
            case .stop: .stop
            }
        self.init(error.code, error.message, recovery: recovery)
    }
}
