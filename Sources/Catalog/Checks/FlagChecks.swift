/// Checks the flags of a pipeline and every selection over them.
struct FlagChecks {
    let root: YAMLNode
    let pipeline: Pipeline
    private let recordFlags: Set<String>
    private let itemFlags: Set<String>
    /// Flags that some fact rule raises.
    private let raised: Set<String>

    init(root: YAMLNode, pipeline: Pipeline) {
        self.root = root
        self.pipeline = pipeline
        recordFlags = Set(pipeline.flags.map(\.name))
        itemFlags = Set(pipeline.itemFlags.map(\.name))
        raised = Set(pipeline.facts.flatMap { $0.flags.map(\.name) })
    }

    func check(_ findings: inout Findings) {
        for rule in pipeline.itemFlags where recordFlags.contains(rule.name) {
            findings.report(.duplicateID, at: root.place(ofKey: ["item_flags", .key(rule.name)]), "`\(rule.name)` is a flag already")
        }
        let count = pipeline.flags.count + pipeline.itemFlags.count
        if count > PipelineSpec.flagLimit {
            findings.report(
                .tooMany, at: root.place(ofKey: ["flags"]),
                "at most \(PipelineSpec.flagLimit) flags and item flags are possible, here are \(count)")
        }
        for rule in pipeline.itemFlags {
            let path: YAMLPath = ["item_flags", .key(rule.name)]
            checkSelection(rule.condition, at: path, allowsItemFlags: false, &findings)
            if rule.condition == FlagSelection() {
                findings.report(.emptyList, at: root.place(path), "an item flag needs `all`, `any` or `none`")
            }
        }
        for measure in pipeline.measures {
            let path: YAMLPath = ["measures", .key(measure.name), .key(measure.kind.selectionKey)]
            checkSelection(measure.condition, at: path, allowsItemFlags: true, &findings)
        }
        checkUse(&findings)
    }

    private func checkSelection(_ selection: FlagSelection, at path: YAMLPath, allowsItemFlags: Bool, _ findings: inout Findings) {
        let names = pipeline.flags.map(\.name) + (allowsItemFlags ? pipeline.itemFlags.map(\.name) : [])
        for (key, flags) in [("all", selection.all), ("any", selection.any), ("none", selection.none)] {
            for (index, flag) in flags.enumerated() where !names.contains(flag) {
                let place = root.place(path + key + index)
                if itemFlags.contains(flag) {
                    findings.report(
                        .itemFlagOverItemFlag, at: place, "`\(flag)` is an item flag; item flags are made of the records' flags only")
                } else {
                    findings.report(
                        .unknownFlag, at: place, "the pipeline has no flag `\(flag)`\(Suggestion.text(for: flag, among: names))")
                }
            }
        }
        for (index, flag) in selection.none.enumerated() where selection.all.contains(flag) {
            findings.report(
                .neverHolds, at: root.place(path + "none" + index), "this can never hold: `\(flag)` stands in `all` and in `none`")
        }
        if !selection.any.isEmpty, selection.any.allSatisfy(selection.none.contains) {
            findings.report(.neverHolds, at: root.place(path + "any"), "this can never hold: all flags of `any` stand in `none`")
        }
        for (index, flag) in selection.all.enumerated() where isNeverRaised(flag) {
            findings.report(.neverHolds, at: root.place(path + "all" + index), "this can never hold: no fact rule raises `\(flag)`")
        }
        if !selection.any.isEmpty, selection.any.allSatisfy(isNeverRaised) {
            findings.report(.neverHolds, at: root.place(path + "any"), "this can never hold: no fact rule raises any of these flags")
        }
    }

    private func isNeverRaised(_ flag: String) -> Bool { recordFlags.contains(flag) && !raised.contains(flag) }

    private func checkUse(_ findings: inout Findings) {
        let selections = pipeline.measures.map(\.condition) + pipeline.itemFlags.map(\.condition)
        let used = Set(selections.flatMap { $0.all + $0.any + $0.none })
        // A measure without `all` and `any` counts whatever has some flag: then each flag matters.
        let countsAnything = pipeline.measures.contains { $0.condition.all.isEmpty && $0.condition.any.isEmpty }
        for flag in pipeline.flags {
            let place = root.place(ofKey: ["flags", .key(flag.name)])
            if !raised.contains(flag.name) {
                findings.warn(.unusedFlag, at: place, "no fact rule raises `\(flag.name)`")
            } else if !used.contains(flag.name), !countsAnything {
                findings.warn(.unusedFlag, at: place, "no measure and no item flag uses `\(flag.name)`")
            }
        }
        for flag in pipeline.itemFlags where !used.contains(flag.name) {
            findings.warn(.unusedFlag, at: root.place(ofKey: ["item_flags", .key(flag.name)]), "no measure uses `\(flag.name)`")
        }
    }
}

extension MeasureRule.Kind {
    /// The key of a measure under which its selection stands.
    var selectionKey: String {
        switch self {
        case .subjects: "subjects"
        case .items: "items"
        case .records: "records"
        case .amount: "of"
        }
    }
}
