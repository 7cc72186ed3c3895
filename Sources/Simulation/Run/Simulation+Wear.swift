import Stages

/// What befalls the log itself.
extension Simulation {
    func wear(_ fault: SimulatedFault) {
        switch fault {
        case .compaction: compact()
        case .retention where !faults.contains(.damagedSnapshots): retain()
        case .damagedSnapshots: damage()
        case .overrun: overrun()
        default: break
        }
    }

    private func compact() {
        let topics = cluster.topics { $0 == "partials" || $0 == "indicator-updates" || $0.hasPrefix("snapshots.") }
        guard let name = chance.one(of: topics), let partition = cluster.partition(name) else { return }
        cluster.noteStrike(.compaction)
        trace?("\(step) compact \(name)")
        partition.compact(chance, perMille: [300, 900, 1000][chance.below(3)])
    }

    /// How many steps facts outlive the snapshots that have them behind them. `nhipso topics` demands that facts outlive the longest absence of a
    /// worker: one that wakes writes the snapshot that it had begun over a newer one, and where its successor dies just then all begin with the late
    /// one. So this is more than the longest pause, and what a worker takes until it has heard that it is no longer the owner.
    private static let factsOutliveSteps = 150

    /// Facts go that two whole snapshots had behind them so long ago.
    private func retain() {
        for name in cluster.topics({ $0.hasPrefix("facts.") }) {
            let due = dispensable[name, default: []].prefix { $0.step + Simulation.factsOutliveSteps <= step }
            guard let position = due.last?.position, let facts = cluster.partition(name), position > facts.low else { continue }
            cluster.noteStrike(.retention)
            trace?("\(step) \(name) now begins at \(position)")
            facts.delete(before: position)
        }
    }

    /// Notes which facts two whole snapshots have behind them by now.
    func noteDispensable() {
        guard faults.contains(.retention), !faults.contains(.damagedSnapshots), step % 5 == 0 else { return }
        for name in cluster.topics({ $0.hasPrefix("facts.") }) {
            let positions = wholeSnapshots(of: name).sorted()
            guard positions.count >= 2, positions[0] > dispensable[name]?.last?.position ?? 0 else { continue }
            dispensable[name, default: []].append((step, positions[0]))
        }
    }

    /// The positions of the snapshots of which every chunk is there, of each slot the newest.
    private func wholeSnapshots(of facts: TopicPartition) -> [Int64] {
        let topic = TopicPartition("snapshots." + facts.topic.dropFirst(6), facts.partition)
        guard let partition = cluster.partition(topic) else { return [] }
        let records = partition.records(from: partition.low, to: partition.high)
        var positions: [Int: Int64] = [:]
        for record in records where record.keyText.hasSuffix("|manifest") {
            guard let value = record.value, let manifest = try? SnapshotManifest.decode(value, idleAfterMilliseconds: nil) else { continue }
            let nonces = records.filter { $0.offset >= manifest.firstChunk && $0.offset <= manifest.lastChunk }.compactMap { record in
                record.value.flatMap { $0.count > 16 ? $0.loadUnaligned(fromByteOffset: 4, as: UInt64.self) : nil }
            }
            let isWhole = nonces.filter { UInt64(littleEndian: $0) == manifest.nonce }.count >= manifest.chunkCount
            positions[manifest.slot] = isWhole ? manifest.position : nil
        }
        return Array(positions.values)
    }

    private func damage() {
        guard let name = chance.one(of: cluster.topics { $0.hasPrefix("snapshots.") }), let partition = cluster.partition(name),
            !partition.records.isEmpty
        else { return }
        cluster.noteStrike(.damagedSnapshots)
        trace?("\(step) damage in \(name)")
        partition.damage(at: chance.below(partition.records.count), chance)
    }

    private func overrun() {
        guard step > settings.steps / 2, let name = chance.one(of: cluster.topics { $0.hasPrefix("facts.") }),
            let partition = cluster.partition(name), partition.high > partition.low
        else { return }
        cluster.noteStrike(.overrun)
        isOverrun = true
        trace?("\(step) all facts of \(name) go")
        partition.delete(before: partition.high)
    }
}
