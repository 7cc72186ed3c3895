import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Ingest
import Publication
import Replay

/// `nhipso replay`: event files in, figures out.
struct ReplayCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Work out the indicators from files of events, without a broker.",
        discussion: """
            Reads CloudEvents 1.0 in structured JSON, one a line (gzipped or not), checks \
            each against its contract, counts it, and prints every figure. A bad event \
            never stops the run: it becomes a reject with its reason, and the closing \
            account (on standard error) shows where every line went.

            EXAMPLES
              nhipso replay --events Pipelines/demo
              nhipso replay --events may.ndjson.gz --out csv > figures.csv
              nhipso replay --from-kafka 2026-05-01..2026-06-01 --brokers localhost:9092
              zcat june/*.gz | nhipso replay --events - --snapshot-in may.snapshot \\
                --key-file key.hex

            PSEUDONYMS
              Identifiers are replaced by a keyed hash before they are counted. The key
              (at least 32 hexadecimal digits; make one with openssl rand -hex 32) comes
              from --key-file or the environment variable NHIPSO_PSEUDONYM_KEY. Without
              either, a run that keeps no snapshot takes a random one.

            EXIT CODES
              0 done
              1 wrong usage, or errors in the pipelines
              2 more rejects than --max-rejects
              3 a file cannot be read or written, or the brokers refuse
              4 done, but some of the events asked for are no longer kept
            """)

    @Option(help: "Event file, folder of event files, or - for standard input. May be given several times.")
    var events: [String] = []

    @Option(
        help:
            "Instead of files the events that partners' topics keep: FROM..TO by the log's time, days or RFC 3339 times; either may be left out."
    )
    var fromKafka: String?

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var topics: TopicOptions

    @Option(help: "Folder of pipelines, contracts, territory and references.")
    var pipelines = CatalogLoading.usualFolder

    @Option(help: "What to print: \(Format.allCases.map(\.rawValue).joined(separator: ", ")). json is one update document a line.")
    var out = Format.table

    @Flag(help: "Print the raw measures of every cell as well. They are not suppressed: not for publication.")
    var measures = false

    @Option(help: "Show only this indicator. May be given several times.")
    var indicator: [String] = []

    @Option(help: "Show only this window, e.g. 2026-05, 2026-Q2, current. May be given several times.")
    var window: [String] = []

    @Option(help: "Language of the table: vi or en.")
    var language = ReportLanguage.vi

    @Option(help: "Also write all figures.csv, updates.ndjson and measures.csv into this folder (made when it is not there).")
    var save: String?

    @Option(help: "Write rejected events to this file, one JSON object a line.")
    var rejects: String?

    @Option(help: "Write the closing account to this file, as JSON.")
    var account: String?

    @Option(parsing: .unconditional, help: "End with exit code 2 when more events than this are rejected.")
    var maxRejects: Int64?

    @Option(help: "File with the key of the pseudonyms.")
    var keyFile: String?

    @Option(help: "Begin with the state of an earlier run.")
    var snapshotIn: String?

    @Option(help: "Keep the state for a later run.")
    var snapshotOut: String?

    @Option(help: "The clock that events' times are judged by, RFC 3339 with an offset. Default: the system's.")
    var now: String?

    @Option(help: "The day (YYYY-MM-DD) by which expiry is judged; every event given counts. Default: that of the latest event.")
    var asOf: String?

    @Option(parsing: .unconditional, help: "Larger events are rejected, in bytes.")
    var maxEventBytes = 1 << 20

    @Option(parsing: .unconditional, help: "Threads: 1, 2, 4 … Runs that read or write a snapshot fold on one of them.")
    var threads = 1

    @Flag(help: "No progress and no account.")
    var quiet = false

    func validate() throws {
        if let maxRejects, maxRejects < 0 { throw ValidationError("--max-rejects \(maxRejects): expected 0 or more") }
        if events.isEmpty, fromKafka == nil { throw ValidationError("say which events: --events FILE, or --from-kafka FROM..TO") }
        if !events.isEmpty, fromKafka != nil { throw ValidationError("--events and --from-kafka: give one of them") }
    }

    func run() throws {
        do {
            guard let fromKafka else { return try replay(of: events, until: nil) }
            try KeptEvents(fromKafka).withFiles(broker, topics) { try replay(of: [$0], until: $1) }
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        }
    }

    /// - Parameter until: the end of what is replayed, where it is known: event times are judged by it.
    private func replay(of events: [String], until: EventTime?) throws {
        let catalog = try CatalogLoading.load(pipelines)
        try checkFilters(catalog)
        let progress = ProgressLine(isShown: !quiet && Console.isTerminal(2))
        var options = ReplayOptions(
            catalog: catalog, inputs: try InputSelection(paths: events), key: try pseudonymKey(), now: try clock(until), asOf: try day(),
            rejectsPath: rejects, snapshotIn: snapshotIn, snapshotOut: snapshotOut, maximumEventBytes: maxEventBytes,
            threads: threads)
        options.progress = { progress.show($0) }
        try checkOutputs(options)
        let replay = try Replay(options)
        let result = try replay.run()
        progress.clear()
        try print(result)
        if !quiet { Console.note(AccountReport.text(result.account)) }
        if let account { try write(AccountReport.json(result.account), to: account) }
        for failure in result.failures { Console.error(failure) }
        if !result.failures.isEmpty { throw ExitCode(3) }
        if let maxRejects, result.account.rejectedTotal > maxRejects {
            Console.error("\(result.account.rejectedTotal) events were rejected; --max-rejects allows \(maxRejects)")
            throw ExitCode(2)
        }
    }

    /// Nothing that is read or written may be overwritten. A snapshot may replace the one that the run begins with.
    private func checkOutputs(_ options: ReplayOptions) throws(ReplayError) {
        let outputs = [("--rejects", rejects), ("--snapshot-out", snapshotOut), ("--account", account)]
        var inputs = options.inputs.files.map { (option: "--events", path: $0) }
        for (option, path) in [("--key-file", keyFile), ("--snapshot-in", snapshotIn == snapshotOut ? nil : snapshotIn)] {
            if let path { inputs.append((option, path)) }
        }
        try OutputPaths.check(
            outputs: outputs.compactMap { option, path in path.map { (option: option, path: $0) } }
                + (save.map { folder in ["figures.csv", "updates.ndjson", "measures.csv"].map { ("--save", folder + "/" + $0) } } ?? [])
                .filter { FileManager.default.fileExists(atPath: $0.1) },
            inputs: inputs)
        guard let save else { return }
        do { try FileManager.default.createDirectory(atPath: save, withIntermediateDirectories: true) } catch {
            throw ReplayError(.inputOutput, "--save \(save): cannot be made: \(FileFailure.words(error))")
        }
        guard access(save, W_OK) == 0 else {
            throw ReplayError(.inputOutput, "--save \(save): cannot be written: \(FileFailure.words(errno: errno))")
        }
    }

    private func pseudonymKey() throws(ReplayError) -> PseudonymKey {
        let text: String
        if let keyFile {
            guard let data = FileManager.default.contents(atPath: keyFile) else {
                throw ReplayError(.inputOutput, "\(keyFile): the key cannot be read")
            }
            text = String(decoding: data, as: UTF8.self)
        } else if let value = ProcessInfo.processInfo.environment["NHIPSO_PSEUDONYM_KEY"] {
            text = value
        } else if snapshotIn != nil || snapshotOut != nil {
            throw ReplayError(
                .usage, "a snapshot needs a key that the next run has too: give --key-file or NHIPSO_PSEUDONYM_KEY (openssl rand -hex 32)")
        } else {
            return .random()
        }
        do throws(PseudonymKey.Failure) { return try PseudonymKey(hexadecimal: text) } catch {
            throw ReplayError(.usage, "\(keyFile ?? "NHIPSO_PSEUDONYM_KEY"): \(error.description)")
        }
    }

    private func clock(_ until: EventTime?) throws(ReplayError) -> EventTime {
        guard let now else { return until ?? .now }
        guard let time = EventTime(rfc3339: now) else {
            throw ReplayError(.usage, "--now \(now): expected a time like 2026-06-03T08:00:00+07:00")
        }
        return time
    }

    private func day() throws(ReplayError) -> CivilDate? {
        guard let asOf else { return nil }
        guard let day = CivilDate(asOf) else { throw ReplayError(.usage, "--as-of \(asOf): expected a day like 2026-05-31") }
        return day
    }

    private func isShown(_ id: String?, _ shown: Window) -> Bool {
        (indicator.isEmpty || id.map(indicator.contains) ?? true) && (window.isEmpty || window.contains(shown.key))
    }

    /// What is asked to be shown must exist.
    private func checkFilters(_ catalog: Catalog) throws(ReplayError) {
        let known = catalog.pipelines.flatMap(\.indicators).map(\.id)
        for id in indicator where !known.contains(id) {
            throw ReplayError(.usage, "--indicator \(id): there is no such indicator\(Suggestion.text(for: id, among: known))")
        }
        for key in window where Window(key: key) == nil {
            throw ReplayError(.usage, "--window \(key): expected a window like 2026-05-14, 2026-W20, 2026-05, 2026-Q2, 2026 or current")
        }
        try checkLengths(catalog.pipelines.flatMap(\.indicators))
    }

    /// A window of a length that none of the indicators has is never there; nor is an indicator in none of its lengths.
    private func checkLengths(_ all: [Indicator]) throws(ReplayError) {
        let lengths = window.compactMap { Window(key: $0)?.length }
        guard !lengths.isEmpty else { return }
        let wanted = all.filter { indicator.isEmpty || indicator.contains($0.id) }
        for one in wanted where !indicator.isEmpty && !one.windows.contains(where: lengths.contains) {
            let names = Set(lengths.map(\.name)).sorted().joined(separator: ", ")
            throw ReplayError(
                .usage, "--indicator \(one.id): has no \(names) windows, only \(one.windows.map(\.name).joined(separator: ", "))")
        }
        for (key, length) in zip(window, lengths) where !wanted.contains(where: { $0.windows.contains(length) }) {
            throw ReplayError(.usage, "--window \(key): no indicator has \(length.name) windows")
        }
    }

    private func print(_ result: ReplayResult) throws {
        let isAllShown = indicator.isEmpty && window.isEmpty
        let figures = IndicatorReport(
            isAllShown ? result.updates : result.updates.filter { isShown($0.key.indicator, $0.key.window) })
        let style: TableStyle = Console.isColoured ? .ansi : .plain
        switch out {
        case .table: try Console.print(figures.table(language: language, style: style))
        case .csv: try Console.print(figures.csv())
        case .json: try Console.print(figures.ndjson())
        }
        if measures {
            let cells = MeasureReport(isAllShown ? result.measures : result.measures.filter { isShown(nil, $0.window) })
            switch out {
            case .table: try Console.print("\n" + cells.table(language: language, style: style))
            case .csv: try Console.print("\n" + cells.csv())
            case .json: try Console.print(cells.ndjson())
            }
        }
        if let save { try write(result, to: save) }
    }

    private func write(_ text: String, to file: String) throws(ReplayError) {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) } catch {
            throw ReplayError(.inputOutput, "\(file): cannot be written: \(FileFailure.words(error))")
        }
    }

    /// The files hold everything, whatever is shown.
    private func write(_ result: ReplayResult, to save: String) throws(ReplayError) {
        let figures = IndicatorReport(result.updates)
        let cells = MeasureReport(result.measures)
        do {
            for (name, text) in [("figures.csv", figures.csv()), ("updates.ndjson", figures.ndjson()), ("measures.csv", cells.csv())] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: save).appendingPathComponent(name))
            }
        } catch {
            throw ReplayError(.inputOutput, "\(save): cannot be written: \(FileFailure.words(error))")
        }
    }
}

extension ReportLanguage: ExpressibleByArgument {}
