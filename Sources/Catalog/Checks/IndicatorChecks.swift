import Aggregation

/// Checks indicators: measures, references, windows, units and targets.
struct IndicatorChecks {
    let root: YAMLNode
    let pipeline: Pipeline

    func check(_ context: CheckContext, _ findings: inout Findings) {
        for indicator in pipeline.indicators {
            let path: YAMLPath = ["indicators", .key(indicator.id)]
            let numerator = measure(indicator.numerator, at: path + "numerator", &findings)
            var denominator: MeasureRule?
            switch indicator.denominator {
            case .measure(let name): denominator = measure(name, at: path + "denominator", &findings)
            case .reference(let id): checkReference(id, at: path + "denominator" + "reference", context, &findings)
            case nil: break
            }
            checkUnit(indicator, numerator, denominator, at: path, &findings)
            checkWindows(indicator, numerator, denominator, at: path, &findings)
        }
    }

    private func measure(_ name: String, at path: YAMLPath, _ findings: inout Findings) -> MeasureRule? {
        if let measure = pipeline.measures.first(where: { $0.name == name }) { return measure }
        let suggestion = Suggestion.text(for: name, among: pipeline.measures.map(\.name))
        findings.report(.unknownMeasure, at: root.place(path), "the pipeline has no measure `\(name)`\(suggestion)")
        return nil
    }

    private func checkReference(_ id: String, at path: YAMLPath, _ context: CheckContext, _ findings: inout Findings) {
        guard let references = context.references, !references.contains(id) else { return }
        let suggestion = Suggestion.text(for: id, among: references.sorted())
        findings.report(.unknownReference, at: root.place(path), "there is no reference table `references/\(id).csv`\(suggestion)")
    }

    private func checkUnit(
        _ indicator: Indicator, _ numerator: MeasureRule?, _ denominator: MeasureRule?, at path: YAMLPath, _ findings: inout Findings
    ) {
        let place = root.place(path + "unit")
        switch (indicator.unit, indicator.denominator) {
        case (.percent, nil): findings.report(.percentWithoutDenominator, at: place, "a percentage needs a `denominator`")
        case (.count, .some), (.vnd, .some):
            findings.report(
                .denominatorWithoutPercent, at: place, "a ratio is a percentage: write `unit: percent`, or leave the `denominator` out")
        case (.count, nil):
            if numerator?.isAmount == true {
                findings.warn(.unitMismatch, at: place, "`\(indicator.numerator)` is a sum of money, not a count")
            }
        case (.vnd, nil):
            if numerator?.isAmount == false {
                findings.warn(.unitMismatch, at: place, "`\(indicator.numerator)` is a count, not a sum of money")
            }
        case (.percent, .some):
            if let numerator, let denominator, numerator.isAmount != denominator.isAmount {
                findings.report(.unitMismatch, at: place, "a percentage of a count over a sum of money, or the reverse, means nothing")
            }
        }
        if indicator.unit == .percent, case .atLeast(let hundredths) = indicator.target, hundredths > 10_000 {
            findings.report(.outOfRange, at: root.place(path + "target" + "at_least"), "a share of more than 100 percent is never reached")
        }
    }

    private func checkWindows(
        _ indicator: Indicator, _ numerator: MeasureRule?, _ denominator: MeasureRule?, at path: YAMLPath, _ findings: inout Findings
    ) {
        for window in indicator.windows where !pipeline.windows.contains(window) {
            findings.report(
                .windowNotKept, at: root.place(ofWindow: window.name, in: path + "windows"),
                "the pipeline does not keep the window `\(window.name)`")
        }
        let kept = Set(pipeline.windows)
        if let numerator, let denominator,
            Set(numerator.windows ?? pipeline.windows).isDisjoint(with: denominator.windows ?? pipeline.windows)
        {
            findings.report(
                .ratioWindowsDiffer, at: root.place(path + "denominator"),
                "`\(numerator.name)` and `\(denominator.name)` are meant for different windows: there is none in which to divide them")
            return
        }
        for (key, measure) in [("numerator", numerator), ("denominator", denominator)] {
            guard let measure, let windows = measure.windows,
                let window = indicator.windows.first(where: { kept.contains($0) && !windows.contains($0) })
            else { continue }
            let isWritten = root["indicators"]?[indicator.id]?["windows"] != nil
            let place = isWritten ? root.place(ofWindow: window.name, in: path + "windows") : root.place(path + key)
            let names = windows.map(\.name).joined(separator: ", ")
            findings.report(
                .windowNotKept, at: place,
                "`\(measure.name)` is not meant for the window `\(window.name)`; write `windows: [\(names)]` or less here")
        }
    }
}

extension MeasureRule {
    var isAmount: Bool {
        if case .amount = kind { true } else { false }
    }
}
