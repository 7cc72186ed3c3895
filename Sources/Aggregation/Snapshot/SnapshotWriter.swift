/// Puts a snapshot together, one chunk at a time in one run of memory.
///
/// Whoever writes an entry reserves room for it first; a chunk that is full by then is handed over.
struct SnapshotWriter: ~Copyable {
    private let planDigest: UInt64
    private let chunkBytes: Int
    private var buffer: UnsafeMutableRawPointer
    private var capacity = 4096
    /// Bytes of the chunk at hand; 0: there is none.
    private(set) var count = 0
    private var part = SnapshotChunk.Part.header
    private var number: UInt32 = 0
    private var previous: UInt64 = 0

    /// No chunk has more bytes, whatever is asked for: a chunk says its length in four.
    private static var chunkBytesMax: Int { 1 << 30 }

    init(planDigest: UInt64, chunkBytes: Int) {
        self.planDigest = planDigest
        self.chunkBytes = min(chunkBytes, SnapshotWriter.chunkBytesMax)
        buffer = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// Makes room for an entry of at most so many bytes; says whether a new chunk has begun for it.
    mutating func reserve<E: Error>(
        _ part: SnapshotChunk.Part, _ byteCount: Int, _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) -> Bool {
        let needed = byteCount + SnapshotChunk.tailBytes
        if count > 0, part == self.part, count + needed <= chunkBytes {
            if count + needed > capacity { grow(to: count + needed) }
            return false
        }
        try handOver(body)
        if SnapshotChunk.headBytes + needed > capacity { grow(to: SnapshotChunk.headBytes + needed) }
        self.part = part
        write(SnapshotChunk.magic)
        write(SnapshotChunk.version)
        // The length is written when it is known.
        write(UInt32(0))
        write(number)
        write(planDigest)
        write(previous)
        write(part.rawValue)
        return true
    }

    @inline(__always) mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        buffer.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
        count += MemoryLayout<T>.size
    }

    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        for byte in text.utf8 { write(byte) }
    }

    /// Writes a number over what stands at an offset of the chunk.
    @inline(__always) mutating func overwrite(_ value: UInt32, at offset: Int) {
        buffer.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// Ends the chunk at hand, if there is one, and hands it over.
    mutating func handOver<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        if count == 0 { return }
        overwrite(UInt32(count + SnapshotChunk.tailBytes), at: 8)
        var checksum = Checksum()
        checksum.update(UnsafeRawBufferPointer(start: buffer, count: count))
        previous = checksum.value
        write(previous)
        number += 1
        let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
        count = 0
        try body(bytes)
    }

    private mutating func grow(to needed: Int) {
        let larger = max(needed, min(capacity * 2, chunkBytes))
        let new = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        new.copyMemory(from: buffer, byteCount: count)
        buffer.deallocate()
        (buffer, capacity) = (new, larger)
    }
}
