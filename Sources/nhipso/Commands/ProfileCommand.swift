import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Ingest
import Replay

/// `nhipso profile`: what each stage of a replay costs.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Measure what each stage of a replay costs on given events.",
        discussion: """
            Runs the events through reading, parsing, checking and making facts, each pass \
            going one stage further, then through a whole replay on one thread; prints \
            what each stage adds, in nanoseconds of CPU time an event. One JSON object \
            with --json.

            EXIT CODES
              0 done
              1 wrong usage, or errors in the pipelines
              3 a file cannot be read, or holds no event
            """)

    @Option(help: "Event file or folder of event files. May be given several times.") var events: [String]
    @Option(help: "Folder of pipelines, contracts, territory and references.") var pipelines = CatalogLoading.usualFolder
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        do {
            let catalog = try CatalogLoading.load(pipelines)
            let options = ReplayOptions(
                catalog: catalog, inputs: try InputSelection(paths: events), key: .random(),
                now: EventTime(rawValue: Int64(Date().timeIntervalSince1970 * 1000)))
            let profile = try StageProfile(options)
            guard profile.lines > 0 else {
                Console.error("there is no event in \(events.joined(separator: ", ")): nothing was measured")
                throw ExitCode(3)
            }
            try show(profile)
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        }
    }

    private func show(_ profile: StageProfile) throws(ExitCode) {
        let rows = profile.stages.map { ($0.name, $0.nanoseconds / profile.lines) }
        if json {
            let members = rows.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
            return try Console.print("{\"events\":\(profile.lines),\"nanosecondsAnEvent\":{\(members)}}\n")
        }
        let width = rows.map(\.0.count).max() ?? 0
        for (name, time) in rows {
            try Console.print(name + String(repeating: " ", count: width - name.count + 2) + "\(time) ns an event\n")
        }
    }
}
