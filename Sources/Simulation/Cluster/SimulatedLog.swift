import Aggregation
import Stages

/// The log as one member of a group sees it. What it hands over is written later, in the order of each partition, and reported later still.
final class SimulatedLog: StageLog {
    private struct Handed {
        var record: OutgoingRecord
        var due: Int64
        /// How far its sender had read the partition that it goes to.
        var senderHasRead: Int64
    }

    private let cluster: SimulatedCluster
    private let chance: SimulatedChance
    private let group: SimulatedGroup
    let member: Int
    private var slots: [(partition: TopicPartition, next: Int64)] = []
    /// Of each partition that it has ever been assigned, the offset of the first record that it has not read.
    private var hasRead: [TopicPartition: Int64] = [:]
    private var turn = 0
    /// By partition, in the order in which they were handed over.
    private var queues: [(partition: TopicPartition, handed: [Handed])] = []
    private var reports: [(due: Int64, report: WriteReport)] = []
    private var current: StoredRecord?
    /// Its process has been stopped: what it holds waits.
    var isPaused = false

    init(_ cluster: SimulatedCluster, member: Int, group: SimulatedGroup) {
        self.cluster = cluster
        chance = cluster.chance
        self.member = member
        self.group = group
    }

    // MARK: reading

    func poll(waitingMilliseconds: Int) -> LogEvent {
        current = nil
        if cluster.strikes(.transientErrors, 4) { return .failed(LogError("_TRANSPORT", "a broker does not answer", recovery: .retry)) }
        if cluster.strikes(.rejoinErrors, 2) { return .failed(LogError("UNKNOWN_MEMBER_ID", "join again", recovery: .rejoin)) }
        if let event = group.poll(member) {
            switch event {
            case .revoked, .lost: slots = []
            default: break
            }
            return event
        }
        if cluster.strikes(.delays, 150) { return .nothing }
        return nextRecord()
    }

    private func nextRecord() -> LogEvent {
        let start = slots.count > 1 && cluster.strikes(.reorder, 700) ? chance.below(slots.count) : turn
        for step in slots.indices {
            let slot = (start + step) % slots.count
            guard let partition = cluster.partition(slots[slot].partition) else { continue }
            if slots[slot].next < partition.low, chance.happens(500) {
                return .failed(
                    LogError(
                        "_AUTO_OFFSET_RESET", "\(slots[slot].partition) no longer has offset \(slots[slot].next)", recovery: .stop))
            }
            guard let record = partition.record(from: slots[slot].next) else { continue }
            turn = slot + chance.below(2)
            slots[slot].next = record.offset + 1
            hasRead[slots[slot].partition] = slots[slot].next
            current = record
            return .record(record.view(slot: slot, isTimeOfBroker: true))
        }
        return .nothing
    }

    func assign(_ starts: [LogStart]) {
        slots = starts.map { start in
            let low = cluster.partition(start.partition)?.low ?? 0
            switch start.position {
            case .offset(let offset): return (start.partition, offset)
            case .beginning: return (start.partition, low)
            case .committed: return (start.partition, group.committed[start.partition] ?? low)
            }
        }
        for slot in slots { hasRead[slot.partition] = slot.next }
    }

    func commitLater(_ offsets: [TopicPartition: Int64]) throws(LogError) { try commit(offsets, waitingMilliseconds: 0) }

    func commit(_ offsets: [TopicPartition: Int64], waitingMilliseconds: Int) throws(LogError) {
        if cluster.strikes(.transientErrors, 20) { throw LogError("_TIMED_OUT", "no answer", recovery: .retry) }
        if cluster.strikes(.rejoinErrors, 10) { throw LogError("REBALANCE_IN_PROGRESS", "the group changes", recovery: .rejoin) }
        try group.commit(offsets, by: member)
    }

    func partitionCount(ofTopic topic: String) throws(LogError) -> Int {
        guard let count = cluster.partitionCount(ofTopic: topic) else {
            throw LogError("UNKNOWN_TOPIC_OR_PART", "there is no topic \(topic)", recovery: .stop)
        }
        return count
    }

    func bounds(of partition: TopicPartition) throws(LogError) -> LogBounds {
        if cluster.strikes(.transientErrors, 10) { throw LogError("_TIMED_OUT", "no answer", recovery: .retry) }
        let found = try self.partition(partition)
        return LogBounds(low: found.low, high: found.high)
    }

    private func partition(_ name: TopicPartition) throws(LogError) -> SimulatedPartition {
        guard let found = cluster.partition(name) else {
            throw LogError("UNKNOWN_TOPIC_OR_PART", "there is no partition \(name)", recovery: .stop)
        }
        return found
    }

