import Aggregation
import Foundation
import Kafka
import Stages
import Synchronization
import Telemetry

/// Brings what the stages have done into the series that are shown to operators.
public final class StageReport: Sendable {
    private let registry: SeriesRegistry
    private let health: WorkerHealth
    private let state = Mutex(Told())

    /// What has been told already, so that counters rise by what is new.
    private struct Told {
        var counters: [String: Int] = [:]
        var latency: [Int] = []
        var stages: [WorkerStage: StageHealth] = [:]
        var snapshots: [String: (position: Int64, since: Double)] = [:]
        /// The partitions that are shown: those that the stages have, pipeline and partition.
        var folded: Set<[String]> = []
        var published: Set<[String]> = []
    }

    public init(registry: SeriesRegistry, health: WorkerHealth) {
        self.registry = registry
        self.health = health
    }

    /// Registers a stage before it begins.
    func begin(_ stage: WorkerStage) { state.withLock { $0.stages[stage] = health.begin(stage: stage.rawValue) } }

    /// The loop has come round.
    func step(_ stage: WorkerStage) { state.withLock { $0.stages[stage] }?.step() }

    func end(_ stage: WorkerStage) { state.withLock { $0.stages[stage] }?.markEnded() }

    /// A new stage has taken the place of one that failed: its counts begin at nothing.
    func renew(_ stage: WorkerStage) {
        state.withLock { told in
            told.counters = told.counters.filter { !$0.key.hasPrefix(stage.rawValue) }
            if stage == .publish { told.latency = [] }
            told.stages[stage]?.markNotReady("it begins again after a failure")
        }
        // What it had may be another worker's by the time it is back.
        if stage == .aggregate { show([], in: \.folded, of: StageReport.ofFolds) }
        if stage == .publish { show([], in: \.published, of: [WorkerInstruments.heldBackWindows]) }
    }

    private static let ofFolds = [
        WorkerInstruments.watermark, WorkerInstruments.liveRecords, WorkerInstruments.snapshotAge, WorkerInstruments.snapshotBytes,
        WorkerInstruments.restore,
    ]

    /// Takes what others show now away: the series of partitions that were there and are not.
    private func show(_ partitions: Set<[String]>, in place: WritableKeyPath<Told, Set<[String]>> & Sendable, of gauges: [Instrument]) {
        let gone = state.withLock { told in
            defer { told[keyPath: place] = partitions }
            let gone = told[keyPath: place].subtracting(partitions)
            for labels in gone { told.snapshots[labels.joined(separator: "/")] = nil }
            return gone
        }
        for labels in gone {
            for gauge in gauges { registry.remove(gauge, labels[0], labels[1]) }
            registry.removeAll(.pipeline, labels[0], of: [WorkerInstruments.slowestSource])
        }
    }

    /// Looks at the stage; on its own thread.
    func observe(_ name: WorkerStage, _ stage: any Stage) {
        let health = state.withLock { $0.stages[name] }
        if stage.isReady { health?.markReady() } else { health?.markNotReady(stage.waitsFor) }
        switch stage {
        case let ingest as IngestStage: observe(ingest.account)
        case let aggregate as AggregateStage: observe(aggregate)
        case let publish as PublishStage: observe(publish)
        default: break
        }
    }

    /// What a client of the stage has said of itself: a consumer knows how much of each partition is still to be read.
    func observe(_ name: WorkerStage, _ statistics: KafkaStatistics) {
        guard statistics.groupState != nil else { return }
        registry.removeAll(.stage, name.rawValue, of: [WorkerInstruments.lag])
        for partition in statistics.partitions {
            guard let lag = partition.lag else { continue }
            registry.gauge(WorkerInstruments.lag, name.rawValue, partition.partition.topic, String(partition.partition.partition)).set(lag)
        }
    }

    private func observe(_ account: IngestAccount) {
        for (partner, count) in account.events {
            rise("ingest.events.\(partner)", to: count) { registry.counter(WorkerInstruments.events, "ingest", partner) }
        }
        rise("ingest.facts", to: account.facts) { registry.counter(WorkerInstruments.facts, "ingest") }
        for (key, count) in account.rejects {
            rise("ingest.rejects.\(key.partner).\(key.reason.rawValue)", to: count) {
                registry.counter(WorkerInstruments.rejects, key.partner, key.reason.rawValue)
            }
        }
    }

