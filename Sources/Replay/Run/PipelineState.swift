import Aggregation
import Catalog

/// One pipeline's aggregate, so that several can stand in a list.
final class PipelineState {
    let pipeline: Pipeline
    var aggregate: Aggregate
    /// What became of the facts of the block last folded.
    private(set) var outcomes: UnsafeMutablePointer<FoldOutcome>
    private var capacity = 1024

    init(_ pipeline: Pipeline) {
        self.pipeline = pipeline
        aggregate = Aggregate(plan: pipeline.countingPlan())
        outcomes = .allocate(capacity: capacity)
    }

    deinit { outcomes.deallocate() }

    func restore(_ bytes: [UInt8]) throws(SnapshotError) {
        aggregate = try Aggregate.restore(bytes, plan: pipeline.countingPlan())
    }

    func fold(_ facts: UnsafeBufferPointer<Fact>) {
        if facts.count > capacity {
            outcomes.deallocate()
            capacity = facts.count * 2
            outcomes = .allocate(capacity: capacity)
        }
        aggregate.fold(facts, outcomes: outcomes)
    }
}
