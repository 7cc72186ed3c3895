import CRdKafka

/// Records taken from a consumer's queue at once: cheaper than one by one, and each is fetched into the cache before it is looked at.
///
/// They are freed at once, too, when the next are taken: a record holds references to its topic and to the answer it came in, and librdkafka's
/// own thread changes their counts at the same time, so each record freed alone waits for that memory.
final class RecordBatch {
    /// Few enough that a member that has lost its partitions does not go on with them for long.
    private static let capacity = 64
    /// How many records ahead of the one handed out the cache is filled: a record takes about as long as a few reads of memory.
    private static let lookAhead = 3
    /// librdkafka's own record lies within so many bytes, with its time and headers behind what is public of it.
    private static let bytesOfRecord = 256
    /// More of a record than its beginning the processor fetches by itself.
    private static let bytesAhead = 1_024

    private let messages = UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(capacity: capacity)
    private var count = 0
    private var index = 0

    deinit {
        release()
        messages.deallocate()
    }

    /// Takes what is there, without waiting; call it only when all has been handed out.
    ///
    /// - Returns: how many bytes the records' values have together.
    func take(from queue: OpaquePointer) -> Int {
        release()
        count = max(0, rd_kafka_consume_batch_queue(queue, 0, messages, Self.capacity))
        var bytes = 0
        for index in 0..<count {
            guard let message = messages[index] else { continue }
            nhipso_prefetch_bytes(message, Self.bytesOfRecord)
            bytes += message.pointee.len
        }
        for ahead in 0..<min(Self.lookAhead, count) { prefetch(ahead) }
        return bytes
    }

    /// The next record; it is there until the next ones are taken.
    @inline(__always) func next() -> UnsafeMutablePointer<rd_kafka_message_t>? {
        guard index < count else { return nil }
        if index + Self.lookAhead < count { prefetch(index + Self.lookAhead) }
        defer { index += 1 }
        return messages[index]
    }

    /// The next record, if it is such a one.
    @inline(__always) func next(
        where isWanted: (UnsafeMutablePointer<rd_kafka_message_t>) -> Bool
    ) -> UnsafeMutablePointer<rd_kafka_message_t>? {
        guard index < count, let message = messages[index], isWanted(message) else { return nil }
        return next()
    }

    @inline(__always) private func prefetch(_ index: Int) {
        guard let message = messages[index] else { return }
        nhipso_prefetch_bytes(message.pointee.payload, min(message.pointee.len, Self.bytesAhead))
    }

    /// Frees all, handed out or not.
    func release() {
        for index in 0..<count {
            if let message = messages[index] { rd_kafka_message_destroy(message) }
        }
        (count, index) = (0, 0)
    }
}
