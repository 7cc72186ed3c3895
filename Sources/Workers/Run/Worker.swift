import Foundation
import Stages
import Telemetry

import struct Logging.Logger

/// The stages of one process, each on a thread of its own.
public final class Worker: Sendable {
    public struct StageState: Sendable {
        public var stage: WorkerStage
        public var steps: Int
        public var isReady: Bool
        public var restarts: Int
        /// What a person has to do something about; the stage does not run any more.
        public var failure: StageError?
        public var isRunning: Bool
    }

    private let threads: [StageThread]
    private let logger: Logger

    public let registry: SeriesRegistry
    public let health: WorkerHealth

    /// With what the process does besides it is gone within 10 seconds.
    public static let stopLimitMilliseconds = 8_000

    public init(_ options: WorkerOptions, logger: Logger, registry: SeriesRegistry = SeriesRegistry()) {
        self.logger = logger
        self.registry = registry
        health = WorkerHealth()
        let report = StageReport(registry: registry, health: health)
        threads = options.stages.sorted().map { name in
            var stageLogger = logger
            stageLogger[metadataKey: "stage"] = "\(name.rawValue)"
            return StageThread(name, options, logger: stageLogger, report: report)
        }
    }

    public func start() {
        for thread in threads { thread.start() }
    }

    public var states: [StageState] {
        threads.map { thread in
            let progress = thread.progress
            var failure: StageError?
            if case .stopped(let error) = progress.end { failure = error }
            return StageState(
                stage: thread.name, steps: progress.steps, isReady: progress.isReady, restarts: progress.restarts, failure: failure,
                isRunning: progress.end == nil)
        }
    }

    public var isReady: Bool { states.allSatisfy(\.isReady) }

    /// Asks the stages to finish: the first in the events' way first, so that those behind it can still take in what it has written. Their clients
    /// leave their groups side by side: while a group is about to be rebalanced, that takes seconds for each.
    ///
    /// Each has its share of the time; what it leaves over is for those behind it. One that does not leave in time keeps nobody from leaving.
    ///
    /// - Returns: whether all have ended within the time.
    @discardableResult public func stop(withinMilliseconds limit: Int = Worker.stopLimitMilliseconds) -> Bool {
        let end = StageClock.now.monotonicMilliseconds + Int64(limit)
        func left(until end: Int64) -> Int { Int(max(0, end - StageClock.now.monotonicMilliseconds)) }
        for (index, thread) in threads.enumerated() {
            let share = left(until: end - Int64(limit) / 4) / (threads.count - index)
            let patience = StageClock.now.monotonicMilliseconds + Int64(share)
            thread.stop(leavingWithinMilliseconds: share, endingWithinMilliseconds: left(until: end))
            while !thread.progress.hasLeft, left(until: patience) > 0 { Thread.sleep(forTimeInterval: 0.01) }
        }
        while threads.contains(where: { $0.progress.end == nil }), left(until: end) > 0 { Thread.sleep(forTimeInterval: 0.01) }
        let late = threads.filter { $0.progress.end == nil }.map(\.name.rawValue)
        if !late.isEmpty { logger.error("did not end within \(limit) ms: \(late.joined(separator: ", "))") }
        return late.isEmpty
    }
}
