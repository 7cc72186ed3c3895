import Aggregation
import Stages

/// Topics, consumer groups and a clock, in memory.
final class SimulatedCluster {
    let chance: SimulatedChance
    /// Which faults the cluster may make now; none once it is healed.
    var faults: Set<SimulatedFault>
    /// The brokers' clock, milliseconds since 1970.
    private(set) var now: Int64
    private var partitions: [TopicPartition: SimulatedPartition] = [:]
    private var counts: [String: Int] = [:]
    private var groups: [String: SimulatedGroup] = [:]
    private var logs: [SimulatedLog] = []
    private var nextMember = 0
    /// Told of every record as it is appended.
    var observer: (TopicPartition, StoredRecord) throws(SimulationFailure) -> Void = { _, _ throws(SimulationFailure) in }
    /// The first thing that the observer did not like.
    private(set) var failure: SimulationFailure?
    /// How often each fault has struck.
    private(set) var strikes: [SimulatedFault: Int] = [:]

    init(chance: SimulatedChance, faults: Set<SimulatedFault>, now: Int64) {
        self.chance = chance
        self.faults = faults
        self.now = now
    }

    // MARK: time and faults

    func advance(to time: Int64) { now = max(now, time) }

    /// Whether the fault strikes, so often in a thousand times.
    func strikes(_ fault: SimulatedFault, _ perMille: Int) -> Bool {
        guard faults.contains(fault), chance.happens(perMille) else { return false }
        strikes[fault, default: 0] += 1
        return true
    }

    func noteStrike(_ fault: SimulatedFault) { strikes[fault, default: 0] += 1 }

    // MARK: topics

    func addTopic(_ name: String, partitions count: Int) {
        counts[name] = count
        for number in 0..<Int32(count) {
            let partition = TopicPartition(name, number)
            partitions[partition] = SimulatedPartition(partition)
        }
    }

    func topics(_ isWanted: (String) -> Bool) -> [TopicPartition] { partitions.keys.filter { isWanted($0.topic) }.sorted() }

    func partitionCount(ofTopic topic: String) -> Int? { counts[topic] }

    func partition(_ name: TopicPartition) -> SimulatedPartition? { partitions[name] }

    /// - Parameter senderHasRead: how far the sender had read the partition when it handed the record over.
    @discardableResult func append(_ record: OutgoingRecord, senderHasRead: Int64 = 0) -> Int64 {
        var target = record.partition
        if target.partition < 0 {
            target.partition = Int32(record.key.reduce(0) { ($0 &* 31 + Int($1)) & 0xFFFF } % (counts[target.topic] ?? 1))
        }
        guard let partition = partitions[target] else { return -1 }
        let stored = partition.append(
            key: record.key, value: record.value, headers: record.headers, time: EventTime(millisecondsSinceEpoch: now),
            senderHasRead: senderHasRead)
        do throws(SimulationFailure) { try observer(target, stored) } catch { failure = failure ?? error }
        return stored.offset
    }

    // MARK: groups and logs

    func addGroup(_ name: String, reading isWanted: @escaping (String) -> Bool) {
        groups[name] = SimulatedGroup { [unowned self] in topics(isWanted) }
    }

    func group(_ name: String) -> SimulatedGroup? { groups[name] }

    var areGroupsStable: Bool { groups.values.allSatisfy(\.isStable) }

    /// A new member of the group.
    func makeLog(group name: String) -> SimulatedLog? {
        guard let group = groups[name] else { return nil }
        nextMember += 1
        let log = SimulatedLog(self, member: nextMember, group: group)
        logs.append(log)
        group.join(nextMember)
        return log
    }

    func remove(_ log: SimulatedLog) { logs.removeAll { $0 === log } }

    /// Writes what is due of what was handed over.
    func deliver() { for log in logs { log.deliver() } }

    var isDelivered: Bool { logs.allSatisfy(\.isDelivered) }
}
