import Synchronization

/// How one stage says that it is well. Its work loop calls `step` each time round, whether or not there was work: a thread that runs and waits for
/// ever in one place is not alive.
public final class StageHealth: Sendable {
    private enum State {
        case notReady(String)
        case ready
        case ended
    }

    public let stage: String
    private let stallLimit: Duration
    private let now: @Sendable () -> Duration
    private let steps = Atomic<UInt64>(0)
    private let lastStepNanoseconds: Atomic<Int64>
    private let state = Mutex(State.notReady("it is starting"))

    init(stage: String, stallLimit: Duration, now: @escaping @Sendable () -> Duration) {
        self.stage = stage
        self.stallLimit = stallLimit
        self.now = now
        lastStepNanoseconds = Atomic(now().nanoseconds)
    }

    /// The work loop has come round once more. Long work (a restore, say) calls it as it gets on.
    public func step() {
        lastStepNanoseconds.store(now().nanoseconds, ordering: .relaxed)
        steps.wrappingAdd(1, ordering: .relaxed)
    }

    /// - Parameter reason: completes "ingest: …", e.g. `it restores electricity/3`.
    public func markNotReady(_ reason: String) { state.withLock { $0 = .notReady(reason) } }

    /// Assigned, restored, at work.
    public func markReady() { state.withLock { $0 = .ready } }

    /// It has left its work loop as it should: no progress is expected any more.
    public func markEnded() { state.withLock { $0 = .ended } }

    var liveness: (isGood: Bool, line: String) {
        if case .ended = state.withLock({ $0 }) { return (true, "\(stage): it has ended") }
        let silence = now() - .nanoseconds(lastStepNanoseconds.load(ordering: .relaxed))
        let count = steps.load(ordering: .relaxed)
        if silence > stallLimit {
            let words = "no progress for \(silence.secondsText) (at most \(stallLimit.secondsText)), after \(count) steps"
            return (false, "\(stage): \(words)")
        }
        return (true, "\(stage): \(count) steps, the last \(silence.secondsText) ago")
    }

    var readiness: (isGood: Bool, line: String) {
        switch state.withLock({ $0 }) {
        case .notReady(let reason): (false, "\(stage): \(reason)")
        case .ready: (true, "\(stage): ready")
        case .ended: (false, "\(stage): it has ended")
        }
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }

    /// To a tenth: `42.3 s`.
    fileprivate var secondsText: String {
        let tenths = nanoseconds / 100_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
