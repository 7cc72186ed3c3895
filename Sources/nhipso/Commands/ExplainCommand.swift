import Aggregation
import ArgumentParser
import Ingest
import Kafka
import Operations
import Replay
import Stages

/// `nhipso explain`: where a figure comes from.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show where a figure comes from: formula, references, partners, rejects, and what changed it.",
        usage: "nhipso explain <indicator> <commune> <window> [<options>]",
        discussion: """
            Over files (--events) every change is shown with the event that made it. Over \
            Kafka (--brokers) the newest partials, the revisions that are kept and the \
            rejects are read, of the version in force if no other is named; --facts also \
            folds all facts that are kept, which takes as long as reading them, and shows \
            which event made each change.

            For operators, NOT FOR PUBLICATION: it shows what is withheld of small cells, \
            too.

            EXAMPLES
              nhipso explain EP01 14797 2026-05 --events Pipelines/demo
              nhipso explain EP01 38 2026-05 --brokers localhost:9092 --facts

            EXIT CODES
              0 done
              1 wrong usage, errors in the pipelines, or no such indicator, commune or
                window
              3 files or brokers cannot be read, or the partials are of other pipelines
                than the folder's
            """)

    @Argument(help: "The indicator, e.g. EP01.") var indicator: String
    @Argument(help: "The commune's five digits, 38 for the province, or unlocated.") var commune: String
    @Argument(help: "The window, e.g. 2026-05, 2026-Q2 or current.") var window: String
    @Option(help: "Event file or folder of event files. May be given several times. Without it Kafka is read.") var events: [String] = []
    @Option(help: "Folder of pipelines.") var pipelines = CatalogLoading.usualFolder
    @Option(help: "The clock that events' times are judged by, RFC 3339 with an offset. Default: the system's.") var now: String?
    @Option(parsing: .unconditional, help: "Show so many of the newest changes and revisions.") var changes = 20
    @Flag(help: "Over Kafka: fold all facts that are kept.") var facts = false
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var topics: TopicOptions
    @OptionGroup var version: VersionOptions

    func validate() throws {
        if !(1...100_000).contains(changes) { throw ValidationError("--changes \(changes): expected 1 to 100000") }
        if !events.isEmpty, broker.brokers != nil || facts {
            throw ValidationError("give --events, or --brokers with or without --facts: not both")
        }
        if let now, EventTime(rfc3339: now) == nil { throw ValidationError("--now \(now): expected a time like 2026-06-03T08:00:00+07:00") }
    }

    func run() throws {
        let catalog = try CatalogLoading.load(pipelines)
        let clock = now.flatMap { EventTime(rfc3339: $0) } ?? .now
        do {
            let question = try FigureQuestion(indicator: indicator, commune: commune, window: window, catalog: catalog)
            if !events.isEmpty {
                let explanation = try FileExplanation(question, catalog: catalog, now: clock, changes: changes)
                    .explain(try InputSelection(paths: events), key: .random())
                return try Console.print(TerminalWidth.wrapped(explanation.text, to: TerminalWidth.current))
            }
            try withLogReader(broker, topics, version: version) { _, reader in
                let explanation = try LogExplanation(question, catalog: catalog, reader: reader, changes: changes)
                    .explain(withFacts: facts, now: clock)
                try Console.print(TerminalWidth.wrapped(explanation.text, to: TerminalWidth.current))
            }
        } catch let error as FigureQuestion.Failure {
            Console.error("\(error)")
            throw ExitCode(1)
        } catch let error as StageError {
            Console.error("\(error)")
            throw ExitCode(3)
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        } catch let error as IngestError {
            Console.error("\(error)")
            throw ExitCode(1)
        }
    }
}
