import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Ingest
import Kafka
import Operations
import Stages

/// What the names of all topics begin with.
struct TopicOptions: ParsableArguments {
    @Option(help: "What the names of all topics begin with. Default: NHIPSO_TOPIC_PREFIX, or nothing.") var topicPrefix: String?

    var topics: Topics {
        let environment = ProcessInfo.processInfo.environment
        return Topics(
            prefix: topicPrefix ?? environment["NHIPSO_TOPIC_PREFIX"] ?? "", version: environment["NHIPSO_PIPELINE_VERSION"] ?? "")
    }
}

/// Which rejects are meant.
struct RejectOptions: ParsableArguments {
    @Option(help: "Only of this partner. May be given several times.") var partner: [String] = []
    @Option(help: "Only with this reason, e.g. commune-unknown. May be given several times.") var reason: [String] = []
    @Option(help: "Only events that came at this time or later: a day (its beginning), or RFC 3339 with an offset.") var since: String?
    @Option(help: "Only events that came before: a day (its beginning), or RFC 3339 with an offset.") var until: String?

    func selection() throws -> RejectSelection {
        for word in reason where RejectReason(rawValue: word) == nil {
            let known = RejectReason.allCases.map(\.rawValue)
            throw ValidationError(
                "--reason \(word): there is no such reason\(Suggestion.text(for: word, among: known)); reasons are \(known.joined(separator: ", "))"
            )
        }
        return RejectSelection(
            partners: partner, reasons: reason, since: try Self.time("--since", since), until: try Self.time("--until", until))
    }

    /// A day's beginning in Vietnam, or an instant; nil where nothing is given.
    static func time(_ option: String, _ text: String?) throws -> EventTime? {
        guard let text else { return nil }
        if let day = CivilDate(text) { return FixedTimeZone.vietnam.startOfDay(day) }
        if let time = EventTime(rfc3339: text) { return time }
        throw ValidationError("\(option) \(text): expected a day like 2026-05-14, or a time like 2026-05-14T08:00:00+07:00")
    }
}

extension EventTime {
    static var now: EventTime { EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// In Vietnam's time.
    var text: String { FixedTimeZone.vietnam.format(self) }
}

/// Runs what reads the brokers; what they refuse ends the command with exit code 3.
func withLogReader(_ broker: BrokerOptions, _ topics: TopicOptions, _ body: (KafkaConfiguration, LogReader) throws -> Void) throws {
    let configuration = try broker.configuration()
    do {
        let reader = try LogReader(configuration, topics: topics.topics, logger: BrokerOptions.logger)
        defer { reader.close() }
        try body(configuration, reader)
    } catch let error as KafkaError {
        Console.error("\(error)")
        throw ExitCode(3)
    }
}
