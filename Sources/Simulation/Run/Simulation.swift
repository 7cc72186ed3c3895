import Aggregation
import Catalog
import Stages

/// One run: a cluster in memory, stages of each kind, and all the faults that the seed has picked; then they end, and all must come right.
public final class Simulation {
    let seed: UInt64
    let chance: SimulatedChance
    let faults: Set<SimulatedFault>
    let catalog: Catalog
    let world: SimulationWorld
    let cluster: SimulatedCluster
    let settings: SimulationSettings
    let shadows: [ShadowPipeline]
    let inputs: InputOracle
    let account = Account()
    let watch: UpdateWatch
    let events: SimulatedEvents
    var workers: [SimulatedWorker] = []
    var report: SimulationReport
    var step = 0
    let start: Int64
    var isOverrun = false
    /// Of each partition of facts, before which position facts were dispensable from which step on.
    var dispensable: [TopicPartition: [(step: Int, position: Int64)]] = [:]
    /// What the run is about to do, for whoever looks into a failure.
    public var trace: ((String) -> Void)?

    public init(seed: UInt64, in world: SimulationWorld) throws(SimulationFailure) {
        self.seed = seed
        self.world = world
        chance = SimulatedChance(seed: seed)
        faults = SimulatedFault.chosen(by: chance)
        catalog = world.catalog(chance)
        settings = SimulationSettings(chance)
        // 5 January 2026, 8 o'clock in Vietnam.
        start = 1_767_574_800_000
        cluster = SimulatedCluster(chance: chance, faults: faults, now: start)
        let (catalog, settings) = (catalog, settings)
        shadows = catalog.pipelines.map {
            ShadowPipeline(
                $0, territory: catalog.territory, partitions: settings.factsPartitions,
                idleAfterMilliseconds: settings.idleAfterMilliseconds)
        }
        inputs = try InputOracle(catalog: catalog, key: world.key)
        watch = UpdateWatch(shadows, isOneOwner: faults.isDisjoint(with: SimulatedFault.ofTwoOwners))
        events = SimulatedEvents(chance)
        report = SimulationReport(seed: seed)
        report.faults = faults.sorted { $0.rawValue < $1.rawValue }
        makeTopics()
        cluster.observer = { [unowned self] (partition, record) throws(SimulationFailure) in try observe(partition, record) }
        for kind in SimulatedWorker.Kind.allCases {
            for _ in 0..<chance.number(1...2) { workers.append(SimulatedWorker(kind)) }
        }
    }

    private func makeTopics() {
        for topic in SimulatedEvents.topics { cluster.addTopic(topic.name, partitions: topic.partitions) }
        for partner in Set(SimulatedEvents.topics.map(\.partner)) { cluster.addTopic("rejected.\(partner)", partitions: 1) }
        for pipeline in catalog.pipelines {
            cluster.addTopic("facts.\(pipeline.id)", partitions: settings.factsPartitions)
            cluster.addTopic("snapshots.\(pipeline.id)", partitions: settings.factsPartitions)
        }
        cluster.addTopic("partials", partitions: settings.partialsPartitions)
        cluster.addTopic("indicator-updates", partitions: settings.partialsPartitions)
        cluster.addTopic("references", partitions: 1)
        cluster.addTopic("versions", partitions: 1)
        cluster.addGroup("ingest") { $0.hasPrefix("in.") }
        cluster.addGroup("aggregate") { $0.hasPrefix("facts.") }
        cluster.addGroup("publish") { $0 == "partials" }
    }

    /// Runs it to its end.
    public func run() throws(SimulationFailure) -> SimulationReport {
        do throws(SimulationFailure) {
            try misfortune()
            try heal()
            if chance.happens(500) { try beginCold() }
        } catch {
            guard error.kind == .stop, error.message == Simulation.lost else { throw error }
            report.hasStopped = true
        }
        report.steps = step
        report.strikes = cluster.strikes
        report.updates = watch.count
        report.events = inputs.fates.count
        return report
    }

    static let lost = "records are lost, and the stage says so"

    /// The part in which the faults strike.
    private func misfortune() throws(SimulationFailure) {
        let end = settings.steps
        while step < end {
            step += 1
            wake()
            try act()
            cluster.deliver()
            if let failure = cluster.failure { throw failure }
            noteDispensable()
        }
    }

    /// Processes that have slept long enough.
    private func wake() {
        for worker in workers where step >= worker.sleepsUntil {
            if worker.isPaused {
                trace?("\(step) resume \(worker.kind) \(worker.log?.member ?? 0)")
                worker.resume()
            }
        }
    }

    private func act() throws(SimulationFailure) {
        switch chance.below(100) {
        case 0..<70:
            guard let worker = chance.one(of: workers) else { return }
            try turn(worker)
        case 70..<85: cluster.advance(to: cluster.now + Int64(chance.number(1...80)))
        case 85..<92: feed()
        default: strike()
        }
    }

    /// One step of a worker.
    func turn(_ worker: SimulatedWorker) throws(SimulationFailure) {
        guard step >= worker.sleepsUntil else { return }
        if !worker.isRunning { try begin(worker) }
        guard let stage = worker.stage else { return }
        do throws(StageError) { _ = try stage.step(at: worker.time(cluster.now, since: start)) } catch {
            try mend(worker, error)
        }
        if let failure = cluster.failure { throw failure }
        try checkBatch(of: worker)
        tearIfDue(worker)
    }

    /// What a worker's shell does after an error: begins anew, or stops for good.
    func mend(_ worker: SimulatedWorker, _ error: StageError) throws(SimulationFailure) {
        trace?("\(step) \(worker.kind) \(worker.log?.member ?? 0) ends: \(error)")
        guard error.recovery == .stop else { return worker.crash(until: step + chance.number(0...5)) }
        if isOverrun, error.code == .recordsLost || error.message.contains("_AUTO_OFFSET_RESET") {
            throw SimulationFailure(.stop, Simulation.lost)
        }
        throw SimulationFailure(.stop, "\(worker.kind): \(error)")
    }

    private func feed() {
        guard report.events < settings.events else { return }
        cluster.advance(to: cluster.now + Int64(chance.below(settings.longestPause)))
        for _ in 0..<chance.number(1...10) {
            let record = events.next(at: cluster.now, repeats: cluster.strikes(.repeats, 250))
            if record.partition.topic != "in.pcthanhhoa.elec-bill", cluster.strikes(.slowSources, 600) { continue }
            report.events += 1
            cluster.append(record)
        }
    }

    private func observe(_ partition: TopicPartition, _ record: StoredRecord) throws(SimulationFailure) {
        let topic = partition.topic
        if let source = Topics().source(ofInput: topic) {
            inputs.take(record, of: partition, partner: source.partner)
        } else if let pipeline = Topics().pipeline(ofFacts: topic) {
            try shadows.first { $0.pipeline.id == pipeline }?.partitions[Int(partition.partition)].fold(record)
        } else if topic.hasPrefix("rejected.") {
            account.takeReject(record)
        } else if topic == "indicator-updates" {
            trace?(
                "\(step) \(record.keyText) revision \(record.header("nhipso_revision") ?? "") by \(record.header("nhipso_writer") ?? "")")
            try watch.take(record)
        }
    }
}
