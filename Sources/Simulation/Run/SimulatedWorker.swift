import Aggregation
import Catalog
import Stages

/// A process with one stage: it may die and come again, be stopped and go on, and its clock may be wrong.
final class SimulatedWorker {
    enum Kind: String, CaseIterable { case ingest, aggregate, publish }

    let kind: Kind
    private(set) var stage: (any Stage)?
    private(set) var log: SimulatedLog?
    /// Added to the brokers' time.
    var wallSkew: Int64 = 0
    /// The number of the step before which it does nothing.
    private(set) var sleepsUntil = 0

    init(_ kind: Kind) { self.kind = kind }

    var isRunning: Bool { stage != nil }
    var isPaused: Bool { log?.isPaused ?? false }

    func start(_ stage: any Stage, _ log: SimulatedLog) {
        self.stage = stage
        self.log = log
    }

    func crash(until step: Int) {
        log?.crash()
        stop(until: step)
    }

    func leave(at time: StageTime, until step: Int) throws(StageError) {
        defer {
            log?.close()
            stop(until: step)
        }
        try stage?.leave(at: time)
    }

    private func stop(until step: Int) {
        stage = nil
        log = nil
        sleepsUntil = step
    }

    func pause(until step: Int) {
        log?.isPaused = true
        sleepsUntil = step
    }

    func resume() {
        log?.isPaused = false
        sleepsUntil = 0
    }

    func time(_ now: Int64, since start: Int64) -> StageTime {
        StageTime(wall: EventTime(millisecondsSinceEpoch: now + wallSkew), monotonicMilliseconds: now - start)
    }
}
