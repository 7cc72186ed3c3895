import Aggregation

/// What must hold between a test and what it names: its pipeline, contracts, indicators, measures and communes.
struct TestChecks {
    private let test: PipelineTest

    init(_ test: PipelineTest) { self.test = test }

    func check(_ context: CheckContext, _ findings: inout Findings) {
        var pipeline: Pipeline?
        if let pipelines = context.pipelines, !context.brokenPipelines.contains(test.pipeline) {
            pipeline = pipelines[test.pipeline]
            if pipeline == nil {
                let suggestion = Suggestion.text(for: test.pipeline, among: pipelines.keys.sorted())
                findings.report(.unknownPipeline, at: test.pipelinePlace, "there is no pipeline `\(test.pipeline)`\(suggestion)")
            }
        }
        for step in test.cases.flatMap(\.steps) {
            if step.reject?.reason != .unknownType { checkEvents(step.events, pipeline, context, &findings) }
            for figure in step.figures {
                if let pipeline { checkName(of: figure, pipeline, &findings) }
                checkCommune(of: figure, context, &findings)
            }
        }
    }

    private func checkEvents(
        _ events: [PipelineTest.Event], _ pipeline: Pipeline?, _ context: CheckContext, _ findings: inout Findings
    ) {
        guard let contracts = context.contracts else { return }
        var seen = Set<Place>()
        for event in events where seen.insert(event.place).inserted && !context.brokenContracts.contains(event.type) {
            guard let contract = contracts[event.type] else {
                let suggestion = Suggestion.text(for: event.type, among: contracts.keys.sorted())
                findings.report(.unknownContract, at: event.place, "there is no event contract `\(event.type)`\(suggestion)")
                continue
            }
            if let pipeline, !pipeline.facts.contains(where: { $0.eventType == event.type }) {
                findings.warn(.unknownContract, at: event.place, "the pipeline has no rule for `\(event.type)`: the event changes nothing")
            }
            checkFields(of: event, contract, &findings)
        }
    }

    /// Unknown fields are allowed in events; in a test one is more likely a slip.
    private func checkFields(of event: PipelineTest.Event, _ contract: EventContract, _ findings: inout Findings) {
        guard case .object(let members) = event.data else { return }
        for member in members where !contract.fields.contains(where: { $0.name == member.key }) {
            let suggestion = Suggestion.text(for: member.key, among: contract.fields.map(\.name))
            findings.warn(.unknownField, at: event.place, "`\(event.type)` has no field `\(member.key)`\(suggestion)")
        }
    }

    private func checkName(of figure: ExpectedFigure, _ pipeline: Pipeline, _ findings: inout Findings) {
        let windows: [WindowLength]
        switch figure.name {
        case .indicator(let id):
            guard let indicator = pipeline.indicators.first(where: { $0.id == id }) else {
                let suggestion = Suggestion.text(for: id, among: pipeline.indicators.map(\.id))
                findings.report(.unknownIndicator, at: figure.namePlace, "the pipeline has no indicator `\(id)`\(suggestion)")
                return
            }
            windows = indicator.windows
        case .measure(let name):
            guard let measure = pipeline.measures.first(where: { $0.name == name }) else {
                let suggestion = Suggestion.text(for: name, among: pipeline.measures.map(\.name))
                findings.report(.unknownMeasure, at: figure.namePlace, "the pipeline has no measure `\(name)`\(suggestion)")
                return
            }
            windows = (measure.windows ?? pipeline.windows).filter(pipeline.windows.contains)
        }
        if !windows.contains(figure.window.length) {
            findings.report(
                .windowNotKept, at: figure.windowPlace,
                "it has no window `\(figure.window.length.name)`; it has \(windows.map { "`\($0.name)`" }.joined(separator: ", "))")
        }
    }

    private func checkCommune(of figure: ExpectedFigure, _ context: CheckContext, _ findings: inout Findings) {
        guard let communes = context.communes, let code = CommuneCode(figure.commune), !communes.contains(code) else { return }
        findings.report(
            .unknownCommune, at: figure.communePlace,
            "no unit in force today has the code \(figure.commune); figures are given for those only")
    }
}
