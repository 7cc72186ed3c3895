import Aggregation
import Catalog
import Ingest

/// A record of a `rejected.<partner>` topic: the event as it came, and in headers why it could not be used and where it stands.
///
/// Whatever a partner sends, the record has a bound that the producer and the topic have room for: a bad event must stop nobody.
public enum RejectRecord {
    public static let identifier = "nhipso_id"
    public static let reason = "nhipso_reason"
    public static let path = "nhipso_path"
    public static let message = "nhipso_message"
    public static let stage = "nhipso_stage"
    /// The log's time of the event, RFC 3339: the last of ours that stand before the event's own headers.
    public static let time = "nhipso_time"
    /// What of the event is not here beside the bytes of its value, e.g. `1 header of 70000 bytes`.
    public static let leftOut = "nhipso_left_out"
    /// How many bytes the event had, where not all of them are here; the last header of all.
    public static let originalBytes = "nhipso_original_bytes"

    /// What is kept of an event that is larger than is accepted.
    static let largestCopy = 64 << 10
    /// What is kept of the event's own headers, by their names, values and lengths.
    public static let largestHeaders = 64 << 10
    /// What is kept of the path, and of the words.
    static let largestWords = 4 << 10
    /// What stands beside the event's value at most, and then some: its own headers, ours, the key, and what Kafka adds.
    public static let headroomBytes = 2 * largestHeaders
    /// What a header costs beside its name and value, at most.
    private static let headerOverhead = 16

    /// - Parameter leftOut: what of the event's own headers does not stand behind these.
    static func headers(_ reject: Reject, id: String, time: EventTime, stage: String, leftOut: String? = nil) -> [LogHeader] {
        [
            LogHeader(identifier, id), LogHeader(reason, reject.reason.rawValue), LogHeader(path, bounded(reject.path)),
            LogHeader(message, bounded(reject.message)), LogHeader(Self.stage, stage),
        ] + (leftOut.map { [LogHeader(Self.leftOut, $0)] } ?? []) + [LogHeader(Self.time, FixedTimeZone.vietnam.format(time))]
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= largestWords ? text : String(decoding: text.utf8.prefix(largestWords - 6), as: UTF8.self) + "…"
    }

    /// The event's own headers, in order, as far as there is room for them.
    struct OwnHeaders {
        private(set) var kept: [LogHeader] = []
        private var room: Int
        private var leftOutCount = 0
        private var leftOutBytes = 0

        init(room: Int = RejectRecord.largestHeaders) { self.room = room }

        mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
            let overhead = RejectRecord.headerOverhead + value.count
            guard name.count + overhead <= room else { return leaveOut(name.count + value.count) }
            // Bytes that are no text become longer.
            let text = String(decoding: name, as: UTF8.self)
            guard text.utf8.count + overhead <= room else { return leaveOut(name.count + value.count) }
            room -= text.utf8.count + overhead
            kept.append(LogHeader(text, Array(value)))
        }

        private mutating func leaveOut(_ bytes: Int) {
            leftOutCount += 1
            leftOutBytes += bytes
        }

        /// nil: all are there.
        var leftOut: String? {
            leftOutCount == 0 ? nil : "\(leftOutCount) \(leftOutCount == 1 ? "header" : "headers") of \(leftOutBytes) bytes"
        }
    }
}
