/// Checks a condition over an event's fields: names, types, values, and whether it can hold.
struct ConditionChecks {
    let root: YAMLNode
    let scope: EventScope

    /// Reports wrong tests; true when there is none.
    func checkTests(of condition: FieldCondition, at path: YAMLPath, _ findings: inout Findings) -> Bool {
        var isGood = true
        for (index, tests) in condition.alternatives.enumerated() {
            for test in tests where !check(test, at: path + index + test.field, &findings) { isGood = false }
        }
        return isGood
    }

    /// Reports alternatives that no event passes, together with the rule's own condition.
    func checkPossible(
        _ condition: FieldCondition, within outer: FieldCondition = .always, at path: YAMLPath, _ findings: inout Findings
    ) {
        let outerAlternatives = outer.alternatives.isEmpty ? [[]] : outer.alternatives
        for (index, tests) in condition.alternatives.enumerated() {
            let contradictions = outerAlternatives.map { TestContradiction.field(in: tests + $0, scope: scope) }
            guard contradictions.allSatisfy({ $0 != nil }), let name = contradictions.compactMap({ $0 }).first else { continue }
            let isInner = tests.contains { $0.field == name }
            let place = isInner ? root.place(ofKey: path + index + name) : root.place(path + index)
            let together = outer.alternatives.isEmpty ? "" : ", together with `when`"
            findings.report(.neverHolds, at: place, "this can never hold: no value of `\(name)` passes\(together)")
        }
    }

    private func check(_ test: FieldTest, at path: YAMLPath, _ findings: inout Findings) -> Bool {
        guard let field = FieldUse(root: root, scope: scope).field(test.field, at: root.place(ofKey: path), &findings) else { return false }
        let types: Set<FieldType>
        switch test.kind {
        case .oneOf, .noneOf: types = [.string]
        case .equals: types = [.boolean]
        case .range: types = [.integer]
        case .notAfter: types = [.timestamp, .date]
        case .present: types = Set(FieldType.allCases)
        }
        guard types.contains(field.type) else {
            let fitting = FieldType.allCases.filter(types.contains).map { "`\($0.rawValue)`" }.joined(separator: " or ")
            findings.report(
                .wrongFieldType, at: root.place(ofKey: path),
                "`\(test.field)` is of type `\(field.type.rawValue)`; this test is for \(fitting)")
            return false
        }
        switch test.kind {
        case .oneOf(let values): return checkValues(values, of: field, named: test.field, at: path, &findings)
        case .noneOf(let values): return checkValues(values, of: field, named: test.field, at: path + "not", &findings)
        case .notAfter(let other):
            let place = root.place(path + "not_after")
            guard let otherField = FieldUse(root: root, scope: scope).field(other, at: place, &findings) else { return false }
            if otherField.type == field.type { return true }
            findings.report(
                .wrongFieldType, at: place,
                "`\(other)` is of type `\(otherField.type.rawValue)`, `\(test.field)` of type `\(field.type.rawValue)`: they cannot be compared"
            )
            return false
        case .equals, .present, .range: return true
        }
    }

    private func checkValues(
        _ values: [String], of field: EventField, named name: String, at path: YAMLPath, _ findings: inout Findings
    ) -> Bool {
        if field.enumeration.isEmpty {
            findings.report(.wrongFieldType, at: root.place(ofKey: path), "`\(name)` has no `enum`, so its values cannot be tested")
            return false
        }
        var isGood = true
        for (index, value) in values.enumerated() where !field.enumeration.contains(value) {
            let suggestion = Suggestion.text(for: value, among: field.enumeration)
            findings.report(.unknownEnumValue, at: root.place(path + index), "`\(value)` is no value of `\(name)`\(suggestion)")
            isGood = false
        }
        return isGood
    }
}
