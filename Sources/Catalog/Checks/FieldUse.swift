/// Looks up the fields that a fact rule names, and reports those that do not exist or are of the wrong type.
struct FieldUse {
    let root: YAMLNode
    let scope: EventScope

    func field(_ name: String, at place: Place, _ findings: inout Findings) -> EventField? {
        switch scope.look(up: name) {
        case .field(let field): return field
        case .needsEach(let list):
            findings.report(.fieldNeedsEach, at: place, "`\(name)` belongs to the elements of `\(list)`; the rule needs `each: \(list)`")
        case .unknown:
            let suggestion = Suggestion.text(for: name, among: scope.names)
            findings.report(.unknownField, at: place, "`\(scope.contract.type)` has no field `\(name)`\(suggestion)")
        }
        return nil
    }

    /// - Parameter use: What the field is for, as the subject of a sentence: "a version".
    func field(_ name: String, for use: String, types: [FieldType], at place: Place, _ findings: inout Findings) -> EventField? {
        guard let field = field(name, at: place, &findings) else { return nil }
        if types.contains(field.type) { return field }
        let fitting = types.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        findings.report(.wrongFieldType, at: place, "`\(name)` is of type `\(field.type.rawValue)`; \(use) is of type \(fitting)")
        return nil
    }
}
