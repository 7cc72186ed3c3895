import ArgumentParser
import Catalog
import Foundation

/// `nhipso lint`: errors and warnings of pipelines, contracts, tables, and of the YAML in pages.
struct LintCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check pipelines, event contracts, tables, and the YAML blocks of Markdown pages.",
        discussion: """
            A path is a Pipelines folder, a folder that holds one, a YAML file, a reference \
            table (CSV), a Markdown page, or a folder with README.md or docs. The exit code \
            is 1 when there is an error, or nothing to check; warnings do not count.
            """)

    @Argument(help: "Files and folders.") var paths: [String] = [CatalogLoading.usualFolder]

    @Option(help: "text: one finding a line; json: one document.") var format: Format = .text

    func run() throws {
        let lint = Lint(paths: paths)
        switch format {
        case .text: try Console.print(lint.text(isColoured: Console.isColoured) + "\n")
        case .json: try Console.print(lint.json.indentedText)
        }
        if lint.errorCount > 0 { throw ExitCode(1) }
    }
}

extension Lint {
    /// One finding a line, and a summary.
    fileprivate func text(isColoured: Bool) -> String {
        let lines = diagnostics.map { diagnostic in
            guard isColoured else { return diagnostic.description }
            let colour = diagnostic.severity == .error ? "31" : "33"
            return
                "\u{1B}[1m\(diagnostic.place):\u{1B}[0m \u{1B}[\(colour)m\(diagnostic.severity.rawValue)[\(diagnostic.code)]\u{1B}[0m: \(diagnostic.message)"
        }
        let summary = "\(counted(fileCount, "file")): \(counted(errorCount, "error")), \(counted(warningCount, "warning"))"
        return (lines + [summary]).joined(separator: "\n")
    }

    fileprivate var json: JSONValue {
        [
            "files": .integer(Int64(fileCount)), "errors": .integer(Int64(errorCount)), "warnings": .integer(Int64(warningCount)),
            "diagnostics": .array(
                diagnostics.map { diagnostic in
                    [
                        "severity": .string(diagnostic.severity.rawValue), "file": .string(diagnostic.file),
                        "line": .integer(Int64(diagnostic.line)), "column": .integer(Int64(diagnostic.column)),
                        "code": .string(diagnostic.code), "message": .string(diagnostic.message),
                    ]
                }),
        ]
    }
}
