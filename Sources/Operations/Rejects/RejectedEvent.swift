import Aggregation
import Ingest
import Kafka
import Stages

/// A record of a `rejected.<partner>` topic: why an event could not be used, and what is kept of it there.
public struct RejectedEvent: Equatable, Sendable {
    /// Header of an event that was sent again: the id of the one that was rejected first.
    public static let redrivenFrom = "nhipso_redriven_from"

    /// `topic/partition/offset` of the event.
    public var id: String
    public var partner: String
    /// The word of a `RejectReason`.
    public var reason: String
    /// A JSON pointer into the event; empty: the event as a whole.
    public var path: String
    public var message: String
    /// The stage that rejected it.
    public var stage: String
    /// The log's time of the event.
    public var time: EventTime?
    /// How many bytes the event had, where not all of them are kept here.
    public var originalBytes: Int?
    /// What of its headers, or of all of it, is not kept here, in words.
    public var leftOut: String?
    /// The event is a copy: the id of the one that was rejected first.
    public var redrivenFrom: String?
    /// The event's own headers and value, as far as they are here; its key is not.
    public var event: KeptEvent
    /// Where the reject itself stands.
    public var place: EventPlace

    /// The event of which it, or it is a copy, was rejected first.
    public var root: String { redrivenFrom ?? id }

    /// All that is needed to send the event again is here, but for its key.
    public var isWhole: Bool { originalBytes == nil && leftOut == nil && stage != "aggregate" }

    /// nil where the record is no reject.
    init?(_ record: ConsumedRecord, partner: String, topic: String) {
        let kept = KeptEvent(record)
        var words: [String: String] = [:]
        var own: [LogHeader] = []
        // Ours come first; what a partner calls by the same name is the event's.
        for header in kept.headers {
            let isOurs = header.name == RejectRecord.leftOut ? words[RejectRecord.time] == nil : Self.names.contains(header.name)
            if isOurs, words[header.name] == nil {
                words[header.name] = String(decoding: header.value, as: UTF8.self)
            } else {
                own.append(header)
            }
        }
        guard let id = words[RejectRecord.identifier], let reason = words[RejectRecord.reason] else { return nil }
        self.id = id
        self.partner = partner
        self.reason = reason
        path = words[RejectRecord.path] ?? ""
        message = words[RejectRecord.message] ?? ""
        stage = words[RejectRecord.stage] ?? ""
        leftOut = words[RejectRecord.leftOut]
        time = words[RejectRecord.time].flatMap { EventTime(rfc3339: $0) }
        // The only one of ours that stands behind the event's own.
        if let last = own.last, last.name == RejectRecord.originalBytes, let count = Int(String(decoding: last.value, as: UTF8.self)),
            count > kept.value?.count ?? 0
        {
            originalBytes = count
            own.removeLast()
        }
        redrivenFrom = own.first { $0.name == Self.redrivenFrom }.map { String(decoding: $0.value, as: UTF8.self) }
        event = KeptEvent(key: nil, headers: own, value: kept.value)
        place = EventPlace(KafkaPartition(topic, record.partition), record.offset)
    }

    private static let names: Set = [
        RejectRecord.identifier, RejectRecord.reason, RejectRecord.path, RejectRecord.message, RejectRecord.stage, RejectRecord.time,
    ]
}
