/// Why an event cannot be used.
public enum RejectReason: String, CaseIterable, Sendable {
    case tooLarge = "too-large"
    case malformedJSON = "malformed-json"
    case notCloudEvents = "not-cloudevents"
    case sourceMismatch = "source-mismatch"
    case unknownType = "unknown-type"
    case schema
    case timeInFuture = "time-in-future"
    case timeTooOld = "time-too-old"
    case communeUnknown = "commune-unknown"
    case communeNotInForce = "commune-not-in-force"
    case communeAmbiguous = "commune-ambiguous"
    /// From aggregation: the period's records are no longer kept.
    case periodClosed = "period-closed"
}

/// What is said of an event that cannot be used: enough for its partner to mend it.
public struct Reject: Equatable, Sendable {
    public var reason: RejectReason
    /// A JSON pointer into the event, e.g. `/data/allocations/2/billId`; empty: the event as a whole.
    public var path: String
    public var message: String

    public init(_ reason: RejectReason, path: String, message: String) {
        self.reason = reason
        self.path = path
        self.message = message
    }
}
