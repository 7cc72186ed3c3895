import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Kafka
import Operations

/// `nhipso export`: partners' events from Kafka to files.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the events that partners' topics keep to files, for a replay.", usage: "nhipso export --out <folder> [<options>]",
        discussion: """
            One file a topic, in.<partner>.<kind>.ndjson, one event in structured JSON a \
            line: so a pipeline's new version can be replayed over what has come live, and \
            compared (nhipso diff). Partitions stand one after the other. Events hold raw \
            identifiers: keep the files as safe as the topics. A replay judges event times \
            by one clock, live workers by the brokers' time of each event: give --now to \
            it.

            EXAMPLE
              nhipso export --since 2026-05-01 --until 2026-06-01 --out may/
              nhipso replay --events may/ --now 2026-06-01T00:00:00+07:00

            EXIT CODES
              0 done
              1 wrong usage, or no such topic
              2 done, but older events of some partitions are no longer kept
              3 brokers or files refuse
            """)

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var topics: TopicOptions
    @Option(help: "Events that came at this time or later: a day (its beginning), or RFC 3339 with an offset.") var since: String?
    @Option(help: "Events that came before: a day (its beginning), or RFC 3339 with an offset.") var until: String?
    @Option(help: "Only this topic. May be given several times.") var topic: [String] = []
    @Option(help: "The folder; made where it is not there, and must be empty.") var out: String

    func run() throws {
        let times = try RejectOptions.times(since: since, until: until)
        if let names = try? FileManager.default.contentsOfDirectory(atPath: out), !names.isEmpty {
            throw ValidationError("--out \(out): the folder is not empty; give a new one")
        }
        try withLogReader(broker, topics) { _, reader in
            try checkTopics(reader)
            do { try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true) } catch {
                Console.error("\(out): cannot be made: \(FileFailure.words(error))")
                throw ExitCode(3)
            }
            let account: EventExport.Account
            do {
                account = try EventExport(reader, folder: out).run(since: times.since, until: times.until, topics: topic)
            } catch let error where !(error is KafkaError) {
                Console.error("\(out): cannot be written: \(FileFailure.words(error))")
                throw ExitCode(3)
            }
            for (topic, count) in account.events.sorted(by: { $0.key < $1.key }) {
                Console.note("\(topic): \(counted(count, "event"))\n")
            }
            if account.empty > 0 { Console.note("\(account.empty) records without a value were left out\n") }
            guard !account.cutPartitions.isEmpty else { return }
            Console.note("older events are no longer kept: \(account.cutPartitions.joined(separator: ", "))\n")
            throw ExitCode(2)
        }
    }

    private func checkTopics(_ reader: LogReader) throws {
        let known = try reader.partitionCounts().keys.filter { reader.topics.source(ofInput: $0) != nil }.sorted()
        for name in topic where !known.contains(name) {
            throw ValidationError("--topic \(name): partners have no such topic\(Suggestion.text(for: name, among: known))")
        }
    }
}
