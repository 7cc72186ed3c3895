import Aggregation
import ArgumentParser
import Foundation
import Ingest
import Operations
import Publication
import Replay

/// `nhipso diff`: what another version of the pipelines changes.
struct DiffCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare the figures of two versions of the pipelines, or of two files of updates.",
        usage: "nhipso diff <before> <after> [<options>]",
        discussion: """
            Each side is a folder of pipelines, by which the events are replayed, or a \
            file of update documents, one a line (nhipso replay --out json, nhipso watch \
            --format json). Shown is every figure whose value, numerator or denominator \
            differs: by indicator, the largest difference first; figures that one side \
            does not have stand before them. Revisions, times and status do not count. \
            Where both sides withhold a figure of a small cell, they count as alike.

            EXAMPLES
              nhipso diff Pipelines Pipelines.new --events may/
              nhipso diff old-updates.ndjson Pipelines.new --events may/

            EXIT CODES
              0 alike
              1 wrong usage, or errors in the pipelines
              2 different
              3 a file cannot be read
              4 nothing was compared, or no figure of an indicator or window asked for
            """)

    @Argument(help: "A folder of pipelines, or a file of updates.") var before: String
    @Argument(help: "The same, to be compared with it.") var after: String
    @Option(help: "Event file or folder of event files, for folders of pipelines. May be given several times.") var events: [String] = []
    @Option(help: "Only this indicator. May be given several times.") var indicator: [String] = []
    @Option(help: "Only this window. May be given several times.") var window: [String] = []
    @Option(help: "The clock that events' times are judged by, RFC 3339 with an offset. Default: the system's.") var now: String?
    @Option(parsing: .unconditional, help: "Show so many differences of each indicator; all of them count.") var limit = 50
    @Option(help: "table, or json: one object a line.") var format = Format.table

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
        if let now, EventTime(rfc3339: now) == nil { throw ValidationError("--now \(now): expected a time like 2026-06-03T08:00:00+07:00") }
        for key in window where Window(key: key) == nil {
            throw ValidationError("--window \(key): expected a window like 2026-05-14, 2026-W20, 2026-05, 2026-Q2, 2026 or current")
        }
        if events.isEmpty, isFolder(before) || isFolder(after) {
            throw ValidationError("a folder of pipelines needs events to be replayed by: --events")
        }
        if events.contains("-") { throw ValidationError("--events -: standard input cannot be read twice; give files") }
    }

    func run() throws {
        // One clock for both.
        let clock = now.flatMap { EventTime(rfc3339: $0) } ?? .now
        do {
            let sides = (try figures(of: before, clock), try figures(of: after, clock))
            let differences = FigureDifference.all(before: sides.0, after: sides.1).filter { isWanted($0.key) }
            try print(differences)
            let compared = Set(sides.0.figures.keys).union(sides.1.figures.keys).filter { isWanted($0) }
            try check(compared)
            Console.note("\(counted(compared.count, "figure")) compared, \(differences.count) different\n")
            if !differences.isEmpty { throw ExitCode(2) }
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        }
    }

    /// What was not looked at is not alike.
    private func check(_ compared: Set<IndicatorKey>) throws {
        var missing = indicator.filter { id in !compared.contains { $0.indicator == id } }.map { "the indicator \($0)" }
        missing += window.filter { key in !compared.contains { $0.window.key == key } }.map { "the window \($0)" }
        if missing.isEmpty, !compared.isEmpty { return }
        let what = missing.isEmpty ? "" : " of \(missing.joined(separator: ", of "))"
        let advice = now == nil ? "" : " (events of a time after --now are rejected)"
        Console.error("nothing was compared: neither side has a figure\(what)\(advice)")
        throw ExitCode(4)
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func figures(of path: String, _ clock: EventTime) throws -> FigureSet {
        if isFolder(path) {
            return try FigureSet(catalog: try CatalogLoading.load(path), inputs: try InputSelection(paths: events), now: clock)
        }
        let set = try FigureSet(updates: path)
        if set.figures.isEmpty, set.strayLines > 0 {
            throw ReplayError(.inputOutput, "\(path): none of its \(set.strayLines) lines is an update document")
        }
        if set.strayLines > 0 { Console.note("\(path): \(set.strayLines) lines are no update documents\n") }
        return set
    }

    private func isWanted(_ key: IndicatorKey) -> Bool {
        (indicator.isEmpty || indicator.contains(key.indicator)) && (window.isEmpty || window.contains(key.window.key))
    }

    private func print(_ differences: [FigureDifference]) throws {
        for (id, group) in Dictionary(grouping: differences, by: \.key.indicator).sorted(by: { $0.key < $1.key }) {
            if format == .json {
                for difference in group.prefix(limit) { try Console.print(json(difference) + "\n") }
                continue
            }
            var table = Columns(
                ["COMMUNE", "NAME", "WINDOW", "BEFORE", "AFTER", "CHANGE", "PARTS BEFORE", "PARTS AFTER"], right: [3, 4, 5], longWinded: [1]
            )
            for difference in group.prefix(limit) {
                table.append([
                    difference.key.commune, difference.communeName, difference.key.window.key, difference.before?.value ?? "no figure",
                    difference.after?.value ?? "no figure", difference.change.map(signed) ?? "", difference.before?.parts ?? "",
                    difference.after?.parts ?? "",
                ])
            }
            let rest = group.count > limit ? "… and \(group.count - limit) more\n" : ""
            try Console.print("\(id): \(group.count) different\n" + table.text + rest + "\n")
        }
    }

    private func signed(_ change: Double) -> String {
        let text = change == change.rounded() && change.magnitude < 1e15 ? "\(Int64(change))" : String(format: "%.2f", change)
        return change > 0 ? "+" + text : text
    }

    private func json(_ difference: FigureDifference) -> String {
        var json = JSONText()
        json.object { json in
            json.member("indicator", difference.key.indicator)
            json.member("commune", difference.key.commune)
            json.member("window", difference.key.window.key)
            for (name, figure) in [("before", difference.before), ("after", difference.after)] {
                json.object(name) {
                    $0.member("value", figure?.number)
                    $0.member("numerator", figure?.numerator)
                    $0.member("denominator", figure?.denominator)
                    $0.member("reason", figure.map { $0.number == nil ? $0.value : nil } ?? "no figure")
                }
            }
            json.member("change", difference.change)
        }
        return json.text
    }
}
