import Aggregation
import ArgumentParser
import Foundation
import Operations
import Publication

/// `nhipso rejects`: events that could not be used.
struct RejectsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects",
        abstract: "List rejected events, look at one, and send them again once what was wrong is mended.",
        discussion: """
            What cannot be used goes to the topic rejected.<partner> with its reason. \
            Beware: rejects hold partners' events as they came, raw identifiers among \
            them.

            EXAMPLES
              nhipso rejects list --since 2026-05-14
              nhipso rejects show in.bank.elec/3/1042
              nhipso rejects redrive --reason commune-unknown --since 2026-05-14 --dry-run
            """,
        subcommands: [List.self, Show.self, RedriveCommand.self, Audit.self])

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Count rejected events by partner, reason and stage, and show the newest.", usage: "nhipso rejects list [<options>]",
            discussion: """
                An event counts once, however often its reject was written or it was sent \
                again; among the newest, those sent again are marked so.

                EXIT CODES
                  0 done
                  1 wrong usage
                  3 the brokers cannot be read, or there are more rejects than can be told
                    apart
                """)

        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions
        @OptionGroup var rejects: RejectOptions
        @Option(parsing: .unconditional, help: "Show so many of the newest.") var newest = 20
        @Option(help: "table, or json: one object.") var format = Format.table

        func validate() throws {
            if !(0...100_000).contains(newest) { throw ValidationError("--newest \(newest): expected 0 to 100000") }
        }

        func run() throws {
            let selection = try rejects.selection()
            try withLogReader(broker, topics) { _, reader in
                var counts = RejectCounts(newest: newest)
                try RejectLog(reader).forEach(selection) { counts.add($0) }
                counts.cut()
                try Console.print(format == .json ? RejectReport.json(counts) : RejectReport.table(counts))
                if counts.isCut {
                    Console.error("there are more than \(RejectCounts.eventsMax): narrow it by --partner, --reason, --since and --until")
                    throw ExitCode(3)
                }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show all that is known of one rejected event, and the event itself.", usage: "nhipso rejects show <id> [<options>]",
            discussion: """
                Why each stage rejected it, where and when it came, and its headers and bytes: \
                from its own topic while it is still there, else from the copy in the reject.

                EXIT CODES
                  0 done
                  1 wrong usage, or no such reject
                  3 the brokers cannot be read
                """)

        @Argument(help: "The event's id: topic/partition/offset, as list shows it.") var id: String
        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions

        func run() throws {
            guard EventPlace(id) != nil else {
                throw ValidationError("\(id): expected topic/partition/offset, e.g. in.bank.elec/3/1042 (nhipso rejects list shows them)")
            }
            try withLogReader(broker, topics) { _, reader in
                let (found, event) = try RejectLog(reader).find(id)
                guard !found.isEmpty else {
                    Console.error(
                        "\(id): it was not rejected, or its reject is no longer kept"
                            + (event == nil ? "" : "; the event itself is still in its topic"))
                    throw ExitCode(1)
                }
                try Console.print(RejectReport.page(found, event: event))
            }
        }
    }

    struct Audit: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit",
            abstract: "Show who has sent rejected events again: one JSON object a line.", usage: "nhipso rejects audit [<options>]",
            discussion: """
                One whose state is `begun` was broken off, or runs at this moment.

                EXIT CODES
                  0 done
                  1 wrong usage
                  3 the brokers cannot be read
                """)

        @OptionGroup var broker: BrokerOptions
        @OptionGroup var topics: TopicOptions

        func run() throws {
            try withLogReader(broker, topics) { _, reader in
                var order: [String] = []
                var newest: [String: String] = [:]
                try reader.forEachRecord(of: reader.topics.redrives) { record in
                    guard let key = record.key, let value = record.value else { return true }
                    let id = String(decoding: key, as: UTF8.self)
                    if newest[id] == nil { order.append(id) }
                    newest[id] = String(decoding: value, as: UTF8.self)
                    return true
                }
                for id in order { try Console.print((newest[id] ?? "") + "\n") }
            }
        }
    }
}
