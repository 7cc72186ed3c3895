import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Kafka
import Operations

/// `nhipso tables`: reference tables for running workers.
struct TablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "Give running workers new reference tables (denominators).",
        discussion: """
            A table in the topic references stands above the one of the same name in the workers' folder of pipelines; every figure that depends
            on it is published again within moments.
            """,
        subcommands: [Put.self, List.self])

    struct Put: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "put",
            abstract: "Check tables and put them into the topic references.",
            discussion: """
                The table's name is the file's, without .csv; it is one that the pipelines name. All files are checked before the first is
                written.

                EXAMPLE
                  nhipso tables put Pipelines/references/households.csv

                EXIT CODES
                  0 all stand there · 1 wrong usage, or errors in a table; nothing was written · 3 the brokers do not answer, or refuse
                """)

        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions
        @Option(help: "Folder of pipelines, for the territory and the tables' names.") var pipelines = "Pipelines"
        @Argument(help: "The tables, CSV files.") var files: [String]

        func run() throws {
            let catalog = try CatalogLoading.load(pipelines)
            var tables: [(id: String, bytes: [UInt8])] = []
            var isGood = true
            for file in files {
                guard let data = FileManager.default.contents(atPath: file) else {
                    Console.error("\(file): cannot be read")
                    throw ExitCode(1)
                }
                let (table, diagnostics) = ReferenceTable.load(bytes: Array(data), named: file, territory: catalog.territory)
                for diagnostic in diagnostics { Console.error(diagnostic.description) }
                if diagnostics.contains(where: { $0.severity == .error }) { isGood = false }
                guard let table else {
                    isGood = false
                    continue
                }
                if !catalog.references.contains(where: { $0.id == table.id }) {
                    let known = catalog.references.map(\.id)
                    Console.error("\(file): no pipeline has a table \(table.id)\(Suggestion.text(for: table.id, among: known))")
                    isGood = false
                }
                tables.append((table.id, Array(data)))
            }
            guard isGood else { throw ExitCode(1) }
            try withLogReader(broker, topics) { configuration, reader in
                let writer = try LogWriter(configuration, logger: BrokerOptions.logger)
                defer { writer.close() }
                for table in tables {
                    try writer.write(to: reader.topics.references, key: Array(table.id.utf8), value: table.bytes)
                    Console.note("\(table.id) stands in \(reader.topics.references)\n")
                }
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show which tables stand in the topic references, and since when.",
            discussion: """
                EXIT CODES
                  0 done · 1 wrong usage · 3 the brokers do not answer, or refuse
                """)

        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions

        func run() throws {
            try withLogReader(broker, topics) { _, reader in
                var tables: [String: String] = [:]
                try reader.forEachRecord(of: reader.topics.references) { record in
                    guard let key = record.key else { return true }
                    let time = EventTime(millisecondsSinceEpoch: record.timestamp).text
                    let id = String(decoding: key, as: UTF8.self)
                    tables[id] = record.value.map { "\(id)  \(time)  \($0.count) bytes" }
                    return true
                }
                for id in tables.keys.sorted() { try Console.print((tables[id] ?? "") + "\n") }
                if tables.isEmpty { Console.note("there is none: workers use those of their folders\n") }
            }
        }
    }
}
