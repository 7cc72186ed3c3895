import Aggregation
import Publication
import Stages

/// The faults end: everything must come right within a bounded time.
extension Simulation {
    private static let roundsMax = 600

    func heal() throws(SimulationFailure) {
        trace?("\(step) all faults end")
        cluster.faults = []
        for worker in workers {
            worker.wallSkew = 0
            worker.resume()
        }
        var difference: String?
        var restful = 0
        for round in 1...Simulation.roundsMax {
            step += 1
            for worker in workers { try turn(worker) }
            cluster.advance(to: cluster.now + 100)
            cluster.deliver()
            if let failure = cluster.failure { throw failure }
            guard round % 12 == 0, isAtRest else { continue }
            difference = firstDifference()
            restful = difference == nil ? restful + 1 : 0
            if restful == 2 {
                report.roundsToHeal = round
                return try checkEnd()
            }
        }
        throw SimulationFailure(.liveness, difference ?? "the stages do not come to rest: \(unrest)")
    }

    /// All processes begin anew over a log of which compaction has left as little as it may: what stands in it must be enough.
    func beginCold() throws(SimulationFailure) {
        trace?("\(step) all begin anew")
        for name in cluster.topics({ $0 == "partials" || $0 == "indicator-updates" || $0.hasPrefix("snapshots.") }) {
            cluster.partition(name)?.compact(chance, perMille: 1000)
        }
        for worker in workers { worker.crash(until: 0) }
        try heal()
    }

    /// What a publisher has just handed over must be one state of each window: the province is the sum of its communes. That can be said where
    /// nothing is withheld, nobody else writes, and nothing that was handed over is lost.
    func checkBatch(of worker: SimulatedWorker) throws(SimulationFailure) {
        guard worker.kind == .publish, !faults.contains(.deliveryFailures), faults.isDisjoint(with: SimulatedFault.ofTwoOwners),
            let handed = worker.log?.handed(toTopic: "indicator-updates"), !handed.isEmpty
        else { return }
        var batch: [String: PublishedDocument] = [:]
        for record in handed {
            record.value?.withUnsafeBytes { batch[String(decoding: record.key, as: UTF8.self)] = PublishedDocument($0) }
        }
        for shadow in shadows where shadow.pipeline.minimumSubjects == 0 {
            for (name, province) in batch.sorted(by: { $0.key < $1.key }) {
                guard let key = IndicatorKey(name), key.commune == "38",
                    shadow.pipeline.indicators.contains(where: { $0.id == key.indicator })
                else { continue }
                var sum: Int64 = 0
                for commune in SimulatedEvents.communes + ["unlocated"] {
                    let own = IndicatorKey(indicator: key.indicator, commune: commune, window: key.window).description
                    sum += (batch[own] ?? watch.newest[own]?.document)?.numerator ?? 0
                }
                if sum != province.numerator ?? 0 {
                    throw SimulationFailure(.neverTrue, "\(name) is not the sum of its communes, \(sum): \(province.text)")
                }
            }
        }
    }

    private var isAtRest: Bool { unrest.isEmpty }

    /// Why it is not at rest yet.
    private var unrest: String {
        if !cluster.areGroupsStable { return "a group is not stable" }
        if !cluster.isDelivered { return "not all is written" }
        for worker in workers where worker.stage?.isReady != true { return "a stage of \(worker.kind) is not ready" }
        for name in cluster.topics({ $0.hasPrefix("in.") }) {
            guard let partition = cluster.partition(name), partition.high > 0 else { continue }
            let committed = cluster.group("ingest")?.committed[name] ?? 0
            if committed < partition.high { return "\(name) is committed up to \(committed) of \(partition.high)" }
        }
        return ""
    }

    /// The first figure that is not as it must be.
    private func firstDifference() -> String? {
        for shadow in shadows {
            let expected = shadow.figures(at: EventTime(millisecondsSinceEpoch: cluster.now), source: "/nhipso")
            for (key, update) in expected.sorted(by: { $0.key < $1.key }) {
                guard let found = watch.newest[key] else { return "\(key) has not been published; it should be \(update.document())" }
                if found.digest != update.contentDigest.description {
                    return "\(key) is \(found.document.text); it should be \(update.document())"
                }
            }
            let ids = Set(shadow.pipeline.indicators.map(\.id))
            for (key, found) in watch.newest.sorted(by: { $0.key < $1.key }) where expected[key] == nil {
                guard let parsed = IndicatorKey(key), ids.contains(parsed.indicator) else { continue }
                if found.document.reason != "no-subjects" { return "\(key) is \(found.document.text); nobody is counted there" }
            }
        }
        return nil
    }

    private func checkEnd() throws(SimulationFailure) {
        for (key, found) in watch.newest.sorted(by: { $0.key < $1.key }) where found.revision < watch.highest[key] ?? 0 {
            throw SimulationFailure(
                .revision, "\(key) ends with revision \(found.revision), though \(watch.highest[key] ?? 0) was published")
        }
        try account.check(inputs, shadows)
        // Where no period closes, the straight way over all events, without blocks, partitions or time, must give the same.
        for (index, shadow) in shadows.enumerated() where shadow.pipeline.retentionDays == nil {
            let (straight, folded) = (inputs.totals(ofPipeline: index), shadow.totals)
            if straight != folded {
                let place = Set(straight.keys).union(folded.keys).first { straight[$0] != folded[$0] }
                throw SimulationFailure(
                    .wrongEnd,
                    "\(place.map { "\($0)" } ?? "") is \(place.flatMap { folded[$0] } ?? []), by the events \(place.flatMap { straight[$0] } ?? [])"
                )
            }
        }
    }
}
