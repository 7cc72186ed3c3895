import Aggregation
import Catalog

/// What the stages must know of a pipeline to write and to recognise its facts.
struct FactPipeline {
    let pipeline: Pipeline
    let topic: String
    let plan: CountingPlan
    let planDigest: UInt64
    let rulesDigest: UInt64
    private let segments: [Set<Substring>]

    init(_ pipeline: Pipeline, topic: String) {
        self.pipeline = pipeline
        self.topic = topic
        plan = pipeline.countingPlan()
        planDigest = plan.digest
        rulesDigest = pipeline.rulesDigest
        segments = pipeline.facts.map { Set($0.eventType.split(separator: ".")) }
    }

    /// Whether events of the kind make facts here: the kind is the pipeline's id, or each of its words is a segment of a type that the pipeline
    /// counts, as those of `elec-payment` are of `vn.thanhhoa.elec.payment.settled`.
    func hasKind(_ kind: String) -> Bool {
        if kind == pipeline.id { return true }
        let words = kind.split { $0 == "." || $0 == "-" || $0 == "_" }
        return !words.isEmpty && segments.contains { type in words.allSatisfy { type.contains($0) } }
    }
}
