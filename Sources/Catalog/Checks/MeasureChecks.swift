/// Checks measures: amounts, items, windows, and whether a record can be what is counted.
struct MeasureChecks {
    let root: YAMLNode
    let pipeline: Pipeline

    func check(_ findings: inout Findings) {
        let hasItems = pipeline.facts.contains { $0.item != nil }
        for rule in pipeline.itemFlags where !hasItems {
            let place = root.place(ofKey: ["item_flags", .key(rule.name)])
            findings.report(.itemsWithoutItem, at: place, "no fact rule has an `item`, so no item can have `\(rule.name)`")
        }
        for measure in pipeline.measures {
            let path: YAMLPath = ["measures", .key(measure.name)]
            if measure.kind == .items, !hasItems {
                findings.report(
                    .itemsWithoutItem, at: root.place(ofKey: path + "items"), "no fact rule has an `item`, so there is nothing to count")
            }
            checkAmount(measure, at: path, &findings)
            checkRecords(measure, at: path, &findings)
            for window in measure.windows ?? [] where !pipeline.windows.contains(window) {
                findings.report(
                    .windowNotKept, at: root.place(ofWindow: window.name, in: path + "windows"),
                    "the pipeline does not keep the window `\(window.name)`")
            }
        }
        checkUse(&findings)
    }

    private func checkAmount(_ measure: MeasureRule, at path: YAMLPath, _ findings: inout Findings) {
        guard case .amount(let amount) = measure.kind else { return }
        let amounts = pipeline.amounts.map(\.name)
        let place = root.place(path + "amount")
        if !amounts.contains(amount) {
            findings.report(
                .unknownAmount, at: place, "the pipeline has no amount `\(amount)`\(Suggestion.text(for: amount, among: amounts))")
        } else if !pipeline.facts.contains(where: { $0.amounts.contains { $0.name == amount } }) {
            findings.report(.neverHolds, at: place, "no fact rule gives `\(amount)`, so the sum is always 0")
        }
    }

    /// The flags of a record come from one rule: some rule must be able to raise them together.
    private func checkRecords(_ measure: MeasureRule, at path: YAMLPath, _ findings: inout Findings) {
        switch measure.kind {
        case .subjects, .items: return
        case .records, .amount: break
        }
        let selection = measure.condition
        let place = root.place(path + measure.kind.selectionKey)
        if let flag = pipeline.itemFlags.first(where: { selection.all.contains($0.name) }) {
            findings.report(.neverHolds, at: place, "this can never hold: `\(flag.name)` is an item flag, and records do not have those")
            return
        }
        let raised = Set(pipeline.facts.flatMap { $0.flags.map(\.name) })
        // Flags that no rule raises, and those that exclude each other, are reported by `FlagChecks`.
        guard selection.all.allSatisfy(raised.contains), selection.any.isEmpty || selection.any.contains(where: raised.contains),
            !selection.all.contains(where: selection.none.contains)
        else { return }
        let fits = pipeline.facts.contains { rule in
            let flags = rule.flags.map(\.name)
            let always = rule.flags.filter { $0.condition.alternatives.isEmpty }.map(\.name)
            return !flags.isEmpty && selection.all.allSatisfy(flags.contains)
                && (selection.any.isEmpty || selection.any.contains(where: flags.contains))
                && !selection.none.contains(where: always.contains)
        }
        if !fits {
            findings.report(
                .neverHolds, at: place,
                "this can never hold: no one fact rule raises flags that fit, and a record has the flags of one rule")
        }
    }

    private func checkUse(_ findings: inout Findings) {
        let used = Set(
            pipeline.indicators.flatMap { indicator -> [String] in
                if case .measure(let denominator) = indicator.denominator { return [indicator.numerator, denominator] }
                return [indicator.numerator]
            })
        // A measure may be kept for itself; then it says what it is for.
        for measure in pipeline.measures where !used.contains(measure.name) && measure.description.isEmpty {
            findings.warn(
                .unusedMeasure, at: root.place(ofKey: ["measures", .key(measure.name)]),
                "no indicator uses `\(measure.name)`; if it is kept for itself, give it a `description`")
        }
        let summed = pipeline.measures.compactMap { measure in if case .amount(let name) = measure.kind { name } else { nil } }
        for amount in pipeline.amounts where !summed.contains(amount.name) {
            findings.warn(.unusedAmount, at: root.place(ofKey: ["amounts", .key(amount.name)]), "no measure uses `\(amount.name)`")
        }
    }
}

extension YAMLNode {
    /// The place of a window in a list of windows: the model has them sorted, the file need not.
    func place(ofWindow name: String, in path: YAMLPath) -> Place {
        let place = place(path)
        guard let list = node(path), let element = list.elements?.first(where: { $0.text == name }) else { return place }
        return element.place
    }

    private func node(_ path: YAMLPath) -> YAMLNode? {
        var node: YAMLNode? = self
        for case .key(let key) in path.steps { node = node?[key] }
        return node
    }
}
