import Aggregation

/// The state of one pipeline in one partition: a pure function of the facts before `position`, so it stays true however long nobody looks.
final class PartitionFold {
    let pipeline: FactPipeline
    let facts: TopicPartition
    var aggregate: Aggregate
    var sources: NamedSources
    /// The offset of the first record that is not folded yet.
    var position: Int64 = 0
    /// The log's newest time of an event folded.
    var newestLogTime = EventTime.distantPast
    var digests = WindowDigests()
    /// Nothing is written before the state has come as far as it had when the partition was taken over: what is older has been said.
    var silentBefore: Int64 = 0
    var changedSince: Int64?
    var nextAssertion: Int64 = 0
    var nextProgress: Int64 = 0
    var toldWatermark: EventTime?
    /// Windows in which something has changed since the last assertion; those of before it; and how far the turn of the others has come.
    var recentWindows: Set<Window> = []
    var earlierWindows: Set<Window> = []
    var assertionTurn = 0
    /// Of each window that this owner has written, the position at which it last wrote all of it.
    var wholeSince: [Window: Int64] = [:]
    var hasAsserted = false
    var factsSinceSnapshot = 0
    var nextSnapshot: Int64 = 0
    /// The newest snapshot's slot, and how many chunks each slot has, as far as that is known.
    var snapshotSlot = 1
    var chunkCounts: [Int: Int] = [:]
    var snapshot: SnapshotManifest?
    /// The nonces of snapshots that were found to be of no use.
    var refusedSnapshots: Set<UInt64> = []
    var snapshotPosition: Int64?
    var snapshotBytes = 0
    private let bounds: FactBounds
    private var partnerNumbers: [String: UInt16] = [:]
    private var block: [Fact] = []
    private var outcomes: [FoldOutcome] = []

    init(_ pipeline: FactPipeline, _ facts: TopicPartition, idleAfterMilliseconds: Int64, advice: MemoryAdvice) {
        self.pipeline = pipeline
        self.facts = facts
        bounds = FactBounds(plan: pipeline.plan)
        aggregate = Aggregate(plan: pipeline.plan, advice: advice)
        sources = NamedSources(idleAfterMilliseconds: idleAfterMilliseconds)
    }

    /// Puts the state of a snapshot in the place of its own.
    func restore(_ restored: consuming Aggregate, _ manifest: SnapshotManifest) {
        aggregate = restored
        sources = manifest.sources
        position = manifest.position
        newestLogTime = manifest.newestLogTime
        snapshotSlot = manifest.slot
        snapshot = manifest
        chunkCounts[manifest.slot] = manifest.chunkCount
        snapshotPosition = manifest.position
        snapshotBytes = manifest.byteCount
        for (number, name) in aggregate.partnerNames.enumerated() { partnerNumbers[name] = UInt16(number) }
        for cell in aggregate.cells() {
            let content = CellContent(cell, partnerNames: aggregate.partnerNames)
            _ = digests.note(cell.window, cell.commune, digest: content.digest)
        }
        _ = aggregate.takeDirtyCells()
    }

    var isSilent: Bool { position < silentBefore }

