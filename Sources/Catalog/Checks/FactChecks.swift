import Aggregation

/// Checks one fact rule against its event contract and its pipeline's names.
struct FactChecks {
    let root: YAMLNode
    let pipeline: Pipeline
    let index: Int

    private var rule: FactRule { pipeline.facts[index] }
    private var path: YAMLPath { ["facts", .index(index)] }

    func check(_ context: CheckContext, _ findings: inout Findings) {
        checkNames(&findings)
        guard let contracts = context.contracts, !context.brokenContracts.contains(rule.eventType) else { return }
        guard let contract = contracts[rule.eventType] else {
            let names = (Array(contracts.keys) + context.brokenContracts).sorted()
            findings.report(
                .unknownContract, at: root.place(path + "from"),
                "there is no event contract `\(rule.eventType)`\(Suggestion.text(for: rule.eventType, among: names))")
            return
        }
        let scope = EventScope(contract: contract, each: rule.each)
        guard checkEach(scope, &findings) else { return }
        checkConditions(scope, &findings)
        checkTemplates(scope, &findings)
        checkFields(FieldUse(root: root, scope: scope), &findings)
    }

    private func checkNames(_ findings: inout Findings) {
        let flags = pipeline.flags.map(\.name)
        for flag in rule.flags where !flags.contains(flag.name) {
            let place = root.place(ofKey: path + "flags" + flag.name)
            if pipeline.itemFlags.contains(where: { $0.name == flag.name }) {
                findings.report(
                    .unknownFlag, at: place, "`\(flag.name)` is an item flag: it follows from the item's records, no rule raises it")
            } else {
                let suggestion = Suggestion.text(for: flag.name, among: flags)
                findings.report(.unknownFlag, at: place, "the pipeline has no flag `\(flag.name)`\(suggestion)")
            }
        }
        let amounts = pipeline.amounts.map(\.name)
        for amount in rule.amounts where !amounts.contains(amount.name) {
            let suggestion = Suggestion.text(for: amount.name, among: amounts)
            findings.report(
                .unknownAmount, at: root.place(ofKey: path + "amounts" + amount.name),
                "the pipeline has no amount `\(amount.name)`\(suggestion)")
        }
    }

    private func checkEach(_ scope: EventScope, _ findings: inout Findings) -> Bool {
        guard let each = rule.each else { return true }
        let use = FieldUse(root: root, scope: scope)
        guard use.field(each, for: "what `each` names", types: [.list], at: root.place(path + "each"), &findings) != nil else {
            return false
        }
        if !rule.record.fields.contains(where: { $0.hasPrefix(each + ".") }) {
            findings.report(
                .recordNotPerElement, at: root.place(path + "record"),
                "all elements of `\(each)` would be one record; name one of its fields, e.g. `{\(each).id}`")
        }
        return true
    }

    private func checkConditions(_ scope: EventScope, _ findings: inout Findings) {
        let checks = ConditionChecks(root: root, scope: scope)
        let isGood = checks.checkTests(of: rule.condition, at: path + "when", &findings)
        if isGood { checks.checkPossible(rule.condition, at: path + "when", &findings) }
        for flag in rule.flags {
            let flagPath = path + "flags" + flag.name
            if checks.checkTests(of: flag.condition, at: flagPath, &findings), isGood {
                checks.checkPossible(flag.condition, within: rule.condition, at: flagPath, &findings)
            }
        }
    }

    private func checkTemplates(_ scope: EventScope, _ findings: inout Findings) {
        let use = FieldUse(root: root, scope: scope)
        for (key, template) in [("record", rule.record), ("subject", rule.subject), ("item", rule.item)] {
            let place = root.place(path + key)
            for name in template?.fields ?? [] {
                let types: [FieldType] = [.string, .integer, .period, .commune]
                guard let field = use.field(name, for: "a part of a template", types: types, at: place, &findings) else { continue }
                if key != "item", !field.isRequired, !demandsPresence(of: name) {
                    findings.report(
                        .optionalField, at: place,
                        "`\(name)` may be absent, and the \(key) would be another; make it required, or add `\(name): {present: true}` to `when`"
                    )
                }
            }
        }
    }

    /// Whether every event that the rule is for has the field.
    private func demandsPresence(of name: String) -> Bool {
        !rule.condition.alternatives.isEmpty
            && rule.condition.alternatives.allSatisfy { tests in
                tests.contains { test in
                    if case .notAfter(name) = test.kind { return true }
                    return test.field == name && !test.kind.passesAbsent
                }
            }
    }

    private func checkFields(_ use: FieldUse, _ findings: inout Findings) {
        if let name = rule.period {
            let place = root.place(path + "period")
            let field = use.field(name, for: "a period", types: [.period, .date, .timestamp], at: place, &findings)
            if field?.type == .period, let window = pipeline.windows.first(where: { !WindowLength.month.nests(in: $0) }) {
                findings.report(
                    .periodDoesNotNest, at: place,
                    "`\(name)` is a month, which lies within no one `\(window.name)`; use a date or timestamp, or drop the window `\(window.name)`"
                )
            }
        }
        if let name = rule.version {
            _ = use.field(name, for: "a version", types: [.timestamp], at: root.place(path + "version"), &findings)
        }
        if let name = rule.validTo {
            let place = root.place(path + "valid_to")
            _ = use.field(name, for: "`valid_to`", types: [.date], at: place, &findings)
            if rule.period != nil {
                findings.report(
                    .validToWithPeriod, at: place,
                    "what counts in a period does not expire; drop `valid_to`, or drop `period` to count the record in `current`")
            }
        }
        if let commune = rule.commune {
            let communePath = path + "commune"
            let place = root.place(communePath + "field")
            _ = use.field(commune.field, for: "a commune", types: [.commune], at: place, &findings)
            if let vintage = commune.vintageField {
                _ = use.field(vintage, for: "a vintage", types: [.string], at: root.place(communePath + "vintage"), &findings)
            }
        }
        for amount in rule.amounts {
            let place = root.place(path + "amounts" + amount.name)
            _ = use.field(amount.field, for: "an amount", types: [.integer], at: place, &findings)
        }
    }
}
