/// A stage of the pipeline as a loop that somebody else turns: a thread of a worker, or a simulation.
public protocol Stage: AnyObject {
    /// Takes what has come, writes what is due; waits a little when there is nothing to do.
    ///
    /// - Returns: whether anything was done.
    /// - Throws: `StageError`; with its recovery `rebuild` or `rejoin` a new stage may go on in the place of this one.
    func step(at time: StageTime) throws(StageError) -> Bool

    /// Finishes what is begun, so that a successor has nothing to do twice; then the stage may be thrown away.
    ///
    /// - Parameter limit: its waits are together no longer.
    func leave(at time: StageTime, withinMilliseconds limit: Int) throws(StageError)

    /// Whether it has its partitions and their state.
    var isReady: Bool { get }

    /// What it waits for, while it is not ready.
    var waitsFor: String { get }

    /// What it has to say to an operator since this was last called.
    func takeNotices() -> [StageNotice]
}

extension Stage {
    public var waitsFor: String { "it waits for its partitions, or restores them" }

    public func leave(at time: StageTime) throws(StageError) { try leave(at: time, withinMilliseconds: 6_000) }
}

/// A word to an operator.
public struct StageNotice: Equatable, Sendable {
    public enum Level: Sendable { case info, warning, error }

    public var level: Level
    public var text: String

    public init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}

/// Words that wait to be taken; beyond a bound the oldest give way, so that nobody has to listen.
struct StageNotices {
    private var waiting: [StageNotice] = []
    private static let maximum = 256

    mutating func add(_ level: StageNotice.Level, _ text: String) {
        if waiting.count == StageNotices.maximum { waiting.removeFirst() }
        waiting.append(StageNotice(level, text))
    }

    mutating func take() -> [StageNotice] {
        defer { waiting = [] }
        return waiting
    }
}
