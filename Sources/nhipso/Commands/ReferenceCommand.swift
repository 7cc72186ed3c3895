import ArgumentParser
import Catalog

/// `nhipso reference`: the YAML language itself, for people and for editors.
struct ReferenceCommand: ParsableCommand {
    enum Document: String, ExpressibleByArgument, CaseIterable { case yaml, schema }

    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Write the reference page of the YAML language, or its JSON Schemas for editors.",
        discussion: "yaml: the page in Markdown; schema: one JSON Schema per construct (on standard output several are one object).")

    @Argument(help: "What to write.") var document: Document

    @Option(help: "Only this construct.") var construct: YAMLReference.Construct?

    @Option(help: "A folder, or - for standard output.") var out: OutputTarget = .standardOutput

    func run() throws {
        let constructs = construct.map { [$0] } ?? YAMLReference.Construct.allCases
        switch document {
        case .yaml: try out.write([("yaml.md", YAMLReference.page(of: constructs))])
        case .schema:
            if out.folder == nil, constructs.count != 1 {
                try out.write([("", JSONValue.object(constructs.map { .init($0.rawValue, YAMLReference.schema(of: $0)) }).indentedText)])
            } else {
                try out.write(constructs.map { ("\($0.rawValue).schema.json", YAMLReference.schema(of: $0).indentedText) })
            }
        }
    }
}

extension YAMLReference.Construct: ExpressibleByArgument {}