    private func observe(_ stage: AggregateStage) {
        let account = stage.account
        rise("aggregate.facts", to: account.facts) { registry.counter(WorkerInstruments.facts, "aggregate") }
        for (partner, count) in account.lateFacts {
            rise("aggregate.late.\(partner)", to: count) { registry.counter(WorkerInstruments.rejects, partner, "period-closed") }
        }
        let now = Double(StageClock.now.monotonicMilliseconds) / 1000
        show(Set(stage.partitions.map { [$0.pipeline, String($0.partition)] }), in: \.folded, of: StageReport.ofFolds)
        for partition in stage.partitions { registry.removeAll(.pipeline, partition.pipeline, of: [WorkerInstruments.slowestSource]) }
        for partition in stage.partitions { observe(partition, at: now) }
    }

    private func observe(_ partition: AggregateAccount.Partition, at now: Double) {
        let labels = (partition.pipeline, String(partition.partition))
        let name = "\(labels.0)/\(labels.1)"
        if let seconds = partition.watermark.seconds { registry.gauge(WorkerInstruments.watermark, labels.0, labels.1).set(seconds) }
        if let slowest = partition.slowest, let seconds = slowest.latest.seconds {
            registry.gauge(WorkerInstruments.slowestSource, labels.0, labels.1, slowest.source).set(seconds)
        }
        registry.gauge(WorkerInstruments.liveRecords, labels.0, labels.1).set(partition.liveRecords)
        let age = state.withLock { told -> Double? in
            guard let position = partition.snapshotPosition else { return nil }
            if told.snapshots[name]?.position != position { told.snapshots[name] = (position, now) }
            return told.snapshots[name].map { now - $0.since }
        }
        if let age {
            registry.gauge(WorkerInstruments.snapshotAge, labels.0, labels.1).set(age)
            registry.gauge(WorkerInstruments.snapshotBytes, labels.0, labels.1).set(partition.snapshotBytes)
        }
    }

    /// The stage has read its partitions' state from the log, all of them in so long.
    func restored(_ stage: AggregateStage, milliseconds: Int64) {
        for partition in stage.partitions {
            registry.gauge(WorkerInstruments.restore, partition.pipeline, String(partition.partition)).set(Double(milliseconds) / 1000)
        }
    }

    private func observe(_ stage: PublishStage) {
        observe(stage.account)
        let assigned = stage.published
        show(Set(assigned.map { [$0.pipeline, String($0.partition)] }), in: \.published, of: [WorkerInstruments.heldBackWindows])
        for (pipeline, partition) in assigned {
            let found = stage.heldBack.first { $0.pipeline == pipeline && $0.partition == partition }
            registry.gauge(WorkerInstruments.heldBackWindows, pipeline, String(partition)).set(found.map { max(1, $0.windows.count) } ?? 0)
        }
    }

    private func observe(_ account: PublishAccount) {
        for (indicator, count) in account.updates {
            rise("publish.updates.\(indicator)", to: count) { registry.counter(WorkerInstruments.revisions, indicator) }
        }
        let new = state.withLock { told in
            defer { told.latency = account.latency.counts }
            return account.latency.counts.enumerated().map { $0.element - ($0.offset < told.latency.count ? told.latency[$0.offset] : 0) }
        }
        let histogram = registry.histogram(WorkerInstruments.eventToUpdate)
        for (index, count) in new.enumerated() where count > 0 {
            let bounds = LatencyCounts.bounds
            let seconds = Double(index < bounds.count ? bounds[index] : 2 * (bounds.last ?? 0)) / 1000
            for _ in 0..<min(count, 10_000) { histogram.record(seconds) }
        }
    }

    private func rise(_ name: String, to count: Int, _ counter: () -> CounterSeries) {
        let difference = state.withLock { told in
            defer { told.counters[name] = count }
            return count - (told.counters[name] ?? 0)
        }
        if difference > 0 { counter().increment(by: Int64(difference)) }
    }
}

extension EventTime {
    /// Since 1970; nil where there is no such time.
    fileprivate var seconds: Double? {
        self == .distantPast || self == .distantFuture ? nil : Double(rawValue) / 1000
    }
}
