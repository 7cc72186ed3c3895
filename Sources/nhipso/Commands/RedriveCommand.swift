import Aggregation
import ArgumentParser
import Foundation
import Kafka
import Operations

/// `nhipso rejects redrive`: rejected events once more.
struct RedriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Send rejected events again to the topics they came by.", usage: "nhipso rejects redrive [<options>]",
        discussion: """
            For after a contract, the territory or a table was mended and the workers run \
            with it. Each event goes to its partition with its key, headers, id and times, \
            and the header nhipso_redriven_from with its first id; it counts in the \
            windows of its own times, and once however often this is run. One that is \
            still wrong becomes a reject again. Period-closed ones will: their windows are \
            no longer kept.

            Whatever is sent is noted in the topic redrives (nhipso rejects audit): who, \
            when, which, how many. Look first with --dry-run.

            EXIT CODES
              0 all are acknowledged, or there was nothing to do
              1 wrong usage, or no such reject
              2 some could not be sent again: they are no longer kept
              3 the brokers refuse, or some were not acknowledged: run it again
              4 it was stopped before the end: run it again
            """)

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var topics: TopicOptions
    @OptionGroup var rejects: RejectOptions
    @Option(name: .customLong("id"), help: "Only this event: topic/partition/offset. May be given several times.") var ids: [String] = []
    @Option(parsing: .unconditional, help: "At most so many events; if there are more, nothing is sent.") var limit = 100_000
    @Option(parsing: .unconditional, help: "So many events a second.") var rate = 1_000
    @Option(help: "Who does it, for the record. Default: the user's name.") var by: String?
    @Flag(help: "Only say what would be sent.") var dryRun = false
    @Flag(help: "No progress.") var quiet = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
        if rate < 1 { throw ValidationError("--rate \(rate): expected 1 or more") }
        if ids.isEmpty, rejects.partner.isEmpty, rejects.reason.isEmpty, rejects.since == nil, rejects.until == nil {
            throw ValidationError("say which events: --reason, --partner, --since and --until, or --id")
        }
        for id in ids where EventPlace(id) == nil {
            throw ValidationError("--id \(id): expected topic/partition/offset, e.g. in.bank.elec/3/1042")
        }
    }

    func run() throws {
        let interruption = Interruption()
        var selection = try rejects.selection()
        selection.ids = ids
        try withLogReader(broker, topics) { configuration, reader in
            try checkIdentifiers(selection, reader)
            let plan = try Redrive.plan(selection, in: RejectLog(reader), limit: limit)
            try show(plan)
            if plan.isCut {
                Console.error("there are more than \(limit) events: narrow the selection, or raise --limit; nothing was sent")
                throw ExitCode(1)
            }
            if dryRun || plan.isEmpty { return }
            try send(plan, selection, configuration, reader, interruption)
        }
    }

    /// An event that was not rejected is no event to send again, and no reason to say that there was nothing to do.
    private func checkIdentifiers(_ selection: RejectSelection, _ reader: LogReader) throws {
        guard !ids.isEmpty else { return }
        var missing = Set(ids)
        try RejectLog(reader).forEach(selection) { reject in
            missing.remove(reject.id)
            return !missing.isEmpty
        }
        guard !missing.isEmpty else { return }
        for id in missing.sorted() {
            Console.error("\(id): it was not rejected, or not as asked for, or its reject is no longer kept; nothing was sent")
        }
        throw ExitCode(1)
    }

    private func show(_ plan: Redrive.Plan) throws {
        var table = Columns(["PARTNER", "REASON", "STAGE", "EVENTS"], right: [3])
        for (key, count) in plan.byReason.sorted(by: { $0.key < $1.key }) {
            table.append([key.partner, key.reason, key.stage, "\(count)"])
        }
        if !plan.isEmpty { try Console.print(table.text) }
        if plan.isEmpty { Console.note("there is nothing to send again\n") }
        if dryRun, !plan.isEmpty { Console.note("\(counted(plan.counts.selected, "event")) would be sent; nothing was\n") }
    }

    private func send(
        _ plan: Redrive.Plan, _ selection: RejectSelection, _ configuration: KafkaConfiguration, _ reader: LogReader,
        _ interruption: Interruption
    ) throws {
        let redrive = try Redrive(configuration, log: RejectLog(reader), logger: BrokerOptions.logger)
        defer { redrive.close() }
        let begun = EventTime.now
        let audit = RedriveAudit(
            id: "\(begun.text)-\(String(UInt32.random(in: 0 ... .max), radix: 16))", by: by ?? NSUserName(), begun: begun,
            selection: selection)
        let pace = Pace(perSecond: rate)
        let isShown = !quiet && Console.isTerminal(2)
        let counts = try redrive.run(plan, audit: audit, now: { EventTime.now }) { sent in
            if isShown, sent % 100 == 0 { Console.note("\r\u{1B}[K\(sent) of \(plan.counts.selected)") }
            pace.wait()
            return !interruption.isRequested
        }
        if isShown { Console.note("\r\u{1B}[K") }
        try report(counts, audit.id, isStopped: interruption.isRequested)
    }

    private func report(_ counts: RedriveCounts, _ id: String, isStopped: Bool) throws {
        var words = ["\(counts.acknowledged) of \(counts.selected) events sent again"]
        if counts.withoutKey > 0 { words.append("\(counts.withoutKey) of them from the copies in rejects, without their keys") }
        if let gone = counts.skipped[.gone] { words.append("\(gone) are no longer kept") }
        if let others = counts.skipped[.notTheirs] { words.append("\(others) rejects do not name a place in their partner's topics") }
        Console.note(words.joined(separator: ", ") + "; noted as \(id)\n")
        if counts.failed > 0 {
            Console.error("\(counts.failed) were not acknowledged: \(counts.lastFailure ?? "no answer in time"); run it again")
            throw ExitCode(3)
        }
        if isStopped, counts.acknowledged + (counts.skipped[.gone] ?? 0) < counts.selected {
            Console.error("stopped before the end: run it again")
            throw ExitCode(4)
        }
        if !counts.skipped.isEmpty { throw ExitCode(2) }
    }
}
