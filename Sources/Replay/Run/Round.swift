import Aggregation

/// Chunks that go through the stages together, in memory that is used again and again.
final class Round {
    /// Event time moves on between rounds only.
    static let chunkCount = 32

    private let pool: [ChunkWork]
    private(set) var chunksRead = 0
    /// Sources that have ended in this round.
    var endedSources: [Int] = []
    /// Of each chunk its source and the largest business time of its good events, in the order of the chunks.
    var latest: [(source: Int, time: EventTime)] = []
    /// The run's partners once this round was read.
    var partnerNames: [String] = []
    /// For each worker the run's numbers of its partners; nil where they are the same.
    var partnerNumbers: [[UInt16]?] = []

    /// - Parameter works: one that is used for each chunk in turn, or as many as a round has chunks.
    init(works: Int, make: () -> ChunkWork) { pool = (0..<works).map { _ in make() } }

    func begin() {
        chunksRead = 0
        endedSources = []
        latest.removeAll(keepingCapacity: true)
    }

    /// Where the next chunk goes; nil where the round has all.
    var nextWork: ChunkWork? { chunksRead < Round.chunkCount ? pool[chunksRead % pool.count] : nil }

    func countChunk() { chunksRead += 1 }

    /// The chunks that have been read, in order, where each has a work of its own.
    var works: ArraySlice<ChunkWork> { pool[..<chunksRead] }
}
