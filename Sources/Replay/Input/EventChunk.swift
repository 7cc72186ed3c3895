import Ingest

/// A run of whole lines of one file, in memory that is used again and again.
final class EventChunk {
    var lines: [InputLine] = []
    var path = ""
    /// The partner that the file's name gives.
    var partner: String?
    private(set) var buffer: UnsafeMutablePointer<UInt8>
    private(set) var capacity: Int
    /// Bytes in use.
    var filled = 0

    init(capacity: Int = EventSource.chunkBytes) {
        self.capacity = capacity
        buffer = EventChunk.allocate(capacity)
    }

    deinit { buffer.deallocate() }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Ingester.padding)
        (buffer + capacity).initialize(repeating: 0, count: Ingester.padding)
        return buffer
    }

    /// The bytes of a line; behind the last one, padding is readable.
    func bytes(_ line: InputLine) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer + line.start, count: line.count) }

    func grow(to larger: Int) {
        let moved = EventChunk.allocate(larger)
        moved.update(from: buffer, count: filled)
        buffer.deallocate()
        buffer = moved
        capacity = larger
    }
}
