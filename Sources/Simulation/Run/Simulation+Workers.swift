import Aggregation
import Stages

/// Processes that begin, and what befalls them.
extension Simulation {
    /// Starts the stage of a worker, as an instance of its own.
    func begin(_ worker: SimulatedWorker) throws(SimulationFailure) {
        guard let log = cluster.makeLog(group: worker.kind.rawValue) else { return }
        let instance = chance.next()
        trace?("\(step) start \(worker.kind) \(log.member) instance \(String(instance, radix: 16))")
        switch worker.kind {
        case .ingest:
            var own = IngestSettings(catalog: catalog, key: world.key, factsPartitions: settings.factsPartitions)
            own.factsPerFlush = settings.factsPerFlush
            own.factsPerBlock = settings.factsPerBlock
            own.commitMilliseconds = settings.ingestCommitMilliseconds
            do throws(StageError) { worker.start(try IngestStage(own, log: log), log) } catch {
                throw SimulationFailure(.stop, error.description)
            }
        case .aggregate:
            var own = AggregateSettings(
                pipelines: catalog.pipelines, keyID: world.key.id, partialsPartitions: settings.partialsPartitions, instance: instance)
            own.idleAfterMilliseconds = settings.idleAfterMilliseconds
            own.snapshotFacts = settings.snapshotFacts
            own.snapshotMilliseconds = settings.snapshotMilliseconds
            own.chunkBytes = settings.chunkBytes
            worker.start(AggregateStage(own, log: log), log)
        case .publish:
            let own = PublishSettings(catalog: catalog, factsPartitions: settings.factsPartitions, instance: instance)
            worker.start(PublishStage(own, log: log), log)
        }
    }

    /// A fault of those that strike from outside, if the seed has it.
    func strike() {
        guard let fault = chance.one(of: SimulatedFault.fromOutside.filter(faults.contains)) else { return }
        switch fault {
        case .crash: crash(chance.one(of: workers.filter(\.isRunning)), fault)
        case .pause:
            guard let worker = chance.one(of: workers.filter { $0.isRunning && !$0.isPaused }) else { return }
            cluster.noteStrike(fault)
            trace?("\(step) pause \(worker.kind) \(worker.log?.member ?? 0)")
            worker.pause(until: step + chance.number(5...120))
            if let log = worker.log, chance.happens(850) { cluster.group(worker.kind.rawValue)?.expel(log.member) }
        case .timeouts:
            guard let worker = chance.one(of: workers.filter(\.isRunning)), let log = worker.log else { return }
            cluster.noteStrike(fault)
            trace?("\(step) expel \(worker.kind) \(log.member)")
            cluster.group(worker.kind.rawValue)?.expel(log.member)
        case .scaling: scale()
        case .clockJumps:
            cluster.noteStrike(fault)
            chance.one(of: workers)?.wallSkew = Int64(chance.number(-100...100)) * 36_000_000
        default: wear(fault)
        }
    }

    private func scale() {
        cluster.noteStrike(.scaling)
        if workers.count < 9, chance.happens(300), let kind = chance.one(of: SimulatedWorker.Kind.allCases) {
            return workers.append(SimulatedWorker(kind))
        }
        guard let worker = chance.one(of: workers.filter { $0.isRunning && !$0.isPaused }) else { return }
        trace?("\(step) leave \(worker.kind) \(worker.log?.member ?? 0)")
        // Whoever cannot leave in good order has died.
        do throws(StageError) {
            try worker.leave(at: worker.time(cluster.now, since: start), until: step + chance.number(1...40))
        } catch { trace?("\(step) \(error)") }
    }

    func crash(_ worker: SimulatedWorker?, _ fault: SimulatedFault) {
        guard let worker else { return }
        cluster.noteStrike(fault)
        report.crashes += 1
        trace?("\(step) crash \(worker.kind) \(worker.log?.member ?? 0)")
        worker.crash(until: step + chance.number(1...40))
    }

    /// A stage that has begun to write a snapshot may die of it.
    func tearIfDue(_ worker: SimulatedWorker) {
        guard cluster.faults.contains(.tornSnapshots), let log = worker.log, log.isWritingSnapshot, chance.happens(150) else { return }
        crash(worker, .tornSnapshots)
    }
}
