/// Why an event, or a fact of it, is not counted: the code that the sender gets back with the path and a message.
public enum RejectReason: String, CaseIterable, Sendable {
    case malformedJSON = "malformed-json"
    case notCloudEvents = "not-cloudevents"
    case unknownType = "unknown-type"
    case schema
    case communeUnknown = "commune-unknown"
    case communeNotInForce = "commune-not-in-force"
    case communeAmbiguous = "commune-ambiguous"
    case timeInFuture = "time-in-future"
    case timeTooOld = "time-too-old"
    case sourceMismatch = "source-mismatch"
    case tooLarge = "too-large"
    case periodClosed = "period-closed"

    /// One line for senders.
    public var summary: String {
        switch self {
        case .malformedJSON: "The bytes are not JSON in UTF-8, or nest too deep."
        case .notCloudEvents: "A required CloudEvents attribute is missing or wrong."
        case .unknownType: "There is no contract for the event's `type`."
        case .schema: "The data does not fit the contract; the path names the field."
        case .communeUnknown: "No commune has ever had that code."
        case .communeNotInForce: "The code exists, but not on the event's day."
        case .communeAmbiguous: "The commune was split, and the event does not say into which part it falls."
        case .timeInFuture:
            "The business time lies further ahead of the clock than the contract allows, or the period further ahead of that than the pipeline allows."
        case .timeTooOld: "The business time lies further back than the contract allows."
        case .sourceMismatch: "The attribute `source` does not belong to the partner whose topic it came by."
        case .tooLarge: "The event is larger than the limit."
        case .periodClosed: "The window and its retention have ended; the event can no longer revise it."
        }
    }
}
