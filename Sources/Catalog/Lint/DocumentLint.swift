/// Lint of one document that stands outside a `Pipelines/` folder: its structure, and its names as far as they are known.
enum DocumentLint {
    static func check(_ root: YAMLNode, _ kind: DocumentKind, _ context: CheckContext, _ findings: inout Findings) {
        // Errors of another block of the same page must not hide this one's.
        var own = Findings(file: findings.file)
        switch kind {
        case .event:
            if let document = Document.contract(root, &own) { EventChecks.check(document, &own) }
        case .pipeline:
            if let document = Document.pipeline(root, &own) { PipelineChecks.check(document, context, &own) }
        case .test:
            if let document = Document.test(root, &own) { TestChecks(document.model).check(context, &own) }
        }
        findings.append(own)
    }

    /// The YAML blocks of a Markdown page that are whole documents. Contracts on the page count as known.
    static func check(page: String, _ context: CheckContext, _ findings: inout Findings) {
        var roots: [(root: YAMLNode, kind: DocumentKind)] = []
        var context = context
        for block in MarkdownBlocks.find(in: page) {
            var own = Findings(file: findings.file)
            if let root = YAMLReader.read(block.text, &own), let kind = DocumentKind(root) {
                roots.append((root, kind))
                var ignored = Findings(file: findings.file)
                if kind == .event, let document = Document.contract(root, &ignored) {
                    context.contracts?[document.model.type] = document.model
                }
            } else if own.hasErrors, block.opensDocument {
                findings.append(own)
            }
        }
        for (root, kind) in roots { check(root, kind, context, &findings) }
    }
}
