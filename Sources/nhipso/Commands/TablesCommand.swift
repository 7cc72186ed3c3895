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
            A table in the topic references stands above the one of the same name in the \
            workers' folder of pipelines; every figure that depends on it is published \
            again within moments.
            """,
        subcommands: [Put.self, List.self])

    struct Put: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "put",
            abstract: "Check tables and put them into the topic references.", usage: "nhipso tables put <files> ... [<options>]",
            discussion: """
                The table's name is the file's, without .csv; it is one that the pipelines \
                name. All files are checked before the first is written. A table without rows \
                of communes that the one before has, in the topic or else in the folder of \
                pipelines, needs --force.

                EXAMPLE
                  nhipso tables put Pipelines/references/ocop_products.csv

                EXIT CODES
                  0 all stand there
                  1 wrong usage, or errors in a table; nothing was written
                  3 a file cannot be read, or the brokers do not answer, or refuse
                """)

        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions
        @Option(help: "Folder of pipelines, for the territory and the tables' names.") var pipelines = CatalogLoading.usualFolder
        @Flag(help: "Also where communes have no row any more.") var force = false
        @Argument(help: "The tables, CSV files.") var files: [String]

        func run() throws {
            let catalog = try CatalogLoading.load(pipelines)
            let tables = try tables(catalog)
            try withLogReader(broker, topics) { configuration, reader in
                try checkCommunes(tables.map(\.table), catalog, reader)
                let writer = try LogWriter(configuration, logger: BrokerOptions.logger)
                defer { writer.close() }
                for (table, bytes) in tables {
                    try writer.write(to: reader.topics.references, key: Array(table.id.utf8), value: bytes)
                    Console.note("\(table.id) stands in \(reader.topics.references)\n")
                }
            }
        }

        /// All tables, read and checked by themselves.
        private func tables(_ catalog: Catalog) throws -> [(table: ReferenceTable, bytes: [UInt8])] {
            var tables: [(table: ReferenceTable, bytes: [UInt8])] = []
            var isGood = true
            for file in files {
                let data: Data
                do { data = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
                    Console.error("\(file): cannot be read: \(FileFailure.words(error))")
                    throw ExitCode(3)
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
                tables.append((table, Array(data)))
            }
            guard isGood else { throw ExitCode(1) }
            return tables
        }

        /// A figure whose denominator has no row any more is withdrawn: seldom what was meant.
        private func checkCommunes(_ tables: [ReferenceTable], _ catalog: Catalog, _ reader: LogReader) throws {
            let standing = try ReferenceTopic.tables(reader, territory: catalog.territory)
            var isGood = true
            for table in tables {
                guard let before = standing[table.id] ?? catalog.references.first(where: { $0.id == table.id }) else { continue }
                let known = Set(before.rows.map(\.commune))
                let given = Set(table.rows.map(\.commune))
                // The province's own row is not missed where all communes have one.
                let isWhole = catalog.territory.unitsInForce.allSatisfy { given.contains($0.code) }
                let lost = known.subtracting(given).filter { $0 != .unlocated || !isWhole }.sorted()
                guard !lost.isEmpty else { continue }
                isGood = false
                let word = force ? "warning" : "error"
                let names = lost.prefix(3).map { $0 == .unlocated ? "the province" : $0.description }.joined(separator: ", ")
                Console.note(
                    "nhipso: \(word): \(table.id): \(lost.count) of \(known.count) that have a row now have none in it: "
                        + "\(names)\(lost.count > 3 ? ", …" : "")\n"
                )
            }
            if isGood { return }
            if force { return Console.note("put all the same (--force)\n") }
            Console.error("figures without a denominator would be withdrawn: nothing was written; --force puts it all the same")
            throw ExitCode(1)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show which tables stand in the topic references, and since when.",
            usage: "nhipso tables list [<options>]",
            discussion: """
                EXIT CODES
                  0 done
                  1 wrong usage
                  3 the brokers do not answer, or refuse
                """)

        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions

        func run() throws {
            try withLogReader(broker, topics) { _, reader in
                var tables: [String: String] = [:]
                try reader.forEachRecord(of: reader.topics.references) { record in
                    guard let key = record.key else { return true }
                    let time = EventTime(millisecondsSinceEpoch: record.time.milliseconds).text
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
