import Foundation

/// What a thread does next, so that no thread waits while there is work: a round is read while the one before it is folded and settled.
///
/// Of a round, all chunks go through ingest, then all partitions are folded, then it is settled; rounds are folded and settled in order, and
/// the next is read only when the one before has been read, for its event times say which source comes first.
final class RoundSchedule {
    enum Step {
        /// Read chunks of the round as long as there are any.
        case ingest(Round)
        case fold(Round, partition: Int)
        case settle(Round)
    }

    private let condition = NSCondition()
    private let partitionCount: Int
    private let whenRead: (Round) throws(ReplayError) -> Void
    private var spare: [Round]
    private var reading: Round?
    private var readers = 0
    /// Nothing is left to read of `reading`.
    private var isExhausted = false
    /// Rounds that have been read and wait for their turn.
    private var ready: [Round] = []
    private var folding: Round?
    private var nextPartition = 0
    private var foldsUnderWay = 0
    private var isOver = false
    private(set) var failure: ReplayError?

    /// - Parameter whenRead: called for each round in order, on one thread at a time, once all its chunks have been through ingest; what it throws
    ///     ends the run.
    init(_ rounds: [Round], partitions: Int, whenRead: @escaping (Round) throws(ReplayError) -> Void) {
        spare = rounds
        partitionCount = partitions
        self.whenRead = whenRead
        moveOn()
    }

    /// Waits for a step to do; nil where all is done.
    ///
    /// - Parameter done: the step that the thread has done.
    func next(after done: Step? = nil) -> Step? {
        condition.lock()
        defer { condition.unlock() }
        if let done, let last = finish(done) { return last }
        var looks = 0
        while !isOver {
            if let folding, nextPartition < partitionCount {
                defer { nextPartition += 1 }
                foldsUnderWay += 1
                return .fold(folding, partition: nextPartition)
            }
            if let reading, !isExhausted {
                readers += 1
                return .ingest(reading)
            }
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

    /// Ends the run: what is under way is done to its end.
    func stop(_ error: ReplayError) {
        condition.lock()
        defer { condition.unlock() }
        end(error)
    }

    private func end(_ error: ReplayError) {
        failure = error
        isOver = true
        condition.broadcast()
    }

    /// Returns what the thread must do before anything else.
    private func finish(_ step: Step) -> Step? {
        switch step {
        case .ingest(let round):
            readers -= 1
            isExhausted = true
            if readers == 0 {
                do throws(ReplayError) { try whenRead(round) } catch {
                    end(error)
                    return nil
                }
                moveOn()
            }
        case .fold(let round, _):
            foldsUnderWay -= 1
            if foldsUnderWay == 0, nextPartition == partitionCount { return .settle(round) }
        case .settle(let round):
            spare.append(round)
            folding = nil
            moveOn()
        }
        return nil
    }

    private func moveOn() {
        if let round = reading, isExhausted, readers == 0 {
            reading = nil
            ready.append(round)
        }
        if folding == nil, !ready.isEmpty {
            let round = ready.removeFirst()
            folding = round
            nextPartition = 0
            if round.chunksRead == 0 { isOver = true }
        }
        // Behind a round without chunks nothing is to be read.
        if reading == nil, ready.last?.chunksRead != 0, !isOver, !spare.isEmpty {
            let round = spare.removeFirst()
            round.begin()
            reading = round
            isExhausted = false
        }
        condition.broadcast()
    }
}
