import Aggregation

/// Chunks between which event time stands still.
final class Round {
    static let chunkCount = 32

    private(set) var chunksRead = 0
    /// The number of the first chunk behind it; nil as long as it is read.
    var end: Int?
    /// Sources that have ended in this round.
    var endedSources: [Int] = []
    /// Of each chunk its source and the largest business time of its good events, in the order of the chunks.
    var latest: [(source: Int, time: EventTime)] = []

    var isFull: Bool { chunksRead == Round.chunkCount }

    func countChunk() { chunksRead += 1 }
}
