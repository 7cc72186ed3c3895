import Aggregation
import Catalog
import Publication

/// Records in, and what the group gives and takes.
extension PublishStage {
    func take(_ record: LogRecord) throws(StageError) {
        guard slots.indices.contains(record.slot) else { return }
        switch slots[record.slot] {
        case .partials(let partition):
            try takePartial(record, partition)
            account.partials += 1
        case .updates(let partition): takeUpdate(record, partition, isTail: true)
        case .references: takeReference(record)
        case .versions: takeVersion(record)
        }
    }

    private func takePartial(_ record: LogRecord, _ partition: PublishedPartition) throws(StageError) {
        partition.next = record.offset + 1
        guard let value = record.value else { return }
        let partial: PartialRecord
        do throws(StageError) { partial = try PartialRecord.decode(value) } catch { return passOver(record, partition, error) }
        let pipeline =
            switch partial {
            case .cell(let cell): cell.source.pipeline
            case .mark(let mark): mark.source.pipeline
            }
        // A pipeline that this worker does not have is another's to publish, or has been given up.
        do throws(StageError) { try partition.pipelines[pipeline]?.accept(partial) } catch {
            guard error.code == .damagedRecord else { throw error }
            passOver(record, partition, error)
        }
    }

    /// A damaged partial is as good as one that has not come: a mark notices what is missing, and the owner writes it again in turn.
    private func passOver(_ record: LogRecord, _ partition: PublishedPartition, _ error: StageError) {
        account.damagedPartials += 1
        guard partition.isFirstDamage(of: record.key.map { Array($0) } ?? []) else { return }
        notices.add(
            .warning,
            "\(settings.topics.partials)/\(partition.number)/\(record.offset) is passed over: \(error.message). The window is held back until "
                + "its owner writes it again, at its next snapshot interval")
    }

    private func takeUpdate(_ record: LogRecord, _ partition: PublishedPartition, isTail: Bool) {
        let isOwn = isTail && UpdateRecord.isWritten(by: UpdateRecord.bytes(ofWriter: writer), record, of: log)
        if isOwn, partition.foreign.isEmpty { return }
        guard let (key, published, isRevisionPossible) = UpdateRecord.decode(record, of: log) else { return }
        if !isRevisionPossible {
            notices.add(.warning, "\(key) stands in the log with a revision that no publisher gives; it is written over")
        }
        guard let owner = partition.publication(of: key) else { return }
        // Its own are where they should be, unless another's came before with a revision that none of them is above: a subscriber would pass
        // over them, and what was believed to stand for the key is the other's.
        if isOwn, owner.lastRevision(of: key) > partition.foreign[key] ?? 0 { return }
        if isTail, !isOwn {
            partition.foreign[key] = max(partition.foreign[key] ?? 0, published.revision)
            account.adopted += 1
            notices.add(.warning, "another has published \(key) as revision \(published.revision); it is repaired where it differs")
        }
        owner.adopt(published, for: key)
    }

    private func takeReference(_ record: LogRecord) {
        let place = "\(settings.topics.references)/\(record.offset)"
        switch ReferenceRecord.decode(key: record.key, value: record.value, at: place, territory: settings.catalog.territory) {
        case .table(let table):
            put(table)
            notices.add(.info, "the reference table \(table.id) has been replaced")
        case .removed(let id):
            if let table = settings.catalog.references.last(where: { $0.id == id }) {
                put(table)
                notices.add(
                    .info, "the reference table \(id) of \(settings.topics.references) has been removed; that of the pipelines holds")
            } else if references.removeValue(forKey: id) != nil {
                for partition in partitions { for publication in partition.pipelines.values { publication.remove(reference: id) } }
                notices.add(.info, "the reference table \(id) has been removed")
            }
        case .refused(let why): notices.add(.error, why)
        case nil: break
        }
    }

    private func put(_ table: ReferenceTable) {
        references[table.id] = table
        for partition in partitions { for publication in partition.pipelines.values { publication.replace(table) } }
    }

    /// Who writes: what the stage itself has written before its partitions were taken back is another's, and may come late.
    var writer: UInt64 { settings.instance &+ UInt64(account.assignments) }

    // MARK: ownership

