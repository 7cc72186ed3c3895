/// Why the log could not do something, and what its user can do about it.
public struct LogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What to do: few ways, so that every caller can have one for each.
    public enum Recovery: String, Sendable {
        /// Wait; it is tried again.
        case retry
        /// Forget what is in memory and read it again from the log.
        case rebuild
        /// Leave the group and join it again.
        case rejoin
        /// A person has to do something first.
        case stop
    }

    /// A stable word, as librdkafka names it, e.g. `TOPIC_AUTHORIZATION_FAILED`.
    public var code: String
    /// What happened and what to do, for an operator.
    public var message: String
    public var recovery: Recovery

    public init(_ code: String, _ message: String, recovery: Recovery) {
        self.code = code
        self.message = message
        self.recovery = recovery
    }

    public var description: String { "\(code): \(message)" }
}
