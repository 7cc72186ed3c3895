import Aggregation

/// The facts of a run of events, by pipeline and partition, in memory that is used again and again.
///
/// Facts are put into partitions by their subject, so that a subject is complete within one.
public final class FactBatch {
    public let pipelineCount: Int
    public let partitionCount: Int
    let blocks: UnsafeMutablePointer<FactBlock>

    /// - Parameter partitionCount: a power of two.
    public init(pipelineCount: Int, partitionCount: Int = 1) {
        precondition(partitionCount > 0 && partitionCount & (partitionCount - 1) == 0, "partitions are a power of two")
        self.pipelineCount = pipelineCount
        self.partitionCount = partitionCount
        let count = pipelineCount * partitionCount
        blocks = .allocate(capacity: max(1, count))
        for index in 0..<count { (blocks + index).initialize(to: FactBlock()) }
    }

    deinit {
        blocks.deinitialize(count: pipelineCount * partitionCount)
        blocks.deallocate()
    }

    /// The facts of a pipeline in a partition, in the order of their events.
    @inline(__always) public func facts(ofPipeline pipeline: Int, partition: Int = 0) -> UnsafeMutableBufferPointer<Fact> {
        let block = blocks + (pipeline * partitionCount + partition)
        return UnsafeMutableBufferPointer(start: block.pointee.facts, count: block.pointee.count)
    }

    /// The event numbers of those facts.
    @inline(__always) public func events(ofPipeline pipeline: Int, partition: Int = 0) -> UnsafeBufferPointer<UInt32> {
        let block = blocks + (pipeline * partitionCount + partition)
        return UnsafeBufferPointer(start: block.pointee.events, count: block.pointee.count)
    }

    /// Room for what becomes of those facts.
    @inline(__always) public func outcomes(ofPipeline pipeline: Int, partition: Int = 0) -> UnsafeMutablePointer<FoldOutcome> {
        blocks[pipeline * partitionCount + partition].outcomes
    }

    public func removeAll() {
        for index in 0..<(pipelineCount * partitionCount) { blocks[index].truncate(to: 0) }
    }

    @inline(__always) func append(_ fact: Fact, pipeline: Int, event: UInt32) {
        let partition = Int(truncatingIfNeeded: fact.subject.high) & (partitionCount - 1)
        blocks[pipeline * partitionCount + partition].append(fact, event: event)
    }

    /// An event is used as a whole or not at all: forgets the facts that it has given so far.
    @inline(never) func takeBack(event: UInt32) {
        for index in 0..<(pipelineCount * partitionCount) {
            var count = blocks[index].count
            while count > 0, blocks[index].events[count - 1] == event { count -= 1 }
            blocks[index].truncate(to: count)
        }
    }
}