    func begin(_ assigned: [TopicPartition]) throws(StageError) {
        forget()
        var starts: [LogStart] = []
        var failure: StageError?
        do throws(LogError) {
            let versionStart = try readAll(TopicPartition(settings.topics.versions, 0)) { [self] in takeVersion($0) }
            target = wantedTarget
            // What the topic no longer holds, whoever begins now does not know of either.
            references = PublishStage.tables(of: settings.catalog)
            let referenceStart = try readAll(TopicPartition(settings.topics.references, 0)) { [self] in takeReference($0) }
            for partial in assigned.sorted() where partial.topic == settings.topics.partials {
                let partition = PublishedPartition(partial.partition, pipelines: makePublications())
                // First what has been published, then what should be.
                let updates = target.map { TopicPartition($0, partial.partition) }
                var updatesStart: Int64 = 0
                if let updates { updatesStart = try readAll(updates) { [self] in takeUpdate($0, partition, isTail: false) } }
                for update in ledger.underWay(to: updates) {
                    partition.publication(of: update.key)?.expect(update.revision, of: update.key)
                }
                let partialsStart = try readAll(partial) { [self] record in
                    guard failure == nil else { return }
                    do throws(StageError) { try takePartial(record, partition) } catch { failure = error }
                }
                partition.next = partialsStart
                partitions.append(partition)
                starts.append(LogStart(partial, .offset(partialsStart)))
                slots.append(.partials(partition))
                guard let updates else { continue }
                starts.append(LogStart(updates, .offset(updatesStart)))
                slots.append(.updates(partition))
            }
            if !partitions.isEmpty {
                starts.append(LogStart(TopicPartition(settings.topics.references, 0), .offset(referenceStart)))
                starts.append(LogStart(TopicPartition(settings.topics.versions, 0), .offset(versionStart)))
                slots += [.references, .versions]
            }
        } catch { throw StageError(error) }
        if let failure { throw failure }
        log.assign(starts)
        account.assignments += 1
        hasPartitions = true
    }

    // MARK: versions

    /// Where the version in force lets this one write.
    var wantedTarget: String? { currentVersion == settings.topics.version ? settings.topics.updates : settings.topics.trialUpdates }

    private func takeVersion(_ record: LogRecord) {
        guard let key = record.key, String(decoding: key, as: UTF8.self) == VersionRecord.key else { return }
        currentVersion = VersionRecord.decode(record.value)
        if currentVersion == VersionRecord.unknown {
            notices.add(
                .error,
                "\(settings.topics.versions)/\(record.offset) names no version that there can be: nobody publishes to "
                    + "\(settings.topics.updates) until one is put in force (nhipso switch)")
        }
    }

    /// Another version is in force: what this one has begun is finished, and it takes over, or gives up, what everybody reads: from what
    /// stands there, as after every assignment.
    func change(at time: StageTime) throws(StageError) {
        let assigned = partitions.map { TopicPartition(settings.topics.partials, $0.number) }
        if !log.flush(waitingMilliseconds: 5_000) {
            throw StageError(
                .log, "not all updates were acknowledged before another version of the pipelines came into force", recovery: .rebuild)
        }
        try takeReports(at: time)
        notices.add(
            .info,
            "the version \(currentVersion.isEmpty ? Topics.defaultVersion : currentVersion) of the pipelines is in force; "
                + "this one (\(settings.topics.versionName)) writes \(wantedTarget.map { "to \($0)" } ?? "nothing")")
        try begin(assigned)
    }

    /// Reads all that a partition holds now.
    ///
    /// - Returns: the offset of what comes next.
    private func readAll(_ partition: TopicPartition, _ body: (LogRecord) -> Void) throws(LogError) -> Int64 {
        let bounds = try log.bounds(of: partition)
        if bounds.high > bounds.low {
            try log.read(partition, from: bounds.low, to: bounds.high) {
                body($0)
                return true
            }
        }
        return bounds.high
    }

    private func makePublications() -> [String: PipelinePublication] {
        let territory = settings.catalog.territory
        let partners = self.partners
        let context = PublicationContext(
            unitsInForce: territory.unitsInForce.map(\.code), communeName: { territory.name(of: $0) },
            partnerName: { partners.name(of: $0) }, source: settings.source, partitionCount: settings.factsPartitions)
        let tables = references.values.sorted { $0.id < $1.id }
        return Dictionary(
            settings.catalog.pipelines.map {
                ($0.id, PipelinePublication($0, references: tables, context: context, partners: partners))
            }, uniquingKeysWith: { $1 })
    }

    func finish(at time: StageTime, withinMilliseconds limit: Int = 5_000) throws(StageError) {
        try publish(at: time)
        if !log.flush(waitingMilliseconds: limit) {
            notices.add(.warning, "not all updates are acknowledged; the next owner writes what is missing")
        }
        try takeReports(at: time)
        forget()
    }

    func forget() {
        hasPartitions = false
        partitions = []
        slots = []
        heldBack = []
        heldBackSince = [:]
    }
}
