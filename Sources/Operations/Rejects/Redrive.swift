import Aggregation
import Kafka
import Stages

import struct Logging.Logger

/// Sends rejected events again to the topics they came by, after what was wrong has been mended.
///
/// An event sent again has the same key, headers, id and times as before, and one header more. Its facts are the same facts, so that it counts
/// once however often it is sent.
public final class Redrive {
    public struct Plan: Sendable {
        /// Events to be sent, in the order of the log.
        struct Event: Sendable {
            var place: EventPlace
            /// A reject with a whole copy, for when the event itself is gone.
            var copy: EventPlace?
        }

        var events: [Event] = []
        public var counts = RedriveCounts()
        /// By partner and reason.
        public var byReason: [RejectCounts.Key: Int] = [:]
        /// There are more than the limit.
        public var isCut = false

        public var isEmpty: Bool { events.isEmpty }
    }

    /// Events that are read at once before they are sent.
    private static let batchEvents = 500

    private let log: RejectLog
    private let producer: Producer
    private var counts = RedriveCounts()
    private static let flushMilliseconds: Int32 = 30_000

    public init(_ configuration: KafkaConfiguration, log: RejectLog, logger: Logger) throws(KafkaError) {
        self.log = log
        producer = try Producer(configuration, logger: logger)
    }

    /// Which events are meant: each once, though it, or copies of it that were sent again, may have been rejected several times.
    ///
    /// - Parameter limit: more are not taken up.
    public static func plan(_ selection: RejectSelection, in log: RejectLog, limit: Int) throws(KafkaError) -> Plan {
        var plan = Plan()
        var events: [EventPlace: Plan.Event] = [:]
        let partitions = try log.reader.partitionCounts()
        /// A partner may write anything into the header that tells the first one.
        func exists(_ place: EventPlace) -> Bool { Int(place.partition.partition) < partitions[place.partition.topic] ?? 0 }
        try log.forEach(selection) { reject in
            let root = EventPlace(reject.root).flatMap { exists($0) ? $0 : nil }
            guard let place = root ?? EventPlace(reject.id),
                log.reader.topics.source(ofInput: place.partition.topic)?.partner == reject.partner
            else {
                plan.counts.skipped[.notTheirs, default: 0] += 1
                return true
            }
            if events[place] == nil {
                if events.count == limit {
                    plan.isCut = true
                    return false
                }
                events[place] = Plan.Event(place: place)
                plan.byReason[.init(partner: reject.partner, reason: reject.reason, stage: reject.stage), default: 0] += 1
            }
            if reject.isWhole { events[place]?.copy = reject.place }
            return true
        }
        plan.events = events.values.sorted { $0.place < $1.place }
        plan.counts.selected = events.count
        return plan
    }

    /// Sends the events of the plan; each goes to the partition that it came by.
    ///
    /// - Parameters:
    ///   - audit: written before the first is sent, and again at the end.
    ///   - now: asked for the time of the end.
    ///   - pace: called before each is sent; says whether to go on.
    /// - Throws: where the audit cannot be written, nothing is sent.
    public func run(_ plan: Plan, audit begun: RedriveAudit, now: () -> EventTime, pace: (Int) -> Bool) throws(KafkaError) -> RedriveCounts
    {
        let auditTopic = log.reader.topics.redrives
        let found = try log.reader.partitionCounts()
        // An embedded broker makes topics as they are asked for.
        guard found[auditTopic] != nil || log.reader.isEmbeddedBroker else {
            throw KafkaError(
                code: "_UNKNOWN_TOPIC",
                message: "the topic \(auditTopic) is not there, so what is sent again could not be noted: make it with nhipso topics apply",
                recovery: .stop)
        }
        counts = plan.counts
        var audit = begun
        audit.counts = counts
        try write(audit)
        var rest = plan.events[...]
        var sent = 0
        var goesOn = true
        while !rest.isEmpty, goesOn {
            let batch = rest.prefix(Self.batchEvents)
            rest = rest.dropFirst(Self.batchEvents)
            let found = try read(Array(batch))
            for event in batch where goesOn {
                goesOn = pace(sent)
                guard goesOn else { break }
                if let kept = found[event.place] { try send(kept, of: event.place) } else { counts.skipped[.gone, default: 0] += 1 }
                sent += 1
            }
        }
        _ = producer.flush(waitingMilliseconds: Self.flushMilliseconds)
        takeReports()
        counts.failed = sent - counts.acknowledged - (counts.skipped[.gone] ?? 0)
        audit.counts = counts
        audit.ended = now()
        audit.state = .finished
        try write(audit)
        return counts
    }

    /// The events as they stand in their topics; where they are gone, their copies.
    private func read(_ events: [Plan.Event]) throws(KafkaError) -> [EventPlace: KeptEvent] {
        var found: [EventPlace: KeptEvent] = [:]
        try log.reader.forEachRecord(at: events.map(\.place)) { place, record in found[place] = KeptEvent(record) }
        var copies: [EventPlace: EventPlace] = [:]
        for event in events where found[event.place] == nil { if let copy = event.copy { copies[copy] = event.place } }
        try log.reader.forEachRecord(at: copies.keys) { [self] place, record in
            guard let original = copies[place], let partner = log.reader.topics.source(ofInput: original.partition.topic)?.partner,
                let reject = RejectedEvent(record, partner: partner, topic: place.partition.topic)
            else { return }
            found[original] = reject.event
            counts.withoutKey += 1
        }
        return found
    }

    private func send(_ event: KeptEvent, of place: EventPlace) throws(KafkaError) {
        var headers = event.headers.filter { $0.name != RejectedEvent.redrivenFrom }
        headers.append(LogHeader(RejectedEvent.redrivenFrom, place.description))
        try producer.send(
            to: place.partition, key: event.key, value: event.value, headers: headers.map { ($0.name, $0.value) }, ticket: 1)
        takeReports()
    }

    private func takeReports() {
        producer.takeReports { report in
            guard report.ticket == 1 else { return }
            if let failure = report.failure { counts.lastFailure = failure.description } else { counts.acknowledged += 1 }
        }
    }

    private func write(_ audit: RedriveAudit) throws(KafkaError) {
        let topic = log.reader.topics.redrives
        try producer.send(
            to: KafkaPartition(topic, 0), key: Array(audit.id.utf8), value: Array(audit.document.utf8),
            headers: [("content-type", Array("application/json".utf8))], ticket: 2)
        let isDone = producer.flush(waitingMilliseconds: Self.flushMilliseconds)
        var failure: KafkaError?
        producer.takeReports { report in
            if report.ticket == 2 {
                failure = report.failure
            } else if let refused = report.failure {
                counts.lastFailure = refused.description
            } else {
                counts.acknowledged += 1
            }
        }
        if let failure { throw failure }
        guard isDone else {
            throw KafkaError(
                code: "_TIMED_OUT",
                message: "the audit record of the redrive is not acknowledged by the topic \(topic)",
                recovery: .retry)
        }
    }

    /// Waits a little for what is under way, and frees everything.
    public func close() { producer.close(waitingMilliseconds: 5_000) }
}
