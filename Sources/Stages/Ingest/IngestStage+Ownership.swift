import Aggregation
import Catalog
import Ingest

/// What the group gives and takes.
extension IngestStage {
    func begin(_ partitions: [TopicPartition], at time: StageTime) throws(StageError) {
        forget()
        saidWithoutRejects = [:]
        let named = partitions.sorted().filter { settings.topics.source(ofInput: $0.topic) != nil }
        for topic in Set(partitions.map(\.topic)).subtracting(named.map(\.topic)).sorted() {
            notices.add(
                .error,
                "the topic \(topic) is not read: its name is not in.<partner>.<kind> with a partner in lower-case letters, "
                    + "digits, - and _")
        }
        told = Array(repeating: [], count: pipelines.count * settings.factsPartitions)
        try read(named, at: time)
        account.assignments += 1
        hasPartitions = true
        nextTick = time.monotonicMilliseconds
    }

    /// Reads these partitions beside those that are read already; but for those whose rejects could not be written, which are looked at again.
    private func read(_ partitions: [TopicPartition], at time: StageTime) throws(StageError) {
        nextLookForRejects = time.monotonicMilliseconds + settings.rejectsLookMilliseconds
        let partners = Set(partitions.compactMap { settings.topics.source(ofInput: $0.topic)?.partner })
        let ready = try partnersWithRejects(partners, at: time)
        withoutRejects = []
        // Each topic is spoken of once, however many partitions it has.
        var previous = ""
        for partition in partitions {
            guard let (partner, kind) = settings.topics.source(ofInput: partition.topic) else { continue }
            guard ready.contains(partner) else {
                withoutRejects.append(partition)
                continue
            }
            let served = pipelines.indices.filter { pipelines[$0].hasKind(kind) }
            if served.isEmpty, partition.topic != previous {
                notices.add(
                    .warning,
                    "no pipeline has the kind \(kind) of the topic \(partition.topic): its events are read, and used where their type is "
                        + "known, but until one is, no watermark waits for it")
            }
            previous = partition.topic
            sources.append(InputSource(partition: partition, partner: partner, pipelines: Set(served)))
            for index in told.indices { told[index].append(0) }
        }
        log.assign(sources.map { LogStart($0.partition, $0.next.map { .offset($0) } ?? .committed) })
        account.assignedPartitions = sources.count
    }

    /// Those partners whose bad events have a place to go. Without one the first of them would stop the stage, for every partner.
    private func partnersWithRejects(_ partners: Set<String>, at time: StageTime) throws(StageError) -> Set<String> {
        var ready: Set<String> = []
        for partner in partners.sorted() {
            let topic = settings.topics.rejected(of: partner)
            do throws(LogError) {
                _ = try log.partitionCount(ofTopic: topic)
                ready.insert(partner)
            } catch {
                guard error.isAbsence else {
                    guard error.recovery == .retry else { throw StageError(error) }
                    notices.add(.warning, "partners' topics are not read before it is known whether \(topic) is there: \(error)")
                    return ready
                }
                if let said = saidWithoutRejects[partner], time.monotonicMilliseconds < said + settings.rejectsNoticeMilliseconds {
                    continue
                }
                saidWithoutRejects[partner] = time.monotonicMilliseconds
                notices.add(
                    .error,
                    "the topics of the partner \(partner) are not read: the topic \(topic) is not there, or this user may not see it, so there is "
                        + "no place for an event that cannot be used; make it with cleanup.policy=delete (nhipso topics apply does). It is "
                        + "looked for again every \(settings.rejectsLookMilliseconds / 1000) s")
            }
        }
        return ready
    }

    /// Reads those partners' topics that have got a topic for rejects meanwhile.
    func lookForRejects(at time: StageTime) throws(StageError) {
        let before = sources.count
        try flush(at: time)
        try read(withoutRejects, at: time)
        for partner in Set(sources[before...].map(\.partner)).sorted() {
            saidWithoutRejects[partner] = nil
            notices.add(.info, "the topic \(settings.topics.rejected(of: partner)) is there: the partner's topics are read from now on")
        }
    }

    /// Writes what is open, waits until it is acknowledged, and commits: what was read is done.
    func finish(at time: StageTime, withinMilliseconds limit: Int = 10_000) throws(StageError) {
        try flush(at: time)
        let isDone = log.flush(waitingMilliseconds: limit / 2)
        try takeReports()
        uncommitted.merge(ledger.takeDone()) { $1 }
        if !isDone { notices.add(.warning, "not all that was written is acknowledged; the next owner reads those events again") }
        if !uncommitted.isEmpty {
            // What cannot be committed is read again by the next owner, which changes nothing.
            do throws(LogError) { try log.commit(uncommitted, waitingMilliseconds: limit / 2) } catch {
                notices.add(.warning, "offsets were not committed: \(error)")
            }
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
        withoutRejects = []
        openFacts = 0
        openSince = nil
        account.assignedPartitions = 0
    }
}

extension LogError {
    /// The topic is not there, or hidden from this user, which is told the same.
    fileprivate var isAbsence: Bool { ["UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "TOPIC_AUTHORIZATION_FAILED"].contains(code) }
}
