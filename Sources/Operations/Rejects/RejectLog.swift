import Kafka
import Stages

/// The rejects of all partners, as they stand in the log.
public struct RejectLog {
    public let reader: LogReader

    public init(_ reader: LogReader) { self.reader = reader }

    /// Partners that have a topic for rejects.
    public func partners() throws(KafkaError) -> [String] {
        let prefix = reader.topics.rejected(of: "")
        return try reader.partitionCounts().keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// Visits the rejects that are meant, partner after partner. A reject may come twice where ingest or aggregate has repeated itself.
    ///
    /// - Parameter body: whether to go on.
    public func forEach(_ selection: RejectSelection, _ body: (RejectedEvent) -> Bool) throws(KafkaError) {
        var goesOn = true
        for partner in try partners() where goesOn && (selection.partners.isEmpty || selection.partners.contains(partner)) {
            let topic = reader.topics.rejected(of: partner)
            try reader.forEachRecord(of: topic) { record in
                guard let reject = RejectedEvent(record, partner: partner, topic: topic), selection.contains(reject) else { return true }
                goesOn = body(reject)
                return goesOn
            }
        }
    }

    /// The rejects of one event, each once, and the event itself where it is still in its topic.
    public func find(_ id: String) throws(KafkaError) -> (rejects: [RejectedEvent], event: KeptEvent?) {
        guard let place = EventPlace(id), let source = reader.topics.source(ofInput: place.partition.topic) else { return ([], nil) }
        var rejects: [RejectedEvent] = []
        try forEach(RejectSelection(partners: [source.partner], ids: [id])) { reject in
            if !rejects.contains(where: { $0.reason == reject.reason && $0.path == reject.path && $0.message == reject.message }) {
                rejects.append(reject)
            }
            return true
        }
        var event: KeptEvent?
        try reader.forEachRecord(at: [place]) { _, record in event = KeptEvent(record) }
        return (rejects, event)
    }
}
