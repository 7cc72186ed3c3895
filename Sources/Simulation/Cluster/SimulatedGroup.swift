import Stages

/// A consumer group with eager range assignment: at every change all members give everything back before anybody is given anything.
final class SimulatedGroup {
    private enum Standing: Equatable {
        /// Waits for the group to come together.
        case joining
        /// Has been given partitions and is yet to be told.
        case given
        case stable
        /// Is yet to be told that the group takes everything back.
        case toRevoke
        /// Has been told, and finishes what it has begun.
        case revoking
    }

    private struct Member {
        var standing = Standing.joining
        var generation = -1
        var partitions: [TopicPartition] = []
    }

    private var members: [Int: Member] = [:]
    /// Members that others take for dead and that do not know it yet.
    private var lost: Set<Int> = []
    private(set) var generation = 0
    private(set) var committed: [TopicPartition: Int64] = [:]
    private let partitions: () -> [TopicPartition]

    /// - Parameter partitions: all that the group reads.
    init(partitions: @escaping () -> [TopicPartition]) { self.partitions = partitions }

    var isStable: Bool { lost.isEmpty && members.values.allSatisfy { $0.standing == .stable } }

    func join(_ member: Int) {
        members[member] = Member()
        rebalance()
    }

    /// The member says goodbye, or is found to have gone.
    func leave(_ member: Int) {
        lost.remove(member)
        if members.removeValue(forKey: member) != nil { rebalance() }
    }

    /// The group takes the member for dead.
    func expel(_ member: Int) {
        guard let found = members.removeValue(forKey: member) else { return }
        if found.standing != .joining { lost.insert(member) } else { lost.remove(member) }
        if found.standing == .joining { members[member] = found } else { rebalance() }
    }

    func rebalance() {
        for key in members.keys {
            switch members[key]?.standing {
            case .given?: members[key]?.standing = .joining
            case .stable?: members[key]?.standing = .toRevoke
            default: break
            }
        }
    }

    /// What the group has to say to the member that polls.
    func poll(_ member: Int) -> LogEvent? {
        if lost.remove(member) != nil {
            join(member)
            return .lost
        }
        switch members[member]?.standing {
        case .toRevoke?:
            members[member]?.standing = .revoking
            return .revoked
        case .revoking?: members[member]?.standing = .joining
        case .given?:
            members[member]?.standing = .stable
            return .assigned(members[member]?.partitions ?? [])
        default: break
        }
        comeTogether()
        return nil
    }

    private func comeTogether() {
        guard !members.isEmpty, members.values.allSatisfy({ $0.standing == .joining }) else { return }
        generation += 1
        let names = members.keys.sorted()
        var given: [Int: [TopicPartition]] = [:]
        for (_, ofTopic) in Dictionary(grouping: partitions(), by: \.topic) {
            let sorted = ofTopic.sorted()
            for (index, partition) in sorted.enumerated() {
                given[names[index * names.count / sorted.count], default: []].append(partition)
            }
        }
        for name in names {
            members[name] = Member(standing: .given, generation: generation, partitions: (given[name] ?? []).sorted())
        }
    }

    func commit(_ offsets: [TopicPartition: Int64], by member: Int) throws(LogError) {
        guard let found = members[member], found.generation == generation, found.standing != .joining else {
            throw LogError("ILLEGAL_GENERATION", "the group has gone on without this member", recovery: .rejoin)
        }
        for (partition, offset) in offsets where found.partitions.contains(partition) { committed[partition] = offset }
    }
}
