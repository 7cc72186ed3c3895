import Aggregation
import Catalog
import Publication

/// Adds partials up and publishes what has changed.
public final class PublishStage: Stage {
    let settings: PublishSettings
    let log: any StageLog
    /// What the slots of the log's assignment are.
    enum Slot {
        case partials(PublishedPartition)
        case updates(PublishedPartition)
        case references
        case versions
    }

    var slots: [Slot] = []
    var partitions: [PublishedPartition] = []
    /// The reference tables in force, by id.
    var references: [String: ReferenceTable]
    let partners = PartnerRegister()
    /// Where the updates go: to everybody while this version of the pipelines is in force. nil: nowhere.
    var target: String?
    /// The version in force, as the log says.
    var currentVersion = ""
    var ledger = UpdateLedger()
    public internal(set) var account = PublishAccount()
    var notices = StageNotices()
    private var nextPublication: Int64 = 0
    private var lastPublication: Int64 = 0
    private var nextCommit: Int64 = 0
    var nextLook: Int64 = 0
    /// What is held back, as it was last looked at.
    public internal(set) var heldBack: [HeldBack] = []
    /// Since when something has been, and when that was last said, by pipeline and partition.
    var heldBackSince: [String: Int64] = [:]
    var heldBackSaid: [String: Int64] = [:]

    public init(_ settings: PublishSettings, log: any StageLog) {
        self.settings = settings
        self.log = log
        references = PublishStage.tables(of: settings.catalog)
    }

    /// The group has given it its partitions, however few, and has not taken them back.
    var hasPartitions = false
    public var isReady: Bool { hasPartitions && partitions.allSatisfy { $0.pipelines.values.allSatisfy(\.isReady) } }

    static func tables(of catalog: Catalog) -> [String: ReferenceTable] {
        Dictionary(catalog.references.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    public func takeNotices() -> [StageNotice] { notices.take() }

    public func step(at time: StageTime) throws(StageError) -> Bool {
        try takeReports(at: time)
        var isBusy = false
        var isDrained = false
        var wait = waitMilliseconds(time)
        for _ in 0..<4_096 {
            let event = log.poll(waitingMilliseconds: wait)
            if case .nothing = event {
                isDrained = true
                break
            }
            isBusy = true
            wait = 0
            switch event {
            case .nothing: break
            case .record(let record): try take(record)
            case .assigned(let assigned): try begin(assigned)
            case .revoked: try finish(at: time)
            case .lost: forget()
            case .failed(let error): try fail(error)
            }
            if !partitions.isEmpty, target != wantedTarget { try change(at: time) }
        }
        // What waits to be read is taken in first: of a figure that changes many times on the way only the last word is written.
        let isOverdue = time.monotonicMilliseconds >= lastPublication + settings.longestPublicationMilliseconds
        if time.monotonicMilliseconds >= nextPublication, isDrained || isOverdue { try publish(at: time) }
        if time.monotonicMilliseconds >= nextLook, isDrained || isOverdue { look(at: time) }
        commit(at: time)
        return isBusy
    }

    public func leave(at time: StageTime, withinMilliseconds limit: Int) throws(StageError) {
        try finish(at: time, withinMilliseconds: limit)
    }

    func waitMilliseconds(_ time: StageTime) -> Int {
        let isTouched = partitions.contains { $0.pipelines.values.contains(where: \.isTouched) }
        return isTouched ? Int(max(0, min(nextPublication - time.monotonicMilliseconds, 100))) : 100
    }

    private func fail(_ error: LogError) throws(StageError) {
        if error.recovery == .retry {
            notices.add(.warning, "the log is not well: \(error)")
        } else {
            throw StageError(error)
        }
    }

    /// Writes every figure that is not as it was last published.
    func publish(at time: StageTime) throws(StageError) {
        var count = 0
        var newestOfAll = EventTime.distantPast
        for partition in partitions {
            guard let target = target.map({ TopicPartition($0, partition.number) }) else {
                for publication in partition.pipelines.values { publication.settle() }
                continue
            }
            for publication in partition.pipelines.values.sorted(by: { $0.pipeline.id < $1.pipeline.id }) {
                let updates = publication.changes(at: time.wall)
                let newest = publication.takeNewestLogTime()
                guard !updates.isEmpty else { continue }
                count += updates.count
                newestOfAll = max(newestOfAll, newest ?? .distantPast)
                let ticket = ledger.begin(updates.map { .init(key: $0.key, revision: $0.revision) }, to: target, newestLogTime: newest)
                for update in updates {
                    let record = UpdateRecord.encode(
                        update, to: target, writer: writer, planDigest: publication.planDigest, ticket: ticket)
                    account.updates[update.key.indicator, default: 0] += 1
                    do throws(LogError) { try log.send(record) } catch { throw StageError(error) }
                }
            }
        }
        guard count > 0 else { return }
        lastPublication = time.monotonicMilliseconds
        nextPublication = lastPublication + settings.publicationPause(updates: count) + Backlog.pause(newest: newestOfAll, at: time.wall)
    }

    func takeReports(at time: StageTime) throws(StageError) {
        var failure: LogError?
        log.takeReports { report in
            // Its figure counts as published; since it may not be, all that was published is read again.
            if let failed = report.failure { return failure = failure ?? failed }
            guard let newest = ledger.acknowledge(report.ticket) else { return }
            account.latency.note(from: newest, to: time.wall)
        }
        if let failure { throw StageError(failure) }
    }

    /// Only so that others can see how far the stage has come: it begins with what stands in the log.
    private func commit(at time: StageTime) {
        guard time.monotonicMilliseconds >= nextCommit, !partitions.isEmpty else { return }
        nextCommit = time.monotonicMilliseconds + settings.commitMilliseconds
        let offsets = Dictionary(
            partitions.map { (TopicPartition(settings.topics.partials, $0.number), $0.next) }, uniquingKeysWith: { $1 })
        do throws(LogError) { try log.commitLater(offsets) } catch { notices.add(.warning, "offsets were not committed: \(error)") }
    }
}

/// One partition of `partials`, and the same of `indicator-updates`.
final class PublishedPartition {
    let number: Int32
    /// The offset of the first of its partials that is still to be read.
    var next: Int64 = 0
    let pipelines: [String: PipelinePublication]
    /// The highest revision that another has written while this stage had the partition.
    var foreign: [IndicatorKey: Int64] = [:]
    /// Keys of partials that were damaged: each is said once, and no more than an operator reads.
    private var damagedKeys: Set<[UInt8]> = []
    private static let damagedKeysMax = 100

    init(_ number: Int32, pipelines: [String: PipelinePublication]) {
        self.number = number
        self.pipelines = pipelines
    }

    /// Whether it is to be said that a partial of the key is damaged.
    func isFirstDamage(of key: [UInt8]) -> Bool {
        damagedKeys.count < PublishedPartition.damagedKeysMax && damagedKeys.insert(key).inserted
    }

    /// The figures that the key's is one of.
    func publication(of key: IndicatorKey) -> PipelinePublication? {
        pipelines.values.first { $0.pipeline.indicators.contains { $0.id == key.indicator } }
    }
}
