/// How many events a redrive has taken up, and what became of them.
public struct RedriveCounts: Equatable, Sendable {
    /// Why an event is not sent again.
    public enum Skip: String, Sendable {
        /// It is no longer in its topic, and no whole copy is in the reject.
        case gone
        /// The reject does not say where the event stood, or names a topic of another partner.
        case notTheirs = "not-theirs"
    }

    /// Events, each once however often it or copies of it were rejected.
    public var selected = 0
    public var acknowledged = 0
    public var failed = 0
    public var skipped: [Skip: Int] = [:]
    /// Of those sent: without their key, since only the reject's copy was left.
    public var withoutKey = 0
    public var lastFailure: String?

    public init() {}
}
