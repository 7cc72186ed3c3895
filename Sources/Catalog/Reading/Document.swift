/// A YAML document that has the right structure: what it says, and where it says so.
struct Document<Model: Sendable>: Sendable {
    var file: String
    var root: YAMLNode
    var model: Model
}

/// The kinds of YAML document, told apart by their first key.
enum DocumentKind: String, CaseIterable, Sendable {
    case event, pipeline, test

    /// The kind of which the document says it is; nil: none of them.
    init?(_ root: YAMLNode) {
        guard let first = root.entries?.first?.key.text, let kind = DocumentKind(rawValue: first) else { return nil }
        self = kind
    }
}

extension Document where Model == EventContract {
    /// nil when anything is structurally wrong; then the findings say what.
    static func contract(_ root: YAMLNode, _ findings: inout Findings) -> Document? {
        guard let model = EventSpec.construct.read(root, &findings), !findings.hasErrors else { return nil }
        return Document(file: findings.file, root: root, model: model)
    }
}

extension Document where Model == Pipeline {
    /// nil when anything is structurally wrong; then the findings say what.
    static func pipeline(_ root: YAMLNode, _ findings: inout Findings) -> Document? {
        guard let draft = PipelineSpec.construct.read(root, &findings), !findings.hasErrors else { return nil }
        return Document(file: findings.file, root: root, model: PipelineSpec.pipeline(draft))
    }
}

extension Document where Model == PipelineTest {
    /// nil when anything is structurally wrong; then the findings say what.
    static func test(_ root: YAMLNode, _ findings: inout Findings) -> Document? {
        guard let draft = TestSpec.construct.read(root, &findings), !findings.hasErrors else { return nil }
        guard let model = TestScript.test(of: draft, file: findings.file, &findings) else { return nil }
        return Document(file: findings.file, root: root, model: model)
    }
}
