import ArgumentParser

/// The command line.
@main
struct NhipSo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nhipso",
        abstract: "Turns events of partners into indicators per commune.",
        subcommands: [
            LintCommand.self,
            ContractsCommand.self,
            ReplayCommand.self,
            ProfileCommand.self,
            GenerateCommand.self,
            ReferenceCommand.self,
        ])
}
