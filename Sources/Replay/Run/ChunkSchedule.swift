import Foundation

/// What a thread does next, so that no thread waits while there is work.
///
/// Chunks are read one after the other, each by the thread that takes it through ingest. A partition is folded in the order of the chunks, by
/// one thread at a time, mostly its own; chunks that all partitions have folded are settled in order. Mostly few chunks are on their way, so that
/// what is made of them stays in the processors' caches; more while a thread is held up, so that the others need not wait for it at once.
///
/// Event time moves on between rounds: nothing of a round is folded before the round before it is settled. And a round is read only when all of
/// the one before has been through ingest, for its event times say which source comes first.
final class ChunkSchedule {
    enum Step {
        /// Take a chunk that has just been read through ingest.
        case ingest(ChunkWork)
        case fold(ArraySlice<ChunkWork>, partition: Int)
        case settle(ChunkWork)
        /// Make room in a partition that will need it soon, so that nobody waits for that later.
        case grow(partition: Int)
        /// All of the round is settled: move event time on.
        case advance(Round)
    }

    /// How many chunks are on their way at most. Of many threads some are always at work; and a chunk has room for facts of each partition, of which
    /// there are as many as threads.
    static func chunks(ofThreads threads: Int) -> Int { threads == 1 ? 1 : threads * min(16, max(4, 128 / threads)) }

    /// So many chunks are worth folding before another is read: what is made of them is in the cache still.
    private static let enough = 4

    private let condition = NSCondition()
    private let reader: RoundReader
    private let threads: Int
    private let whenIngested: (ChunkWork, Round) throws(ReplayError) -> Void
    private let growsSoon: (Int) -> Bool
    /// By the thread that had them last, the one given back last at the end: what they hold of memory is in that one's caches.
    private var spare: [[ChunkWork]]
    /// The chunks on their way, in the order in which they were read. The first has the number `settled`.
    private var chunks: [ChunkWork] = []
    private var settled = 0
    /// All chunks below that number have been through ingest.
    private var ingested = 0
    /// Of each partition the number of the chunk that is folded next, and whether somebody is at it: who moves event time on is at all.
    private var nextToFold: [Int]
    private var isBusy: [Bool]
    private var isReading = false
    private var isSettling = false
    /// The rounds that are not settled: the first is folded, the last is read.
    private var rounds = [Round()]
    private var isOver = false
    private(set) var failure: ReplayError?

    /// - Parameter whenIngested: called for each chunk in order, on one thread at a time, once it and all before it have been through ingest; what
    ///     it throws ends the run.
    /// - Parameter growsSoon: whether a partition, which nobody is at, will need more room soon.
    init(
        _ works: [ChunkWork], threads: Int, partitions: Int, reader: RoundReader,
        whenIngested: @escaping (ChunkWork, Round) throws(ReplayError) -> Void, growsSoon: @escaping (Int) -> Bool
    ) {
        spare = (0..<threads).map { thread in works.indices.filter { $0 % threads == thread }.map { works[$0] } }
        self.threads = threads
        self.reader = reader
        self.whenIngested = whenIngested
        self.growsSoon = growsSoon
        nextToFold = Array(repeating: 0, count: partitions)
        isBusy = Array(repeating: false, count: partitions)
    }

    /// Waits for a step to do; nil where all is done.
    ///
    /// - Parameter done: the step that the thread has done.
    func next(for thread: Int, after done: Step? = nil) -> Step? {
        condition.lock()
        defer { condition.unlock() }
        if let done { finish(done) }
        var looks = 0
        while !isOver {
            if let step = settling() ?? folding(for: thread, atLeast: min(max(1, chunks.count / 2), ChunkSchedule.enough), others: false) {
                return step
            }
            if let round = rounds.last, round.end == nil, !isReading, let work = takeSpare(for: thread) {
                if read(work, round) { return .ingest(work) }
                continue
            }
            if let step = folding(for: thread, atLeast: 1, others: true) ?? growing(for: thread) { return step }
            looks += 1
            if looks > ShortWait.looks {
                condition.wait()
            } else {
                condition.unlock()
                sched_yield()
                condition.lock()
            }
        }
        return nil
    }

