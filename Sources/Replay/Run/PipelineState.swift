import Aggregation
import Catalog
import Foundation

/// The aggregate of a pipeline in one partition.
final class PipelineState {
    let pipeline: Pipeline
    var aggregate: Aggregate

    init(_ pipeline: Pipeline) {
        self.pipeline = pipeline
        aggregate = Aggregate(plan: pipeline.countingPlan(), advice: .largePages)
    }
}

extension MemoryAdvice {
    /// Asks for large pages: the tables are read at random, and most of the wait is for page tables.
    static let largePages = MemoryAdvice { start, byteCount in
        let pageMask = UInt(4095)
        let first = (UInt(bitPattern: start) + pageMask) & ~pageMask
        let last = (UInt(bitPattern: start) + UInt(byteCount)) & ~pageMask
        // MADV_HUGEPAGE is 14. Only advice: where the system does not take it, everything works as before.
        if last > first { _ = madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), 14) }
    }
}
