import Synchronization

/// Whether a worker's stages are alive and ready: what `/livez` and `/readyz` say.
public final class WorkerHealth: Sendable {
    /// A stage may stay so long in one step. Longer than any wait for the broker, shorter than a person's patience.
    public static let stallLimit = Duration.seconds(30)

    private let now: @Sendable () -> Duration
    private let stages = Mutex<[StageHealth]>([])

    /// - Parameter now: a clock that only goes on; by default the system's.
    public init(now: (@Sendable () -> Duration)? = nil) {
        let begin = ContinuousClock.now
        self.now = now ?? { ContinuousClock.now - begin }
    }

    /// A stage begins; from now on it must make progress.
    public func begin(stage: String, stallLimit: Duration = WorkerHealth.stallLimit) -> StageHealth {
        let health = StageHealth(stage: stage, stallLimit: stallLimit, now: now)
        stages.withLock { $0.append(health) }
        return health
    }

    /// Bad when one stage has stopped making progress.
    public var liveness: HealthVerdict { verdict(stages.withLock { $0 }.map(\.liveness), none: (true, "no stage has begun yet")) }

    /// Bad until every stage has its partitions and has restored them.
    public var readiness: HealthVerdict { verdict(stages.withLock { $0 }.map(\.readiness), none: (false, "no stage has begun yet")) }

    /// The bad ones come first.
    private func verdict(_ found: [(isGood: Bool, line: String)], none: (isGood: Bool, line: String)) -> HealthVerdict {
        let lines = found.isEmpty ? [none] : found.filter { !$0.isGood } + found.filter(\.isGood)
        return HealthVerdict(isGood: lines.allSatisfy(\.isGood), lines: lines.map(\.line))
    }
}
