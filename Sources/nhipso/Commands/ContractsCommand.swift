import ArgumentParser
import Catalog
import Ingest

/// `nhipso contracts`: what partners need to know, generated from the event contracts.
struct ContractsCommand: ParsableCommand {
    enum Document: String, ExpressibleByArgument, CaseIterable {
        case jsonSchema = "json-schema"
        case asyncAPI = "asyncapi"
        case markdown
        case validate
    }

    static let configuration = CommandConfiguration(
        commandName: "contracts",
        abstract: "Write the event contracts as JSON Schema 2020-12, AsyncAPI 3.0 or Markdown, or hold events against them.",
        usage: "nhipso contracts <document> [<options>]",
        discussion: """
            On standard output several JSON Schemas are one object, by event type; in a \
            folder each one is a file. validate reads lines {"type": ..., "data": {...}} \
            from standard input and answers each with `valid`, or with `invalid`, the JSON \
            pointer of what is wrong and why. The exit code is 1 when the pipelines have \
            an error, 3 when a file cannot be written.
            """)

    @Argument(help: "What to write (or validate).") var document: Document

    @Option(help: "The Pipelines folder.") var pipelines = CatalogLoading.usualFolder

    @Option(help: "Only the contract of this event type.") var type: String?

    @Option(help: "A folder, or - for standard output.") var out: OutputTarget = .standardOutput

    func run() throws {
        let contracts = try select()
        switch document {
        case .jsonSchema: try out.write(schemas(contracts))
        case .asyncAPI: try out.write([("asyncapi.json", AsyncAPIDocument(contracts: contracts).json.indentedText)])
        case .markdown: try out.write([("events.md", ContractPage(contracts: contracts).markdown)])
        case .validate: try validate(contracts)
        }
    }

    private func validate(_ contracts: [EventContract]) throws {
        var validator = try ContractValidator(contracts: contracts)
        for line in StandardInputLines() {
            let verdict = validator.reject(of: line).map { "invalid \($0.path.isEmpty ? "/" : $0.path) \($0.message)" } ?? "valid"
            try Console.print(verdict + "\n")
        }
    }

    private func schemas(_ contracts: [EventContract]) -> [(name: String, text: String)] {
        if out.folder == nil, contracts.count != 1 {
            return [("", JSONValue.object(contracts.map { .init($0.type, $0.jsonSchema()) }).indentedText)]
        }
        return contracts.map { ("\($0.type).json", $0.jsonSchema().indentedText) }
    }

    private func select() throws(ExitCode) -> [EventContract] {
        let (catalog, diagnostics) = Catalog.load(folder: pipelines)
        guard let catalog else {
            for diagnostic in diagnostics where diagnostic.severity == .error { Console.note("\(diagnostic)\n") }
            throw ExitCode(1)
        }
        let contracts = catalog.contracts.sorted { $0.type < $1.type }
        guard let type else { return contracts }
        guard let contract = contracts.first(where: { $0.type == type }) else {
            let suggestion = Suggestion.text(for: type, among: contracts.map(\.type))
            Console.error("there is no event contract `\(type)`\(suggestion)")
            throw ExitCode(1)
        }
        return [contract]
    }
}