    private func takeSpare(for thread: Int) -> ChunkWork? {
        guard let owner = spare[thread].isEmpty ? spare.firstIndex(where: { !$0.isEmpty }) : thread else { return nil }
        let work = spare[owner].removeLast()
        work.worker = thread
        return work
    }

    /// Ends the run: what is under way is done to its end.
    func stop(_ error: ReplayError) {
        condition.lock()
        defer { condition.unlock() }
        end(error)
    }

    private func end(_ error: ReplayError) {
        failure = failure ?? error
        isOver = true
        condition.broadcast()
    }

    /// Reads a chunk of the round, while others look for something else to do; false where the round has all.
    private func read(_ work: ChunkWork, _ round: Round) -> Bool {
        isReading = true
        condition.unlock()
        let isRead = reader.next(of: round, into: work)
        condition.lock()
        isReading = false
        if isRead {
            work.isIngested = false
            chunks.append(work)
        } else {
            spare[work.worker].append(work)
            round.end = settled + chunks.count
            beginRound()
        }
        condition.broadcast()
        return isRead
    }

    /// Begins the next round once all of this one has been through ingest. Behind a round without chunks there is nothing more to read.
    private func beginRound() {
        guard let round = rounds.last, round.end == ingested, round.chunksRead > 0 else { return }
        reader.end(round)
        rounds.append(Round())
    }

    private func settling() -> Step? {
        guard !isSettling, let round = rounds.first else { return nil }
        if let first = chunks.first, nextToFold.allSatisfy({ $0 > settled }) {
            isSettling = true
            return .settle(first)
        }
        guard round.end == settled else { return nil }
        if round.chunksRead == 0 {
            isOver = true
            condition.broadcast()
            return nil
        }
        // Nothing is left to fold; but somebody may make room.
        guard !isBusy.contains(true) else { return nil }
        for partition in isBusy.indices { isBusy[partition] = true }
        isSettling = true
        return .advance(round)
    }

    /// Chunks that are ready to be folded into a partition: into one of the thread's own, or else into another's.
    private func folding(for thread: Int, atLeast least: Int, others: Bool) -> Step? {
        guard let round = rounds.first else { return nil }
        let end = min(ingested, round.end ?? ingested)
        func step(own: Bool) -> Step? {
            for partition in nextToFold.indices where (partition % threads == thread) == own && !isBusy[partition] {
                let next = nextToFold[partition]
                guard end - next >= least else { continue }
                isBusy[partition] = true
                return .fold(chunks[(next - settled)..<(end - settled)], partition: partition)
            }
            return nil
        }
        return step(own: true) ?? (others ? step(own: false) : nil)
    }

    /// Only the thread's own: while one is at it the others soon have nothing else to do either, and see to theirs.
    private func growing(for thread: Int) -> Step? {
        for partition in nextToFold.indices where partition % threads == thread && !isBusy[partition] && growsSoon(partition) {
            isBusy[partition] = true
            return .grow(partition: partition)
        }
        return nil
    }

    private func finish(_ step: Step) {
        switch step {
        case .ingest(let work):
            work.isIngested = true
            while !isOver, ingested - settled < chunks.count, chunks[ingested - settled].isIngested, let round = rounds.last {
                do throws(ReplayError) { try whenIngested(chunks[ingested - settled], round) } catch { return end(error) }
                ingested += 1
            }
            beginRound()
        case .fold(let works, let partition):
            nextToFold[partition] += works.count
            isBusy[partition] = false
        case .grow(let partition):
            isBusy[partition] = false
        case .settle(let work):
            chunks.removeFirst()
            settled += 1
            spare[work.worker].append(work)
            isSettling = false
        case .advance:
            rounds.removeFirst()
            for partition in isBusy.indices { isBusy[partition] = false }
            isSettling = false
        }
        condition.broadcast()
    }
}