    func read(_ partition: TopicPartition, from: Int64, to: Int64, _ body: (LogRecord) -> Bool) throws(LogError) {
        if cluster.strikes(.transientErrors, 10) { throw LogError("_TRANSPORT", "a broker does not answer", recovery: .retry) }
        for record in try self.partition(partition).records(from: from, to: to) {
            current = record
            if !body(record.view(slot: -1, isTimeOfBroker: true)) { break }
        }
        current = nil
    }

    func forEachHeader(of record: LogRecord, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        guard let handle = record.handle else { return }
        let stored = Unmanaged<StoredRecord>.fromOpaque(handle).takeUnretainedValue()
        for header in stored.headers {
            header.name.withUnsafeBytes { name in header.value.withUnsafeBytes { body(name, $0) } }
        }
    }

    // MARK: writing

    func send(_ record: OutgoingRecord) throws(LogError) {
        if cluster.strikes(.rejoinErrors, 1) { throw LogError("_STATE", "the producer must begin anew", recovery: .rejoin) }
        if cluster.strikes(.transientErrors, 1) { throw LogError("_QUEUE_FULL", "too many records are under way", recovery: .retry) }
        let delay = cluster.strikes(.delays, 300) ? chance.number(1...400) : chance.number(0...3)
        let handed = Handed(record: record, due: cluster.now + Int64(delay), senderHasRead: hasRead[record.partition] ?? 0)
        if let index = queues.firstIndex(where: { $0.partition == record.partition }) {
            queues[index].handed.append(handed)
        } else {
            queues.append((record.partition, [handed]))
        }
    }

    func takeReports(_ body: (WriteReport) -> Void) {
        let now = cluster.now
        let due = reports.filter { $0.due <= now }
        reports.removeAll { $0.due <= now }
        for (_, report) in due { body(report) }
    }

    func flush(waitingMilliseconds: Int) -> Bool {
        if cluster.strikes(.slowAcknowledgements, 300) {
            write { _ in chance.happens(700) }
            return isDelivered && reports.isEmpty
        }
        write { _ in true }
        for index in reports.indices { reports[index].due = cluster.now }
        return true
    }

    /// What waits to be written to the topic, in order.
    func handed(toTopic topic: String) -> [OutgoingRecord] {
        queues.filter { $0.partition.topic == topic }.flatMap { $0.handed.map(\.record) }
    }

    /// Chunks of a snapshot are on their way.
    var isWritingSnapshot: Bool {
        queues.contains { $0.partition.topic.hasPrefix("snapshots.") && !$0.handed.isEmpty }
    }

    var isDelivered: Bool { queues.allSatisfy(\.handed.isEmpty) }

    /// Writes what is due.
    func deliver() {
        guard !isPaused else { return }
        let now = cluster.now
        write { $0 <= now }
    }

    /// Writes of each partition the first records that may go.
    private func write(while mayGo: (_ due: Int64) -> Bool) {
        for index in queues.indices {
            var count = 0
            while count < queues[index].handed.count, mayGo(queues[index].handed[count].due) {
                write(queues[index].handed[count])
                count += 1
            }
            queues[index].handed.removeFirst(count)
        }
    }

    private func write(_ handed: Handed) {
        let record = handed.record
        var report = WriteReport(ticket: record.ticket, partition: record.partition.partition, offset: -1)
        if cluster.strikes(.deliveryFailures, 3) {
            // Nobody can say whether it stands in the log.
            if chance.happens(400) { cluster.append(record, senderHasRead: handed.senderHasRead) }
            report.failure = LogError("_MSG_TIMED_OUT", "the record was not acknowledged in time", recovery: .rebuild)
        } else {
            report.offset = cluster.append(record, senderHasRead: handed.senderHasRead)
        }
        let delay = cluster.strikes(.delays, 200) ? chance.number(1...300) : 0
        reports.append((cluster.now + Int64(delay), report))
    }

    // MARK: the end

    /// The process dies: of what it had handed over the first records of each partition may still reach the log.
    func crash() {
        for index in queues.indices {
            let count = chance.happens(500) ? chance.below(queues[index].handed.count + 1) : 0
            for handed in queues[index].handed.prefix(count) {
                cluster.append(handed.record, senderHasRead: handed.senderHasRead)
            }
        }
        queues = []
        close()
    }

    /// Leaves the group; what is not written is given up.
    func close() {
        queues = []
        reports = []
        slots = []
        group.leave(member)
        cluster.remove(self)
    }
}
