import Aggregation

/// What the group gives and takes.
extension AggregateStage {
    func begin(_ partitions: [TopicPartition], at time: StageTime) throws(StageError) {
        for fold in folds { parked[fold.facts] = fold }
        folds = []
        for partition in partitions.sorted() {
            guard let pipeline = pipelines[partition.topic] else { continue }
            let bounds: LogBounds
            do throws(LogError) { bounds = try log.bounds(of: partition) } catch { throw StageError(error) }
            let fold: PartitionFold
            // What was kept may be old: others have had the partition, and the facts that it lacks may have gone.
            if let kept = parked[partition], kept.position >= bounds.low {
                fold = kept
            } else {
                fold = PartitionFold(
                    pipeline, partition, idleAfterMilliseconds: settings.idleAfterMilliseconds, advice: settings.advice)
                try restore(fold)
            }
            try check(fold, bounds)
            fold.silentBefore = max(bounds.high, fold.position)
            fold.hasAsserted = false
            fold.nextSnapshot = time.monotonicMilliseconds + settings.snapshotMilliseconds
            folds.append(fold)
        }
        parked = [:]
        snapshotRetries = [:]
        log.assign(folds.map { LogStart($0.facts, .offset($0.position)) })
        account.assignments += 1
        hasPartitions = true
        for fold in folds where !fold.isSilent { restored(fold, at: time) }
    }

    func check(_ fold: PartitionFold, _ bounds: LogBounds) throws(StageError) {
        if bounds.low > fold.position {
            throw StageError(
                .recordsLost,
                "\(fold.facts) begins at offset \(bounds.low), and the state that is there ends at \(fold.position): the facts "
                    + "between them are gone. Let the topic keep facts longer, run workers with a new pipeline_version, which begin with the "
                    + "events that are kept, and put it in force with nhipso switch")
        }
        if bounds.high < fold.position {
            throw StageError(
                .recordsLost,
                "\(fold.facts) ends at offset \(bounds.high), but there is a snapshot of its first \(fold.position) records: "
                    + "the log has lost what was acknowledged, or was made anew. Snapshots and partials speak of records that are not there any more: run "
                    + "workers with a new pipeline_version, which begin with the events that are kept, and put it in force with nhipso switch"
            )
        }
    }

    /// The state has come as far as the log had when the partition was taken over.
    func restored(_ fold: PartitionFold, at time: StageTime) {
        fold.nextAssertion = time.monotonicMilliseconds
        notices.add(
            .info, "\(fold.facts) is up to date at offset \(fold.position) with \(fold.aggregate.liveRecords) live records")
    }

    func finish(at time: StageTime, withinMilliseconds limit: Int = 5_000) throws(StageError) {
        // Who has not yet said all that there is leaves it to the next owner.
        for fold in folds where !fold.isSilent && fold.hasAsserted { try emit(fold, at: time) }
        if !log.flush(waitingMilliseconds: limit) {
            notices.add(.warning, "not all that was written is acknowledged; the next owner writes it again")
        }
        try takeReports(at: time)
        nextCommit = 0
        commit(at: time)
        forget()
    }

    func forget() {
        hasPartitions = false
        for fold in folds { parked[fold.facts] = fold }
        folds = []
        writings = []
        // What is under way stays in the ledger: no manifest may be written before it is acknowledged, whoever owns the partition by then.
    }

    /// Only so that others can see how far the stage has come: what it begins from is in its snapshots.
    func commit(at time: StageTime) {
        guard time.monotonicMilliseconds >= nextCommit, !folds.isEmpty else { return }
        nextCommit = time.monotonicMilliseconds + settings.commitMilliseconds
        let offsets = Dictionary(folds.map { ($0.facts, $0.position) }, uniquingKeysWith: { $1 })
        do throws(LogError) { try log.commitLater(offsets) } catch { notices.add(.warning, "offsets were not committed: \(error)") }
    }
}
