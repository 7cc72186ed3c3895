/// What is written and not yet acknowledged, flush by flush, and what may be committed once it is: a flush is done when all that was
/// written in it and before it is acknowledged.
struct WriteLedger {
    private struct Flush {
        var number: Int
        var pending: Int
        /// Of each partition the offset of the first record that the flush does not speak for.
        var offsets: [TopicPartition: Int64]
    }

    private var flushes: [Flush] = []
    private(set) var nextNumber = 0
    /// Of flushes that are done, and not yet taken.
    private var done: [TopicPartition: Int64] = [:]

    /// Whether all flushes before that number are done.
    func isDone(before number: Int) -> Bool { flushes.first.map { $0.number >= number } ?? true }

    /// A flush of so many records.
    ///
    /// - Returns: its number, the ticket of its records.
    mutating func begin(records: Int, offsets: [TopicPartition: Int64]) -> Int {
        defer { nextNumber += 1 }
        flushes.append(Flush(number: nextNumber, pending: records, offsets: offsets))
        settle()
        return nextNumber
    }

    /// One record of the flush is acknowledged. Tickets of before the last `forget` mean nothing.
    mutating func acknowledge(_ ticket: Int) {
        guard let first = flushes.first, ticket >= first.number, ticket - first.number < flushes.count else { return }
        flushes[ticket - first.number].pending -= 1
        settle()
    }

    private mutating func settle() {
        while let first = flushes.first, first.pending == 0 {
            done.merge(first.offsets) { $1 }
            flushes.removeFirst()
        }
    }

    /// What may be committed now.
    mutating func takeDone() -> [TopicPartition: Int64] {
        defer { done = [:] }
        return done
    }

    /// Whoever reads these partitions now does so from what was committed.
    mutating func forget() {
        flushes = []
        done = [:]
    }
}
