import ArgumentParser
import Foundation

/// The command line.
@main
struct NhipSo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nhipso",
        abstract: "Turns events of partners into indicators per commune.",
        discussion: "Commands look for pipelines in the folder that NHIPSO_PIPELINES names, or in Pipelines.",
        version: version,
        subcommands: [
            LintCommand.self,
            ContractsCommand.self,
            ReplayCommand.self,
            ProfileCommand.self,
            GenerateCommand.self,
            TestCommand.self,
            ReferenceCommand.self,
            WorkerCommand.self,
            BrokerCommand.self,
            SendCommand.self,
            WatchCommand.self,
            DemoCommand.self,
            TopicsCommand.self,
            RejectsCommand.self,
            ExplainCommand.self,
            DiffCommand.self,
            ExportCommand.self,
            SwitchCommand.self,
            TablesCommand.self,
        ])

    static let version = "0.4.0"

    /// Wrong usage ends with 1, like all that the caller can mend; the parser's own code for it is 64.
    static func main() {
        var command: any ParsableCommand
        do { command = try parseAsRoot() } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.note(fullMessage(for: error) + "\n")
            Foundation.exit(1)
        }
        do { try command.run() } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            // What is found only while it runs: the usage of the command, not that of the root.
            let usage = usageString(for: type(of: command))
            let name = usage.prefix { $0 != "[" && $0 != "<" && $0 != "-" }.trimmingCharacters(in: .whitespaces)
            Console.note("Error: \(message(for: error))\nUsage: \(usage)\n  See '\(name) --help' for more information.\n")
            Foundation.exit(1)
        }
    }
}
