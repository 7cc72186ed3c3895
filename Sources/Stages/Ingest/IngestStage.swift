import Aggregation
import Catalog
import Ingest

/// Reads partners' topics and writes fact blocks and rejects. It has no state that matters: what it has read counts only once its offset is
/// committed, and that happens only after all that came of it is acknowledged.
public final class IngestStage: Stage {
    let settings: IngestSettings
    let log: any StageLog
    var ingester: Ingester
    var sources: [InputSource] = []
    var ledger = WriteLedger()
    let eventBuffer = EventBuffer()
    let pipelines: [FactPipeline]
    public internal(set) var account = IngestAccount()
    var notices = StageNotices()

    /// Where each event of the open blocks stands; facts have its index.
    var origins: [(slot: Int, offset: Int64)] = []
    var rejects: [OutgoingRecord] = []
    /// By ticket: they outlive an assignment, and tickets are never given twice.
    var rejectsUnderWay: [Int: RejectUnderWay] = [:]
    var rejectCount = 0
    var openFacts = 0
    var openSince: Int64?
    var newestLogTime = EventTime.distantPast
    var nextTick: Int64 = 0
    /// Partitions of partners that have no topic for rejects.
    var withoutRejects: [TopicPartition] = []
    var nextLookForRejects: Int64 = 0
    /// When that was last said of a partner.
    var saidWithoutRejects: [String: Int64] = [:]
    private var nextCommit: Int64 = 0
    private var hasFailedToCommit = false
    var uncommitted: [TopicPartition: Int64] = [:]
    /// Which version of each source's progress each partition of facts has been told: by pipeline and partition, then source.
    var told: [[Int]] = []

    public init(_ settings: IngestSettings, log: any StageLog) throws(StageError) {
        self.settings = settings
        self.log = log
        do throws(IngestError) {
            ingester = try Ingester(catalog: settings.catalog, key: settings.key, maximumBytes: settings.maximumEventBytes)
        } catch { throw StageError(.topic, error.description) }
        ingester.batch = FactBatch(pipelineCount: settings.catalog.pipelines.count, partitionCount: settings.factsPartitions)
        pipelines = settings.catalog.pipelines.map { FactPipeline($0, topic: settings.topics.facts(of: $0.id)) }
    }

    /// The group has given it its partitions, however few, and has not taken them back.
    var hasPartitions = false
    public var isReady: Bool { hasPartitions }

    public func step(at time: StageTime) throws(StageError) -> Bool {
        try takeReports()
        var isBusy = false
        var wait = waitMilliseconds(time)
        for _ in 0..<2_000 {
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
            if openFacts >= settings.factsPerFlush || origins.count >= 4 * settings.factsPerFlush { try flush(at: time) }
        }
        if let openSince, time.monotonicMilliseconds - openSince >= settings.flushPause(events: origins.count) { try flush(at: time) }
        if time.monotonicMilliseconds >= nextTick { try tick(at: time) }
        try commit(at: time)
        return isBusy
    }

    public func takeNotices() -> [StageNotice] { notices.take() }

    public func leave(at time: StageTime, withinMilliseconds limit: Int) throws(StageError) {
        try finish(at: time, withinMilliseconds: limit)
    }

    private func waitMilliseconds(_ time: StageTime) -> Int {
        let due = min(nextTick, openSince.map { $0 + settings.flushPause(events: origins.count) } ?? .max)
        return Int(max(0, min(due - time.monotonicMilliseconds, 100)))
    }

    private func fail(_ error: LogError) throws(StageError) {
        if error.recovery == .retry {
            notices.add(.warning, "the log is not well: \(error)")
        } else {
            throw StageError(error)
        }
    }

    func takeReports() throws(StageError) {
        var failure: LogError?
        var rejected: [WriteReport] = []
        log.takeReports { report in
            if report.ticket < 0 {
                rejected.append(report)
            } else if let failed = report.failure {
                failure = failure ?? failed
            } else {
                ledger.acknowledge(report.ticket)
            }
        }
        for report in rejected { failure = takeReport(ofReject: report) ?? failure }
        if let failure { throw StageError(failure) }
    }

    private func commit(at time: StageTime) throws(StageError) {
        uncommitted.merge(ledger.takeDone()) { $1 }
        if hasFailedToCommit {
            // From here on, for the attempt may have taken its time: it must not be all that the stage does.
            hasFailedToCommit = false
            nextCommit = time.monotonicMilliseconds + 5 * settings.commitMilliseconds
        }
        guard time.monotonicMilliseconds >= nextCommit, !uncommitted.isEmpty else { return }
        nextCommit = time.monotonicMilliseconds + settings.commitMilliseconds
        do throws(LogError) {
            try log.commit(uncommitted, waitingMilliseconds: 2_000)
            uncommitted = [:]
        } catch {
            if error.recovery == .stop { throw StageError(error) }
            // They stay and are committed with the next.
            hasFailedToCommit = true
            notices.add(.warning, "offsets were not committed: \(error)")
        }
    }
}