    /// Folds a record of its topic.
    ///
    /// - Parameter late: told of facts whose period is closed, by the source and offset of their event; several facts may be of one event.
    /// - Throws: `records-lost` where records are missing before it; what `FactBlock.decode` throws; `other-plan`, `other-key`.
    func take(
        _ record: LogRecord, keyID: String, at time: StageTime, late: (_ source: String, _ offset: Int64, Fact) -> Void
    ) throws(StageError) -> Int {
        guard record.offset >= position else { return 0 }
        guard record.offset == position else {
            throw StageError(
                .recordsLost,
                "\(facts) goes from offset \(position) to \(record.offset): facts between them are gone. The state would be "
                    + "wrong without them. Find out what deleted them (the topic must not be compacted, and must keep them longer than the "
                    + "workers may be away), then rebuild the state from the events")
        }
        guard let value = record.value else { throw damage("it has no value", at: record.offset) }
        let (head, rows) = try decode(value, at: record.offset, keyID: keyID)
        let count = rows.count / FactBlock.factSize
        guard hasRoom(forPartners: head.partners) else {
            throw damage("with it the pipeline would have more than \(Aggregate.partnersMax) partners", at: record.offset)
        }
        let numbers = head.partners.map(number(ofPartner:))
        fill(rows, count, numbers)
        guard block.withUnsafeBufferPointer({ aggregate.hasRoom(forCommunesOf: UnsafeBufferPointer(rebasing: $0[..<count])) }) else {
            throw damage("it names more communes than there are", at: record.offset)
        }
        block.withUnsafeBufferPointer { facts in
            outcomes.withUnsafeMutableBufferPointer { outcomes in
                guard let base = outcomes.baseAddress, count > 0 else { return }
                aggregate.fold(UnsafeBufferPointer(rebasing: facts[..<count]), outcomes: base)
            }
        }
        for index in 0..<count where outcomes[index] == .periodClosed {
            let origin = FactBlock.fact(index, in: rows).origin
            late(head.sources[Int(origin.source)].source, origin.offset, block[index])
        }
        // A time that no clock can have told would let every source pass for idle.
        sources.observe(head.sources, logTime: record.time.isInCalendar ? record.time : sources.clock.newestLogTime)
        newestLogTime = max(newestLogTime, head.newestLogTime)
        aggregate.advance(to: sources.watermark)
        position = record.offset + 1
        factsSinceSnapshot += count
        if count > 0, changedSince == nil { changedSince = time.monotonicMilliseconds }
        return count
    }

    private func decode(
        _ value: UnsafeRawBufferPointer, at offset: Int64, keyID: String
    ) throws(StageError) -> (FactBlock, UnsafeRawBufferPointer) {
        let (head, rows): (FactBlock, UnsafeRawBufferPointer)
        do throws(StageError) { (head, rows) = try FactBlock.decode(value) } catch {
            throw damage(error.message, at: offset)
        }
        guard head.planDigest == pipeline.planDigest, head.rulesDigest == pipeline.rulesDigest else {
            throw StageError(
                .otherPlan,
                "\(facts)/\(offset) was made by another version of the pipeline \(pipeline.pipeline.id): facts of one version are "
                    + "not counted by another. Run the workers of all stages with the same pipelines, or give the new version a pipeline_version of its own"
            )
        }
        guard head.keyID == keyID else {
            throw StageError(
                .otherKey,
                "\(facts)/\(offset) was made with the pseudonym key \(head.keyID); this worker has \(keyID). Under another key the "
                    + "same household is another subject: run all workers with one key; where it is the same key, another version of nhipso "
                    + "has made them with pseudonyms of another form: give the pipeline a new pipeline_version")
        }
        do throws(StageError) { try FactBlock.check(rows, bounds) } catch { throw damage(error.message, at: offset) }
        return (head, rows)
    }

    /// What it held is not known, and nothing else tells: unlike a partial, it is not written again.
    private func damage(_ what: String, at offset: Int64) -> StageError {
        StageError(
            .damagedRecord,
            "\(facts)/\(offset): \(what). Its facts cannot be counted, and without them figures would be wrong. Find out what wrote it, "
                + "then rebuild the state from the events")
    }

    private func hasRoom(forPartners names: [String]) -> Bool {
        if aggregate.partnerNames.count + names.count <= Aggregate.partnersMax { return true }
        return aggregate.partnerNames.count + Set(names).subtracting(partnerNumbers.keys).count <= Aggregate.partnersMax
    }

    private func fill(_ rows: UnsafeRawBufferPointer, _ count: Int, _ numbers: [UInt16]) {
        if block.count < count {
            let none = Fact(record: .none, subject: .none, version: FactVersion(rawValue: 0), flags: 0)
            block = Array(repeating: none, count: max(count, 4_096))
            outcomes = Array(repeating: .counted, count: block.count)
        }
        block.withUnsafeMutableBufferPointer { facts in
            for index in 0..<count {
                var fact = FactBlock.fact(index, in: rows).fact
                fact.partner = numbers[Int(fact.partner)]
                facts[index] = fact
            }
        }
    }

    private func number(ofPartner name: String) -> UInt16 {
        if let number = partnerNumbers[name] { return number }
        let number = UInt16(aggregate.partnerNames.count)
        aggregate.partnerNames.append(name)
        partnerNumbers[name] = number
        return number
    }
}
