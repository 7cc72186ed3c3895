import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Ingest
import Kafka
import Operations
import Stages

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
                "--reason \(word): there is no such reason"
                    + (Suggestion.nearest(to: word, among: known).map { "; did you mean `\($0)`?" }
                        ?? "; reasons are \(known.joined(separator: ", "))"))
        }
        let times = try Self.times(since: since, until: until)
        return RejectSelection(partners: partner, reasons: reason, since: times.since, until: times.until)
    }

    /// A stretch of time: from, inclusive, until, exclusive.
    static func times(since: String?, until: String?) throws -> (since: EventTime?, until: EventTime?) {
        let times = (since: try time("--since", since), until: try time("--until", until))
        if let from = times.since, let to = times.until, from >= to {
            throw ValidationError("--since \(since ?? "") --until \(until ?? ""): the end is not after the beginning")
        }
        return times
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
///
/// - Parameter version: whose topics are meant; nil: it does not matter.
func withLogReader(
    _ broker: BrokerOptions, _ topics: TopicOptions, version: VersionOptions? = nil, _ body: (KafkaConfiguration, LogReader) throws -> Void
) throws {
    let configuration = try broker.configuration()
    do {
        var names = topics.topics
        if let version {
            let reader = try LogReader(configuration, topics: names, logger: BrokerOptions.logger)
            defer { reader.close() }
            names = Topics(prefix: names.prefix, version: try version.named ?? VersionSwitch.current(reader))
        }
        let reader = try LogReader(configuration, topics: names, logger: BrokerOptions.logger)
        defer { reader.close() }
        try body(configuration, reader)
    } catch let error as KafkaError {
        Console.error(BrokerOptions.words(error))
        throw ExitCode(3)
    }
}
