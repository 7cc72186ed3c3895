import Aggregation
import Catalog

/// Folds facts, writes partial cells, and keeps snapshots of its state in the log.
public final class AggregateStage: Stage {
    let settings: AggregateSettings
    let log: any StageLog
    let pipelines: [String: FactPipeline]
    /// By slot.
    var folds: [PartitionFold] = []
    /// Of partitions that were taken back a moment ago: when they come again, their state need not be read again.
    var parked: [TopicPartition: PartitionFold] = [:]
    var ledger = WriteLedger()
    /// Snapshots that are being written: one at a time, but for the last.
    var writings: [SnapshotWriting] = []
    var snapshotCount = 0
    /// Of partitions whose snapshot could not be begun: when it is tried again, whatever else makes it due.
    var snapshotRetries: [TopicPartition: SnapshotRetry] = [:]
    public internal(set) var account = AggregateAccount()
    var notices = StageNotices()
    var nextEmission: Int64 = 0
    var nextCommit: Int64 = 0

    public init(_ settings: AggregateSettings, log: any StageLog) {
        self.settings = settings
        self.log = log
        pipelines = Dictionary(
            settings.pipelines.map { (settings.topics.facts(of: $0.id), FactPipeline($0, topic: settings.topics.facts(of: $0.id))) },
            uniquingKeysWith: { $1 })
    }

    /// The group has given it its partitions, however few, and has not taken them back.
    var hasPartitions = false
    public var isReady: Bool { hasPartitions && folds.allSatisfy { !$0.isSilent } }

    public func takeNotices() -> [StageNotice] { notices.take() }

    public func step(at time: StageTime) throws(StageError) -> Bool {
        try takeReports(at: time)
        var isBusy = false
        var wait = waitMilliseconds(time)
        for _ in 0..<64 {
            let event = log.poll(waitingMilliseconds: wait)
            if case .nothing = event { break }
            isBusy = true
            wait = 0
            switch event {
            case .nothing: break
            case .record(let record): try take(record, at: time)
            case .assigned(let partitions): try begin(partitions, at: time)
            case .revoked: try finish(at: time)
            case .lost: forget()
            case .failed(let error): try fail(error)
            }
        }
        try emitIfDue(at: time)
        try snapshotIfDue(at: time)
        commit(at: time)
        return isBusy
    }

    public func leave(at time: StageTime, withinMilliseconds limit: Int) throws(StageError) {
        try finish(at: time, withinMilliseconds: limit / 3)
        // Whoever takes over need not fold again what has come since the last snapshot.
        for fold in parked.values where fold.factsSinceSnapshot > 0 && !fold.isSilent && fold.hasAsserted { try beginSnapshot(of: fold) }
        parked = [:]
        // First the chunks, then the manifests.
        for _ in 0..<2 where !writings.isEmpty {
            _ = log.flush(waitingMilliseconds: limit / 3)
            try takeReports(at: time)
        }
    }

    private func waitMilliseconds(_ time: StageTime) -> Int {
        var due = time.monotonicMilliseconds + 100
        for fold in folds {
            if let since = fold.changedSince, !fold.isSilent { due = min(due, max(since + settings.lingerMilliseconds, nextEmission)) }
        }
        if !writings.isEmpty { due = min(due, time.monotonicMilliseconds + 5) }
        return Int(max(0, due - time.monotonicMilliseconds))
    }

    private func fail(_ error: LogError) throws(StageError) {
        if error.recovery == .retry {
            notices.add(.warning, "the log is not well: \(error)")
        } else {
            throw StageError(error)
        }
    }

    private func take(_ record: LogRecord, at time: StageTime) throws(StageError) {
        guard folds.indices.contains(record.slot) else { return }
        let fold = folds[record.slot]
        var rejects: [OutgoingRecord] = []
        let wasSilent = fold.isSilent
        account.facts += try fold.take(record, keyID: settings.keyID, at: time) { source, offset, fact in
            rejects += lateReject(source, offset, fact, fold, record)
        }
        account.blocks += 1
        if !rejects.isEmpty { try write(rejects) }
        if wasSilent, !fold.isSilent { restored(fold, at: time) }
    }

    /// The reject of a fact that came after its period was closed. The event itself stays where it came from: its id says where.
    private func lateReject(_ source: String, _ offset: Int64, _ fact: Fact, _ fold: PartitionFold, _ record: LogRecord) -> [OutgoingRecord]
    {
        let parts = source.split(separator: "/")
        guard parts.count == 2, let origin = settings.topics.source(ofInput: String(parts[0])) else { return [] }
        let window = Window(length: fold.pipeline.plan.base, ordinal: fact.period)
        account.lateFacts[origin.partner, default: 0] += 1
        let reject = PeriodClosed.reject(window)
        let id = "\(source)/\(offset)"
        return [
            OutgoingRecord(
                to: TopicPartition(settings.topics.rejected(of: origin.partner), -1), key: Array(id.utf8), value: [],
                headers: RejectRecord.headers(reject, id: id, time: record.time, stage: "aggregate"))
        ]
    }

    func write(_ records: [OutgoingRecord]) throws(StageError) {
        guard !records.isEmpty else { return }
        let ticket = ledger.begin(records: records.count, offsets: [:])
        for var record in records {
            record.ticket = ticket
            do throws(LogError) { try log.send(record) } catch { throw StageError(error) }
        }
        account.written += records.count
    }

    func takeReports(at time: StageTime) throws(StageError) {
        var failure: LogError?
        log.takeReports { report in
            if let failed = report.failure {
                failure = failure ?? failed
            } else if report.ticket < 0 {
                acknowledgeSnapshot(report)
            } else {
                ledger.acknowledge(report.ticket)
            }
        }
        if let failure { throw StageError(failure) }
        try continueSnapshots(at: time)
    }
}
