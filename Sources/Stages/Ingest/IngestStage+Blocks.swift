import Aggregation
import Catalog
import Ingest

/// Blocks and rejects out.
extension IngestStage {
    /// Writes all blocks and rejects that are open.
    func flush(at time: StageTime) throws(StageError) {
        guard !origins.isEmpty else { return }
        var records: [OutgoingRecord] = []
        for pipeline in pipelines.indices {
            for partition in 0..<settings.factsPartitions {
                let facts = UnsafeBufferPointer(ingester.batch.facts(ofPipeline: pipeline, partition: partition))
                let events = ingester.batch.events(ofPipeline: pipeline, partition: partition)
                for start in stride(from: 0, to: facts.count, by: settings.factsPerBlock) {
                    let range = start..<min(start + settings.factsPerBlock, facts.count)
                    records.append(
                        block(
                            pipeline, partition, UnsafeBufferPointer(rebasing: facts[range]), UnsafeBufferPointer(rebasing: events[range])))
                }
            }
        }
        try write(records, rejects: rejects)
        for slot in sources.indices where sources[slot].events > 0 {
            account.events[sources[slot].partner, default: 0] += sources[slot].events
            sources[slot].events = 0
        }
        ingester.emptyBlocks()
        rejects.removeAll()
        origins.removeAll(keepingCapacity: true)
        openFacts = 0
        openSince = nil
    }

    /// Tells every partition what it has not been told of the sources, or at least that time goes on.
    func tick(at time: StageTime) throws(StageError) {
        nextTick = time.monotonicMilliseconds + settings.tickMilliseconds
        if !withoutRejects.isEmpty, time.monotonicMilliseconds >= nextLookForRejects { try lookForRejects(at: time) }
        guard !sources.isEmpty else { return }
        try flush(at: time)
        let none = UnsafeBufferPointer<Fact>(start: nil, count: 0)
        var records: [OutgoingRecord] = []
        for pipeline in pipelines.indices {
            for partition in 0..<settings.factsPartitions {
                records.append(block(pipeline, partition, none, UnsafeBufferPointer(start: nil, count: 0)))
            }
        }
        try write(records)
    }

    private func block(
        _ pipeline: Int, _ partition: Int, _ facts: UnsafeBufferPointer<Fact>, _ events: UnsafeBufferPointer<UInt32>
    ) -> OutgoingRecord {
        var numbers = [UInt16](repeating: .max, count: sources.count)
        var block = FactBlock(
            planDigest: pipelines[pipeline].planDigest, rulesDigest: pipelines[pipeline].rulesDigest, keyID: settings.key.id,
            newestLogTime: facts.isEmpty ? .distantPast : newestLogTime, partners: ingester.partnerNames)
        func include(_ slot: Int) {
            if numbers[slot] != .max { return }
            numbers[slot] = UInt16(block.sources.count)
            block.sources.append(SourceProgress(source: sources[slot].name, latest: sources[slot].latest))
            told[pipeline * settings.factsPartitions + partition][slot] = sources[slot].version
        }
        for event in events {
            let slot = origins[Int(event)].slot
            include(slot)
            sources[slot].pipelines.insert(pipeline)
        }
        for slot in sources.indices where sources[slot].pipelines.contains(pipeline) {
            if told[pipeline * settings.factsPartitions + partition][slot] < sources[slot].version { include(slot) }
        }
        let bytes = block.encoded(facts) { index in
            let origin = origins[Int(events[index])]
            return FactOrigin(source: numbers[origin.slot], offset: origin.offset)
        }
        return OutgoingRecord(to: TopicPartition(pipelines[pipeline].topic, Int32(partition)), key: [], value: bytes)
    }

    private func write(_ records: [OutgoingRecord], rejects: [OutgoingRecord] = []) throws(StageError) {
        var offsets: [TopicPartition: Int64] = [:]
        for source in sources { if let next = source.next { offsets[source.partition] = next } }
        let ticket = ledger.begin(records: records.count + rejects.count, offsets: offsets)
        for reject in rejects { try send(reject: reject, flush: ticket) }
        for var record in records {
            record.ticket = ticket
            do throws(LogError) { try log.send(record) } catch { throw StageError(error) }
        }
        account.written += records.count + rejects.count
    }
}
