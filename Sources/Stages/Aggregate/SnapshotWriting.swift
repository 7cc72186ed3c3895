import Aggregation

/// A snapshot on its way into the log.
struct SnapshotWriting {
    /// The ticket of its records.
    let ticket: Int
    let fold: PartitionFold
    var manifest: SnapshotManifest
    /// What was written of partials before the state was taken has numbers below this.
    let partialsBefore: Int
    var pending: Int
    var isManifestWritten = false

    /// One of its records is acknowledged.
    mutating func acknowledge(_ report: WriteReport) {
        pending -= 1
        guard !isManifestWritten else { return }
        manifest.firstChunk = min(manifest.firstChunk, report.offset)
        manifest.lastChunk = max(manifest.lastChunk, report.offset)
    }
}

/// When a snapshot that could not be begun is tried again.
enum SnapshotRetry {
    /// So long from the next step on: the attempt may have taken as long as that itself.
    case fromNextStep
    case at(Int64)
}

extension AggregateStage {
    func snapshotIfDue(at time: StageTime) throws(StageError) {
        guard writings.isEmpty else { return }
        for fold in folds where fold.factsSinceSnapshot > 0 && !fold.isSilent {
            let isDue = fold.factsSinceSnapshot >= settings.snapshotFacts || time.monotonicMilliseconds >= fold.nextSnapshot
            guard isDue, !rests(fold, at: time) else { continue }
            fold.nextSnapshot = time.monotonicMilliseconds + settings.snapshotMilliseconds
            try emit(fold, at: time)
            return try beginSnapshot(of: fold)
        }
    }

    private func rests(_ fold: PartitionFold, at time: StageTime) -> Bool {
        switch snapshotRetries[fold.facts] {
        case nil: return false
        case .fromNextStep:
            snapshotRetries[fold.facts] = .at(time.monotonicMilliseconds + settings.snapshotRetryMilliseconds)
            return true
        case .at(let due):
            if time.monotonicMilliseconds >= due { snapshotRetries[fold.facts] = nil }
            return time.monotonicMilliseconds < due
        }
    }

    /// Writes the chunks of the state as it stands; all that has changed in it has been emitted.
    func beginSnapshot(of fold: PartitionFold) throws(StageError) {
        let slot: Int
        do throws(LogError) { slot = try nextSlot(of: fold) } catch {
            guard error.recovery == .retry else { throw StageError(error) }
            // The state is no worse for it.
            snapshotRetries[fold.facts] = .fromNextStep
            return notices.add(.warning, "no snapshot of \(fold.facts) is written now: \(error)")
        }
        snapshotCount += 1
        let pipeline = fold.pipeline
        var writing = SnapshotWriting(
            ticket: -snapshotCount, fold: fold,
            manifest: SnapshotManifest(
                pipeline: pipeline.pipeline.id, partition: fold.facts.partition, planDigest: pipeline.planDigest,
                rulesDigest: pipeline.rulesDigest, keyID: settings.keyID, position: fold.position, slot: slot,
                nonce: settings.instance &+ UInt64(snapshotCount), chunkCount: 0, byteCount: 0, firstChunk: .max, lastChunk: -1,
                newestLogTime: fold.newestLogTime, sources: fold.sources),
            partialsBefore: ledger.nextNumber, pending: 0)
        let target = TopicPartition(settings.topics.snapshots(of: pipeline.pipeline.id), fold.facts.partition)
        do throws(LogError) {
            try fold.aggregate.writeSnapshot(chunkBytes: settings.chunkBytes) { chunk throws(LogError) in
                let key = SnapshotManifest.key(
                    pipeline.pipeline.id, fold.facts.partition, slot: slot, chunk: writing.manifest.chunkCount)
                let value = SnapshotChunkRecord.encode(nonce: writing.manifest.nonce, index: writing.manifest.chunkCount, chunk)
                writing.manifest.chunkCount += 1
                writing.manifest.byteCount += chunk.count
                writing.pending += 1
                try log.send(OutgoingRecord(to: target, key: key, value: value, ticket: writing.ticket))
            }
        } catch { throw StageError(error) }
        fold.factsSinceSnapshot = 0
        writings.append(writing)
    }

    func acknowledgeSnapshot(_ report: WriteReport) {
        guard let index = writings.firstIndex(where: { $0.ticket == report.ticket }) else { return }
        writings[index].acknowledge(report)
    }

    /// Writes the manifests of snapshots whose chunks are acknowledged, and all partials that their state has been through.
    func continueSnapshots(at time: StageTime) throws(StageError) {
        for index in writings.indices where writings[index].pending == 0 && !writings[index].isManifestWritten {
            guard ledger.isDone(before: writings[index].partialsBefore) else { continue }
            let manifest = writings[index].manifest
            writings[index].isManifestWritten = true
            writings[index].pending = 1
            let record = OutgoingRecord(
                to: TopicPartition(settings.topics.snapshots(of: manifest.pipeline), manifest.partition),
                key: SnapshotManifest.key(manifest.pipeline, manifest.partition, slot: manifest.slot, chunk: nil),
                value: manifest.encoded, ticket: writings[index].ticket)
            do throws(LogError) { try log.send(record) } catch { throw StageError(error) }
        }
        for writing in writings where writing.pending == 0 && writing.isManifestWritten { try complete(writing, at: time) }
        writings.removeAll { $0.pending == 0 && $0.isManifestWritten }
    }

    private func complete(_ writing: SnapshotWriting, at time: StageTime) throws(StageError) {
        let (fold, manifest) = (writing.fold, writing.manifest)
        fold.snapshotSlot = manifest.slot
        fold.snapshot = manifest
        fold.snapshotPosition = manifest.position
        fold.snapshotBytes = manifest.byteCount
        account.snapshots += 1
        // Chunks of an older snapshot in the slot that this one did not need.
        let surplus = manifest.chunkCount..<max(manifest.chunkCount, fold.chunkCounts[manifest.slot] ?? 0)
        fold.chunkCounts[manifest.slot] = manifest.chunkCount
        try write(
            surplus.map {
                OutgoingRecord(
                    to: TopicPartition(settings.topics.snapshots(of: manifest.pipeline), manifest.partition),
                    key: SnapshotManifest.key(manifest.pipeline, manifest.partition, slot: manifest.slot, chunk: $0), value: nil)
            })
    }
}

/// A chunk in the log: `NHSC` · nonce u64 · index u32 · the chunk, which has a checksum of its own.
enum SnapshotChunkRecord {
    private static let mark: UInt32 = 0x4353_484E
    private static let headBytes = 16

    static func encode(nonce: UInt64, index: Int, _ chunk: UnsafeRawBufferPointer) -> [UInt8] {
        var writer = ByteWriter()
        writer.reserve(headBytes + chunk.count)
        writer.write(mark)
        writer.write(nonce)
        writer.write(UInt32(index))
        writer.write(chunk)
        return writer.bytes
    }

    /// nil where it is none.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> (nonce: UInt64, index: Int, chunk: UnsafeRawBufferPointer)? {
        guard bytes.count >= headBytes, UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) == mark else { return nil }
        return (
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt64.self)),
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))),
            UnsafeRawBufferPointer(rebasing: bytes[headBytes...])
        )
    }
}
