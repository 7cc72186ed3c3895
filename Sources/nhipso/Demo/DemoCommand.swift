import Aggregation
import ArgumentParser
import Catalog
import Clients
import Foundation
import Generation
import Ingest
import Kafka
import Replay
import Workers

/// `nhipso demo`: everything live on one machine, with a worker killed on the way.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show everything live: partners, workers, figures, and a worker killed on the way.", usage: "nhipso demo [<options>]",
        discussion: """
            Starts an embedded broker, two workers of all stages, and three partners that \
            send a made-up province's events: bank and telecom, power company, portal and \
            shops. The province's figures are redrawn as they change. After a third of the \
            time one worker is killed (kill -9), a little later another takes its place. \
            At the end every figure is compared with a replay of the same events.

            EXIT CODES
              0 all figures are those of the replay
              1 errors in the pipelines
              2 figures differ
              3 something could not be started
            """)

    @Option(help: "The partners send for so many seconds.") var seconds = 45
    @Option(parsing: .unconditional, help: "So many events a second, of all partners together.") var rate = 400
    @Option(help: "Another seed, another province.") var seed: UInt64 = 1
    @Option(help: "Folder of pipelines.") var pipelines = CatalogLoading.usualFolder
    @Option(help: "Keep events, logs and figures in this folder. Default: one that is removed at the end.") var keep: String?
    @Flag(help: "Go on until it is stopped; nobody is killed, and nothing compared.") var forever = false

    func validate() throws {
        if seconds < 10 || seconds > 3_600 { throw ValidationError("--seconds \(seconds): expected 10 to 3600") }
        if rate < 10 || rate > 20_000 { throw ValidationError("--rate \(rate): expected 10 to 20000") }
    }

    func run() throws {
        let interruption = Interruption()
        let catalog = try CatalogLoading.load(pipelines)
        let folder = keep ?? NSTemporaryDirectory() + "nhipso-demo-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { if keep == nil { try? FileManager.default.removeItem(atPath: folder) } }
            let demo = try Demo(catalog, folder: folder, pipelines: pipelines, rate: rate, seed: seed)
            defer { demo.close() }
            try demo.play(seconds: forever ? nil : seconds, interruption)
            if forever || interruption.isRequested { return }
            let differences = try demo.differences()
            try demo.tell(differences)
            if !differences.isEmpty { throw ExitCode(2) }
        } catch let error as KafkaError {
            Console.error("\(error)")
            throw ExitCode(3)
        }
    }
}
