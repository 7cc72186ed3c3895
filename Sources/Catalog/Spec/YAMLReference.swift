/// The documents that the specs give: editor schemas and the reference page.
public enum YAMLReference {
    /// A kind of document.
    public enum Construct: String, CaseIterable, Sendable {
        case pipeline, event, test

        var form: ConstructForm {
            switch self {
            case .pipeline: PipelineSpec.construct.form
            case .event: EventSpec.construct.form
            case .test: TestSpec.construct.form
            }
        }
    }

    /// JSON Schema 2020-12 for editors.
    public static func schema(of construct: Construct) -> JSONValue {
        ConstructSchema.document(of: construct.form, id: "urn:nhipso:yaml:\(construct.rawValue)")
    }

    /// The reference page in Markdown.
    public static func page(of constructs: [Construct] = Construct.allCases) -> String {
        ConstructPage.markdown(of: constructs.map(\.form))
    }
}
