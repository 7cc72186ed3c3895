import Catalog

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
