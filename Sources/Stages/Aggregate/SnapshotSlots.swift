import Aggregation

/// Which of the two slots of a partition hold a snapshot that is whole, as far as the log has it from a known snapshot on.
///
/// The slots belong to whoever owns the partition; one who owned it may write there late. What it tears is not the last snapshot that is whole,
/// as long as the owner does not write over that one itself.
struct SnapshotSlots {
    /// Chunks of one snapshot behind each other, no other's of the same slot between them.
    private struct Run {
        var nonce: UInt64 = 0
        var count = 0
    }

    private var runs = [Run(), Run()]
    private var isWhole = [true, true]
    private var newest: Int
    private let refused: Set<UInt64>
    /// Of what stands before this offset nothing need be read.
    private(set) var start: Int64 = 0

    /// - Parameters:
    ///   - slot: the slot of the newest snapshot that is known.
    ///   - known: that snapshot. Where no other record stands between its chunks they need not be read again.
    ///   - refused: nonces of snapshots of which all chunks may be there, but damaged.
    init(slot: Int, known: SnapshotManifest?, refused: Set<UInt64>) {
        newest = slot
        self.refused = refused
        guard let known else { return }
        let isDense = known.lastChunk - known.firstChunk + 1 == Int64(known.chunkCount)
        start = isDense ? known.lastChunk + 1 : known.firstChunk
        if isDense { runs[slot] = Run(nonce: known.nonce, count: known.chunkCount) }
    }

    /// Where to write: over the older snapshot, but never over the only one that is whole.
    var next: Int { isWhole[1 - newest] && !isWhole[newest] ? newest : 1 - newest }

    /// Takes in the next record of the log.
    mutating func take(_ record: LogRecord) {
        guard let key = record.key else { return }
        let parts = key.split(separator: UInt8(ascii: "|"))
        guard parts.count == 4, let slot = Int(String(decoding: parts[2], as: UTF8.self)), runs.indices.contains(slot) else { return }
        guard let value = record.value else { return remove(String(decoding: parts[3], as: UTF8.self), in: slot) }
        if let chunk = SnapshotChunkRecord.decode(value) {
            if runs[slot].nonce != chunk.nonce { runs[slot] = Run(nonce: chunk.nonce) }
            runs[slot].count += 1
            isWhole[slot] = false
        } else if let manifest = try? SnapshotManifest.decode(value, idleAfterMilliseconds: nil) {
            let isComplete = manifest.slot == slot && runs[slot].nonce == manifest.nonce && runs[slot].count == manifest.chunkCount
            isWhole[slot] = isComplete && !refused.contains(manifest.nonce)
            if isWhole[slot] { newest = slot }
        } else {
            isWhole[slot] = false
        }
    }

    /// Takes in a tombstone. Behind the last chunk one only cleans up; but a late writer may clean up behind a shorter snapshot of its own, and then
    /// takes chunks of this one away: no manifest makes it whole again.
    private mutating func remove(_ part: String, in slot: Int) {
        let isSurplus = Int(part).map { $0 >= runs[slot].count } ?? (part != "manifest")
        if isSurplus { return }
        isWhole[slot] = false
        runs[slot] = Run()
    }
}

extension AggregateStage {
    /// The slot into which the next snapshot goes. Most often there is nothing behind the fold's own last snapshot but its manifest.
    func nextSlot(of fold: PartitionFold) throws(LogError) -> Int {
        let topic = TopicPartition(settings.topics.snapshots(of: fold.pipeline.pipeline.id), fold.facts.partition)
        var slots = SnapshotSlots(slot: fold.snapshotSlot, known: fold.snapshot, refused: fold.refusedSnapshots)
        let bounds = try log.bounds(of: topic)
        let from = max(bounds.low, slots.start)
        if from < bounds.high {
            try log.read(topic, from: from, to: bounds.high) {
                slots.take($0)
                return true
            }
        }
        return slots.next
    }
}
