import Aggregation
import Catalog
import Ingest

/// What the group gives and takes.
extension IngestStage {
    func begin(_ partitions: [TopicPartition], at time: StageTime) throws(StageError) {
        forget()
        var readable: [TopicPartition] = []
        // Each topic is spoken of once, however many partitions it has.
        var previous = ""
        for partition in partitions.sorted() {
            defer { previous = partition.topic }
            guard let (partner, kind) = settings.topics.source(ofInput: partition.topic) else {
                notices.add(
                    .error,
                    "the topic \(partition.topic) is not read: its name is not in.<partner>.<kind> with a partner in lower-case letters, "
                        + "digits, - and _")
                continue
            }
            let served = pipelines.indices.filter { pipelines[$0].hasKind(kind) }
            if served.isEmpty, partition.topic != previous {
                notices.add(
                    .warning,
                    "no pipeline has the kind \(kind) of the topic \(partition.topic): its events are read, and used where their type is "
                        + "known, but until one is, no watermark waits for it")
            }
            readable.append(partition)
            sources.append(InputSource(partition: partition, partner: partner, pipelines: Set(served)))
        }
        told = Array(repeating: Array(repeating: 0, count: sources.count), count: pipelines.count * settings.factsPartitions)
        log.assign(readable.map { LogStart($0, .committed) })
        account.assignments += 1
        hasPartitions = true
        account.assignedPartitions = readable.count
        nextTick = time.monotonicMilliseconds
    }

    /// Writes what is open, waits until it is acknowledged, and commits: what was read is done.
    func finish(at time: StageTime) throws(StageError) {
        try flush(at: time)
        let isDone = log.flush(waitingMilliseconds: 5_000)
        try takeReports()
        uncommitted.merge(ledger.takeDone()) { $1 }
        if !isDone { notices.add(.warning, "not all that was written is acknowledged; the next owner reads those events again") }
        if !uncommitted.isEmpty {
            // What cannot be committed is read again by the next owner, which changes nothing.
            do throws(LogError) { try log.commit(uncommitted) } catch { notices.add(.warning, "offsets were not committed: \(error)") }
        }
        forget()
    }

    func forget() {
        hasPartitions = false
        ledger.forget()
        ingester.emptyBlocks()
        rejects.removeAll()
        origins.removeAll(keepingCapacity: true)
        uncommitted = [:]
        sources = []
        openFacts = 0
        openSince = nil
        account.assignedPartitions = 0
    }
}
