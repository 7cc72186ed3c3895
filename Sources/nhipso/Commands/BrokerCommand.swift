import ArgumentParser
import Catalog
import Foundation
import Ingest
import Kafka
import Workers

/// `nhipso broker`: an embedded broker in a process of its own.
struct BrokerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Run an embedded broker, for trying out and for tests.",
        discussion: """
            Prints `brokers: host:port` and runs until it is stopped. It keeps everything in memory, at most 5 MiB or 100,000 batches of a
            partition, and forgets it when it ends: not for real figures. The topics of the workers are made; those of partners with --topic.

            EXAMPLE
              nhipso broker --topic in.power-company.elec > broker.txt &
              NHIPSO_BROKERS=$(sed -n 's/^brokers: //p' broker.txt) nhipso worker

            EXIT CODES
              0 it was stopped · 1 wrong usage, or errors in the pipelines · 3 it could not be started
            """)

    @Option(help: "Folder of pipelines: each has topics of its own.") var pipelines = "Pipelines"
    @Option(help: "Partitions of the topics of facts and snapshots, a power of two.") var factsPartitions = 4
    @Option(help: "Partitions of partials and indicator-updates.") var partialsPartitions = 4
    @Option(help: "A topic to make besides, name or name:partitions (4). May be given several times.") var topic: [String] = []

    func run() throws {
        let interruption = Interruption()
        let catalog = try CatalogLoading.load(pipelines)
        let broker: EmbeddedBroker
        do throws(KafkaError) {
            broker = try EmbeddedBroker()
            let options = WorkerOptions(
                catalog: catalog, key: .random(), factsPartitions: factsPartitions, partialsPartitions: partialsPartitions,
                kafka: .forEmbeddedBroker(broker.bootstrapServers))
            try broker.make(options.plannedTopics)
            for text in topic {
                let parts = text.split(separator: ":")
                try broker.createTopic(String(parts[0]), partitions: parts.count > 1 ? Int(parts[1]) ?? 4 : 4)
            }
        } catch {
            Console.error("the embedded broker could not be started: \(error)")
            throw ExitCode(3)
        }
        defer { broker.close() }
        try Console.print("brokers: \(broker.bootstrapServers)\n")
        while !interruption.isRequested { interruption.sleep(milliseconds: 1_000) }
    }
}

extension EmbeddedBroker {
    /// Makes topics as they are planned.
    func make(_ topics: [PlannedTopic]) throws(KafkaError) {
        for topic in topics { try createTopic(topic.name, partitions: topic.partitions ?? 4) }
    }
}
