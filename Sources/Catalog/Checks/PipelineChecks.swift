/// What must hold within one pipeline, and between it and what it names.
enum PipelineChecks {
    static func check(_ document: Document<Pipeline>, _ context: CheckContext, _ findings: inout Findings) {
        let (root, pipeline) = (document.root, document.model)
        FlagChecks(root: root, pipeline: pipeline).check(&findings)
        for index in pipeline.facts.indices { FactChecks(root: root, pipeline: pipeline, index: index).check(context, &findings) }
        MeasureChecks(root: root, pipeline: pipeline).check(&findings)
        IndicatorChecks(root: root, pipeline: pipeline).check(context, &findings)
    }
}
