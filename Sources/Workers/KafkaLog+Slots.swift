import Stages

/// Finds the slot of a record's partition: by the address that librdkafka gives a topic, so that no name is looked at for a record.
struct SlotTable {
    private struct Topic {
        var id: UnsafeRawPointer
        /// By partition; -1 where it is not assigned.
        var slots: [Int32]
    }

    private let slotsOfName: [String: [Int32]]
    /// Topics of which a record has come, each once.
    private var topics: [Topic] = []
    /// Records come in runs of one partition.
    private var last: (id: UnsafeRawPointer, partition: Int32, slot: Int)?

    init() { slotsOfName = [:] }

    /// - Parameter partitions: those assigned, by slot.
    init(_ partitions: [TopicPartition]) {
        var slotsOfName: [String: [Int32]] = [:]
        for (slot, partition) in partitions.enumerated() {
            let index = Int(partition.partition)
            var slots = slotsOfName[partition.topic] ?? []
            while slots.count <= index { slots.append(-1) }
            slots[index] = Int32(slot)
            slotsOfName[partition.topic] = slots
        }
        self.slotsOfName = slotsOfName
    }

    /// - Parameter name: the topic's; only asked for when its address is new.
    @inline(__always) mutating func slot(ofTopic id: UnsafeRawPointer, partition: Int32, name: @autoclosure () -> String) -> Int {
        if let last, last.id == id, last.partition == partition { return last.slot }
        return find(id, partition, name)
    }

    @inline(never) private mutating func find(_ id: UnsafeRawPointer, _ partition: Int32, _ name: () -> String) -> Int {
        var place = topics.firstIndex { $0.id == id }
        if place == nil {
            place = topics.count
            topics.append(Topic(id: id, slots: slotsOfName[name()] ?? []))
        }
        guard let place, topics[place].slots.indices.contains(Int(partition)) else { return -1 }
        let slot = Int(topics[place].slots[Int(partition)])
        last = (id, partition, slot)
        return slot
    }
}
