import Foundation

/// Hands out the chunks of a round, in turn from the sources that are open, those first that are furthest behind in event time.
///
/// Which chunks come, and in which order, does not depend on who asks for them.
final class RoundReader {
    private let lock = NSLock()
    private let sources: [EventSource]
    private let chunks: [ChunkWork]
    private var limit = 0
    private var filled = 0
    /// The sources of which the next chunks of the round are read.
    private var due: ArraySlice<Int> = []
    /// Sources that have ended in this round.
    private var finished: [Int] = []

    /// - Parameter chunks: as many as are worked on together.
    init(_ sources: [EventSource], _ chunks: [ChunkWork]) {
        self.sources = sources
        self.chunks = chunks
    }

    /// Begins with the next chunks of the round.
    func begin(atMost limit: Int) {
        self.limit = min(limit, chunks.count)
        filled = 0
    }

    /// The next chunk, read; nil where there are as many as are worked on together, or nothing is left. Any thread may call it.
    func next() -> ChunkWork? {
        lock.lock()
        defer { lock.unlock() }
        while filled < limit {
            if due.isEmpty {
                due = sources.indices.filter { !sources[$0].isFinished }.sorted { sources[$0].latest < sources[$1].latest }[...]
            }
            guard let source = due.popFirst() else { return nil }
            let work = chunks[filled]
            if sources[source].next(into: work.chunk) {
                work.source = source
                filled += 1
                return work
            }
            finished.append(source)
        }
        return nil
    }

    /// What `next` has given since `begin`, in order.
    var works: ArraySlice<ChunkWork> { chunks[..<filled] }

    /// Ends the round.
    ///
    /// - Returns: the sources that have ended in it.
    func endRound() -> [Int] {
        due = []
        defer { finished = [] }
        return finished
    }
}
