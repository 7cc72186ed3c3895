import Foundation

/// Hands out the chunks of a round, in turn from the sources that are open, those first that are furthest behind in event time.
///
/// Which chunks come, and in which order, does not depend on who asks for them.
final class RoundReader {
    private let lock = NSLock()
    private let sources: [EventSource]
    /// The sources of which the next chunks of the round are read.
    private var due: ArraySlice<Int> = []

    init(_ sources: [EventSource]) { self.sources = sources }

    /// Reads the next chunk of the round; false where it has all, or nothing is left. Any thread may call it.
    func next(of round: Round, into work: ChunkWork) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        while !round.isFull {
            if due.isEmpty {
                due = sources.indices.filter { !sources[$0].isFinished }.sorted { sources[$0].latest < sources[$1].latest }[...]
            }
            guard let source = due.popFirst() else { return false }
            if sources[source].next(into: work.chunk) {
                work.source = source
                round.countChunk()
                return true
            }
            round.endedSources.append(source)
        }
        return false
    }

    /// Ends the reading of a round, all chunks of which have been through ingest.
    func end(_ round: Round) {
        lock.lock()
        defer { lock.unlock() }
        due = []
        for (source, time) in round.latest { sources[source].latest = max(sources[source].latest, time) }
    }

    /// How many bytes of all files have been read.
    var position: Int64 {
        lock.lock()
        defer { lock.unlock() }
        return sources.reduce(0) { $0 + $1.position }
    }
}
