/// Why a stage cannot go on as it is, and what is to be done.
public struct StageError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The log could not do something.
        case log
        /// Records that were needed are no longer there.
        case recordsLost = "records-lost"
        /// A record is not what it should be.
        case damagedRecord = "damaged-record"
        /// Made by another version of the pipeline.
        case otherPlan = "other-plan"
        /// Made with another pseudonym key.
        case otherKey = "other-key"
        /// A topic is not as it must be.
        case topic
    }

    public var code: Code
    /// What happened and what to do, for an operator.
    public var message: String
    public var recovery: LogError.Recovery

    public init(_ code: Code, _ message: String, recovery: LogError.Recovery = .stop) {
        self.code = code
        self.message = message
        self.recovery = recovery
    }

    public init(_ error: LogError) { self.init(.log, error.description, recovery: error.recovery) }

    public var description: String { "\(code.rawValue): \(message)" }
}
