import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Generation
import Replay

/// `nhipso generate`: a made-up province, for trying out, tests and benchmarks.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the events of a made-up province.",
        discussion: """
            CloudEvents 1.0 in structured JSON, one a line, in the order in which partners \
            would send them. Subjects are spread over the communes in proportion to their \
            registered population. The same options give the same bytes on every machine. \
            Nobody in it exists.

            Rates are fractions from 0 to 1. The manifest says what was planted: how many \
            of each event, and how many must be rejected and why.

            EXAMPLES
              nhipso generate --events 100000 --out province/ --manifest province.json
              nhipso generate --events 2000000 --kinds payments --clean > payments.ndjson
              nhipso generate --contracts 500 --old-codes 0.5 | nhipso replay --events -

            EXIT CODES
              0 done
              1 wrong usage, or errors in the tables
              3 a file cannot be written
            """)

    @Option(parsing: .unconditional, help: "Another seed, another province.") var seed: UInt64 = 1

    @Option(parsing: .unconditional, help: "Exactly so many lines, repeats and bad ones included. Default: 100000.") var events: Int?

    @Option(parsing: .unconditional, help: "So many contracts instead; dossiers and products in proportion.") var contracts: Int?

    @Option(help: "The first month.") var from = "2026-01"

    @Option(parsing: .unconditional, help: "How many months.") var months = 1

    @Option(help: "The Pipelines folder, for territory and population.") var pipelines = CatalogLoading.usualFolder

    @Option(help: "electricity, dossiers, ocop, parted by commas; or payments: one payment a contract and month, of one bill each.")
    var kinds = "electricity,dossiers,ocop"

    @Flag(help: "All rates are 0, but for those given.") var clean = false

    @Option(parsing: .unconditional, help: "Of all events: the same bytes sent again. Default: \(PlantingRates.gentle.repeats).")
    var repeats: Double?
    @Option(parsing: .unconditional, help: "Of all events: sent up to 25 hours later. Default: \(PlantingRates.gentle.disorder).")
    var disorder: Double?
    @Option(parsing: .unconditional, help: "Of payments: reversed. Default: \(PlantingRates.gentle.reversals).") var reversals: Double?
    @Option(parsing: .unconditional, help: "Of a month's events: sent after its end and the grace. Default: \(PlantingRates.gentle.late).")
    var late: Double?
    @Option(parsing: .unconditional, help: "Of all events: must be rejected. Default: \(PlantingRates.gentle.bad).") var bad: Double?
    @Option(parsing: .unconditional, help: "Of payments and reversals: without a commune. Default: \(PlantingRates.gentle.unlocated).")
    var unlocated: Double?
    @Option(
        parsing: .unconditional, help: "Of events with a commune: its code in an earlier list. Default: \(PlantingRates.gentle.oldCodes).")
    var oldCodes: Double?
    @Option(parsing: .unconditional, help: "Of bills, dossiers, products a month: corrected. Default: \(PlantingRates.gentle.corrections).")
    var corrections: Double?
    @Option(parsing: .unconditional, help: "Of bills and products a month: taken back. Default: \(PlantingRates.gentle.cancelled).")
    var cancelled: Double?
    @Option(parsing: .unconditional, help: "Of contracts: in another commune from some month on. Default: \(PlantingRates.gentle.moves).")
    var moves: Double?

    @Option(parsing: .unconditional, help: "Days after a month's end before an event is late.") var graceDays = 20

    @Option(help: "-, a file, or a folder (it exists or ends in /): there one file a partner, in.<partner>.<kind>.ndjson.") var out = "-"

    @Option(help: "Write what was planted to this file, as JSON.") var manifest: String?

    @Flag(help: "No progress.") var quiet = false

    func run() throws {
        do {
            try generate()
        } catch let error as GenerationError {
            Console.error(error.message)
            throw ExitCode(error.code == .output ? 3 : 1)
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        }
    }

    private func generate() throws {
        let options = try options()
        if let manifest { try OutputPaths.check(outputs: [("--manifest", manifest)], inputs: []) }
        let (territory, population) = try tables()
        let generator = try Generator(options: options, territory: territory, population: population)
        var output = try LineOutput(path: out)
        let progress = GenerationProgress(total: generator.lineCount, isShown: !quiet && Console.isTerminal(2))
        let planted = try generator.run { (line, partner) throws(GenerationError) in
            try output.write(line, partner: partner)
            progress.count(bytes: line.count)
        }
        try output.finish()
        progress.end(planted)
        guard let manifest else { return }
        do { try Data(planted.json.utf8).write(to: URL(fileURLWithPath: manifest)) } catch {
            throw GenerationError(.output, "\(manifest): cannot be written: \(FileFailure.words(error))")
        }
    }

    private func options() throws(GenerationError) -> GenerationOptions {
        guard events == nil || contracts == nil else {
            throw GenerationError(.options, "give --events or --contracts: one follows from the other")
        }
        guard let firstMonth = Window(key: from), firstMonth.length == .month else {
            throw GenerationError(.options, "--from \(from): expected a month like 2026-01")
        }
        guard let kinds = EventKinds(names: kinds) else {
            throw GenerationError(.options, "--kinds \(kinds): expected some of electricity, dossiers, ocop, payments, parted by commas")
        }
        var rates = clean ? PlantingRates.none : .gentle
        for (path, rate) in [
            (\PlantingRates.repeats, repeats), (\.disorder, disorder), (\.reversals, reversals), (\.late, late), (\.bad, bad),
            (\.unlocated, unlocated), (\.oldCodes, oldCodes), (\.corrections, corrections), (\.cancelled, cancelled), (\.moves, moves),
        ] { if let rate { rates[keyPath: path] = rate } }
        return GenerationOptions(
            seed: seed, size: contracts.map { .contracts($0) } ?? .events(events ?? 100_000), firstMonth: firstMonth, months: months,
            kinds: kinds, rates: rates, graceDays: graceDays)
    }

    /// Only the two tables that are needed: a province can be made up before its pipelines are written.
    private func tables() throws -> (Territory, ReferenceTable) {
        let (territory, diagnostics) = Territory.load(folder: pipelines + "/territory")
        var errors = diagnostics.filter { $0.severity == .error }
        var population: ReferenceTable?
        if let territory {
            let loaded = ReferenceTable.load(file: pipelines + "/references/population_registered.csv", territory: territory)
            population = loaded.table
            errors += loaded.diagnostics.filter { $0.severity == .error }
        }
        for error in errors { Console.note("\(error)\n") }
        guard let territory, let population, errors.isEmpty else {
            throw GenerationError(.content, "\(pipelines): \(errors.count) errors in territory and population; nothing was generated")
        }
        return (territory, population)
    }
}

/// One line on the terminal that shows how far the generation is.
private final class GenerationProgress {
    private let total: Int
    private let isShown: Bool
    private let start = DispatchTime.now().uptimeNanoseconds
    private var lines = 0
    private var bytes = 0
    private var hasShown = false

    init(total: Int, isShown: Bool) {
        self.total = max(1, total)
        self.isShown = isShown
    }

    @inline(__always) func count(bytes: Int) {
        lines += 1
        self.bytes += bytes
        if lines & 0xFFFF == 0, isShown { show() }
    }

    @inline(never) private func show() {
        hasShown = true
        let seconds = max(0.001, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
        let rate = grouped(Int64(Double(lines) / seconds))
        Console.note("\r\u{1B}[K\(100 * lines / total) % · \(grouped(Int64(lines))) events · \(rate)/s · \(bytes >> 20) MiB")
    }

    func end(_ manifest: Manifest) {
        guard isShown else { return }
        if hasShown { Console.note("\r\u{1B}[K") }
        let bad = manifest.bad == 0 ? "" : ", of which \(grouped(Int64(manifest.bad))) must be rejected"
        Console.note("\(grouped(Int64(manifest.lines))) events of \(manifest.partners.count) partners\(bad)\n")
    }
}
