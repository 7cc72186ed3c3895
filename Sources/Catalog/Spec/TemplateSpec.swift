/// The spec of templates: `payment {paymentId} {allocations.billId}`.
enum TemplateSpec {
    static let lengthLimit = 256

    static let shape: Shape<Template> = Shape<String>.text.then { text, node, findings in
        switch parse(text) {
        case .success(let template): return template
        case .failure(let problem):
            findings.report(.invalidTemplate, at: node.place, problem.message)
            return nil
        }
    }

    struct Problem: Error { var message: String }

    static func parse(_ text: String) -> Result<Template, Problem> {
        guard text.utf8.count <= lengthLimit else { return .failure(Problem(message: "a template has at most \(lengthLimit) bytes")) }
        var parts: [Template.Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{" else { return .failure(Problem(message: "`}` closes nothing; braces stand only around fields")) }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { return .failure(Problem(message: "`{` is not closed")) }
            let name = String(rest[rest.index(after: open)..<close])
            guard Identifier.fieldPath.matches(name) else { return .failure(Problem(message: "`{\(name)}` names no field")) }
            parts.append(.field(name))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        let template = Template(parts: parts)
        if template.fields.isEmpty {
            return .failure(
                Problem(message: "the template names no field, so that all events would mean the same; write e.g. `payment {paymentId}`"))
        }
        return .success(template)
    }
}
