import ArgumentParser
import Catalog
import Foundation
import Ingest
import Kafka
import Stages
import Workers

/// `nhipso broker`: an embedded broker in a process of its own.
struct BrokerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Run an embedded broker, for trying out and for tests.", usage: "nhipso broker [<options>]",
        discussion: """
            Prints `brokers: host:port` and runs until it is stopped. It keeps everything \
            in memory, at most 5 MiB or 100,000 batches of a partition, and forgets it \
            when it ends: not for real figures. The topics of the workers are made, also \
            those of the versions named; those of partners with --topic.

            EXAMPLE
              nhipso broker --topic in.power-company.elec --address-file broker.txt &
              until [ -s broker.txt ]; do sleep 0.1; done
              NHIPSO_BROKERS=$(cat broker.txt) nhipso worker

            EXIT CODES
              0 it was stopped
              1 wrong usage, or errors in the pipelines
              3 it could not be started
            """)

    @Option(help: "Folder of pipelines: each has topics of its own.") var pipelines = CatalogLoading.usualFolder
    @Option(parsing: .unconditional, help: "Partitions of the topics of facts and snapshots: a power of two, 1 to 1024.")
    var factsPartitions = 4
    @Option(parsing: .unconditional, help: "Partitions of partials and indicator-updates: 1 to 1024.") var partialsPartitions = 4
    @Option(help: "A topic to make besides, name or name:partitions (4). May be given several times.") var topic: [String] = []
    @Option(help: "Make the topics of this version of the pipelines, too. May be given several times.") var pipelineVersion: [String] = []
    @Option(help: "Also write host:port to this file, as soon as all topics are there; it is removed at the end.")
    var addressFile: String?

    func validate() throws {
        guard (1...1024).contains(factsPartitions), factsPartitions.nonzeroBitCount == 1 else {
            throw ValidationError("--facts-partitions \(factsPartitions): expected a power of two from 1 to 1024")
        }
        guard (1...1024).contains(partialsPartitions) else {
            throw ValidationError("--partials-partitions \(partialsPartitions): expected 1 to 1024")
        }
        for text in topic where Self.topic(text) == nil {
            throw ValidationError(
                "--topic \(text): expected name or name:partitions; a name has letters, digits, `.`, `_` and `-`, partitions are 1 to 1000")
        }
        for version in pipelineVersion { try TopicOptions.check(version: version) }
    }

    func run() throws {
        let interruption = Interruption()
        let catalog = try CatalogLoading.load(pipelines)
        // One of an earlier run would be taken for this one's.
        if let addressFile { try? FileManager.default.removeItem(atPath: addressFile) }
        let broker: EmbeddedBroker
        do throws(KafkaError) {
            broker = try EmbeddedBroker()
            try broker.make(planned(catalog, broker.bootstrapServers))
            for text in topic {
                if let topic = Self.topic(text) { try broker.createTopic(topic.name, partitions: topic.partitions) }
            }
        } catch {
            Console.error("the embedded broker could not be started: \(error)")
            throw ExitCode(3)
        }
        defer { broker.close() }
        if let addressFile {
            do { try Data("\(broker.bootstrapServers)\n".utf8).write(to: URL(fileURLWithPath: addressFile), options: .atomic) } catch {
                Console.error("\(addressFile): cannot be written: \(FileFailure.words(error))")
                throw ExitCode(3)
            }
        }
        defer { if let addressFile { try? FileManager.default.removeItem(atPath: addressFile) } }
        try Console.print("brokers: \(broker.bootstrapServers)\n")
        while !interruption.isRequested { interruption.sleep(milliseconds: 1_000) }
    }

    /// The topics of all versions, each once.
    private func planned(_ catalog: Catalog, _ servers: String) -> [PlannedTopic] {
        let all = ([""] + pipelineVersion).flatMap { version in
            WorkerOptions(
                catalog: catalog, key: .random(), topics: Topics(version: version), factsPartitions: factsPartitions,
                partialsPartitions: partialsPartitions, kafka: .forEmbeddedBroker(servers)
            ).plannedTopics
        }
        return Set(all).sorted { $0.name < $1.name }
    }

    /// nil where the text is neither `name` nor `name:partitions`, or the brokers would not have it.
    private static func topic(_ text: String) -> (name: String, partitions: Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isName = { (byte: UInt8) in
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || [45, 46, 95].contains(byte)
        }
        guard let name = parts.first, (1...249).contains(name.utf8.count), name.utf8.allSatisfy(isName), name != ".", name != ".." else {
            return nil
        }
        if parts.count == 1 { return (String(name), 4) }
        guard parts.count == 2, let count = Int(parts[1]), (1...1000).contains(count) else { return nil }
        return (String(name), count)
    }
}

extension EmbeddedBroker {
    /// Makes topics as they are planned.
    func make(_ topics: [PlannedTopic]) throws(KafkaError) {
        for topic in topics { try createTopic(topic.name, partitions: topic.partitions ?? 4) }
    }
}
