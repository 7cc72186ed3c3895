import Aggregation

/// State out of the log.
extension AggregateStage {
    /// Puts the newest whole snapshot of the partition into the fold; where there is none, the fold begins at the first fact.
    func restore(_ fold: PartitionFold) throws(StageError) {
        let topic = TopicPartition(settings.topics.snapshots(of: fold.pipeline.pipeline.id), fold.facts.partition)
        let bounds: LogBounds
        do throws(LogError) { bounds = try log.bounds(of: topic) } catch { throw StageError(error) }
        // By offset: of two with one nonce one may be damaged.
        var tried: Set<Int64> = []
        // The newest manifest is among the last records, and those before it are large: only where it is of no use it is worth reading more.
        var reach: Int64 = 4
        while true {
            let from = max(bounds.low, bounds.high - reach)
            for (offset, manifest) in try manifests(in: topic, from: from, to: bounds.high, fold) where tried.insert(offset).inserted {
                if try restore(fold, manifest, from: topic, to: bounds.high) {
                    fold.refusedSnapshots.remove(manifest.nonce)
                    account.restores += 1
                    account.restoredRecords += fold.aggregate.liveRecords
                    return
                }
                fold.refusedSnapshots.insert(manifest.nonce)
                notices.add(
                    .warning, "the snapshot of \(fold.facts) at \(manifest.position) is not whole; an older one, or the facts, must do")
            }
            if from == bounds.low { return }
            reach *= 16
        }
    }

    /// The manifests of a stretch, the one that has come furthest first.
    private func manifests(
        in topic: TopicPartition, from: Int64, to: Int64, _ fold: PartitionFold
    ) throws(StageError) -> [(offset: Int64, manifest: SnapshotManifest)] {
        var found: [(offset: Int64, manifest: SnapshotManifest)] = []
        var failure: StageError?
        let suffix = Array("|manifest".utf8)
        do throws(LogError) {
            try log.read(topic, from: from, to: to) { record in
                guard let key = record.key, let value = record.value, key.count >= suffix.count,
                    key.suffix(suffix.count).elementsEqual(suffix)
                else { return true }
                do throws(StageError) {
                    let manifest = try SnapshotManifest.decode(value, idleAfterMilliseconds: settings.idleAfterMilliseconds)
                    try check(manifest, fold, key: key)
                    found.append((record.offset, manifest))
                } catch {
                    // A damaged manifest is as good as none; one of something else must not be passed over in silence.
                    if error.code == .damagedRecord {
                        notices.add(.warning, "\(topic)/\(record.offset): \(error.message)")
                    } else {
                        failure = error
                    }
                }
                return failure == nil
            }
        } catch { throw StageError(error) }
        if let failure { throw failure }
        return found.sorted { $0.manifest.position > $1.manifest.position }
    }

    private func check(_ manifest: SnapshotManifest, _ fold: PartitionFold, key: UnsafeRawBufferPointer) throws(StageError) {
        let own = SnapshotManifest.key(fold.pipeline.pipeline.id, fold.facts.partition, slot: manifest.slot, chunk: nil)
        guard manifest.pipeline == fold.pipeline.pipeline.id, manifest.partition == fold.facts.partition, key.elementsEqual(own) else {
            throw StageError(.damagedRecord, "it is a snapshot manifest of another partition or slot than its key says")
        }
        guard manifest.planDigest == fold.pipeline.planDigest, manifest.rulesDigest == fold.pipeline.rulesDigest else {
            throw StageError(
                .otherPlan,
                "the snapshot of \(fold.facts) was made by another version of the pipeline \(manifest.pipeline): its state counts "
                    + "something else. Run the workers with the version that made it, or give the new version a pipeline_version of its own"
            )
        }
        guard manifest.keyID == settings.keyID else {
            throw StageError(
                .otherKey,
                "the snapshot of \(fold.facts) was made with the pseudonym key \(manifest.keyID); this worker has "
                    + "\(settings.keyID). Run all workers with one key; where it is the same key, another version of nhipso has made it with pseudonyms of another "
                    + "form: give the pipeline a new pipeline_version")
        }
    }

    /// - Returns: whether the snapshot is whole.
    private func restore(
        _ fold: PartitionFold, _ manifest: SnapshotManifest, from topic: TopicPartition, to high: Int64
    ) throws(StageError) -> Bool {
        var restorer = Aggregate.Restorer(plan: fold.pipeline.plan, advice: settings.advice)
        var next = 0
        do throws(LogError) {
            try log.read(topic, from: manifest.firstChunk, to: min(high, manifest.lastChunk + 1)) { record in
                guard let value = record.value, let found = SnapshotChunkRecord.decode(value), found.nonce == manifest.nonce,
                    found.index == next
                else { return true }
                do throws(SnapshotError) { try restorer.take(found.chunk) } catch { return false }
                next += 1
                return next < manifest.chunkCount
            }
        } catch { throw StageError(error) }
        guard next == manifest.chunkCount else { return false }
        let aggregate: Aggregate
        do throws(SnapshotError) { aggregate = try restorer.finish() } catch { return false }
        // That is how a replay ends, never a worker: nothing could come after it.
        guard aggregate.watermark != .distantFuture else { return false }
        fold.restore(aggregate, manifest)
        return true
    }
}
