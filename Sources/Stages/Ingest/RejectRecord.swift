import Aggregation
import Catalog
import Ingest

/// A record of a `rejected.<partner>` topic: the event as it came, and in headers why it could not be used and where it stands.
public enum RejectRecord {
    public static let identifier = "nhipso_id"
    public static let reason = "nhipso_reason"
    public static let path = "nhipso_path"
    public static let message = "nhipso_message"
    public static let stage = "nhipso_stage"
    /// The log's time of the event, RFC 3339.
    public static let time = "nhipso_time"
    /// How many bytes the event had, where not all of them are here.
    public static let originalBytes = "nhipso_original_bytes"

    /// What is kept of an event that is larger than is accepted.
    static let largestCopy = 64 << 10

    static func headers(_ reject: Reject, id: String, time: EventTime, stage: String) -> [LogHeader] {
        [
            LogHeader(identifier, id), LogHeader(reason, reject.reason.rawValue), LogHeader(path, reject.path),
            LogHeader(message, reject.message), LogHeader(Self.stage, stage), LogHeader(Self.time, FixedTimeZone.vietnam.format(time)),
        ]
    }
}
