/// The one spec of a construct: reading, checking, editor schema and reference page all come from it.
package struct Construct<Draft: Sendable>: Sendable {
    package let form: ConstructForm
    private let keys: [Key<Draft>]
    private let blank: Draft

    /// - Parameter blank: What is filled in; its values are the defaults.
    package init(
        _ name: String, blank: Draft, _ summary: String, example: String = "", choices: [ConstructForm.Choice] = [], keys: [Key<Draft>]
    ) {
        form = ConstructForm(name: name, summary: summary, keys: keys.map(\.form), choices: choices, example: example)
        self.keys = keys
        self.blank = blank
    }

    /// The construct as the shape of a value.
    package var shape: Shape<Draft> {
        Shape(.object(form)) { node, findings in read(node, &findings) }
    }

    /// The filled-in draft; nil when anything in it is wrong.
    package func read(_ node: YAMLNode, _ findings: inout Findings) -> Draft? {
        guard let entries = node.entries else {
            findings.reportWrongType(node, needs: "a mapping (\(form.name))")
            return nil
        }
        var draft = blank
        var isGood = true
        var given = Set<String>()
        for entry in entries {
            guard let name = entry.key.text, let key = keys.first(where: { $0.form.name == name }) else {
                reportUnknown(entry.key, given: given, &findings)
                isGood = false
                continue
            }
            given.insert(name)
            if !key.apply(entry.value, &draft, &findings) { isGood = false }
        }
        for key in keys where key.form.presence == .required && !given.contains(key.form.name) {
            findings.report(
                .missingKey, at: node.place,
                "the \(form.name) lacks the key `\(key.form.name)`, e.g. `\(key.form.name): \(key.form.example)`")
            isGood = false
        }
        for choice in form.choices where !check(choice, of: node, &findings) { isGood = false }
        return isGood ? draft : nil
    }

    private func reportUnknown(_ key: YAMLNode, given: Set<String>, _ findings: inout Findings) {
        guard let name = key.text else {
            findings.reportWrongType(key, needs: "a key")
            return
        }
        let names = keys.map(\.form.name).filter { !given.contains($0) }
        findings.report(.unknownKey, at: key.place, "unknown key `\(name.prefix(80))`\(Suggestion.text(for: name, among: names))")
    }

    private func check(_ choice: ConstructForm.Choice, of node: YAMLNode, _ findings: inout Findings) -> Bool {
        let given = (node.entries ?? []).filter { choice.keys.contains($0.key.text ?? "") }
        let names = choice.keys.map { "`\($0)`" }.joined(separator: ", ")
        if given.count > 1 {
            findings.report(.conflictingKeys, at: given[1].key.place, "of \(names) only one may stand in a \(form.name)")
            return false
        }
        if given.isEmpty && choice.isRequired {
            findings.report(.missingKey, at: node.place, "the \(form.name) lacks one of \(names)")
            return false
        }
        return true
    }
}
