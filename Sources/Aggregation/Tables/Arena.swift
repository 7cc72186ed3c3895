/// Fixed-size rows in chunks of memory: a row never moves, growing copies nothing, and an index is four bytes.
///
/// The owner frees the memory with `deallocate()`. A freed row keeps the next free one in its first four bytes.
struct Arena {
    static let none = UInt32.max
    // Chunks are large and begin where a large page does: untouched memory costs nothing, and only whole pages can be large ones.
    @inline(__always) static var chunkShift: UInt32 { 20 }
    @inline(__always) static var rowsPerChunk: Int { 1 << 20 }
    private static var largePage: Int { 1 << 21 }

    let stride: Int
    private(set) var chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private var chunkCount = 0
    private var chunkCapacity = 64
    /// Rows ever handed out: every index is below it.
    private(set) var end: UInt32 = 0
    private var firstFree = Arena.none
    private(set) var freeCount: UInt32 = 0
    private let advice: MemoryAdvice

    init(stride: Int, advice: MemoryAdvice) {
        precondition(stride >= 16, "a row has at least 16 bytes")
        self.advice = advice
        self.stride = stride
        chunks = .allocate(capacity: chunkCapacity)
    }

    var liveCount: Int { Int(end - freeCount) }

    @inline(__always) subscript(index: UInt32) -> UnsafeMutableRawPointer {
        chunks[Int(index >> Arena.chunkShift)] + Int(index & UInt32(Arena.rowsPerChunk - 1)) * stride
    }

    /// A row whose bytes are all zero.
    @inline(__always) mutating func allocate() -> UInt32 {
        let index: UInt32
        if firstFree != Arena.none {
            index = firstFree
            firstFree = self[index].loadUnaligned(as: UInt32.self)
            freeCount -= 1
        } else {
            index = end
            if Int(index >> Arena.chunkShift) == chunkCount { addChunk() }
            end += 1
        }
        clear(self[index])
        return index
    }

    /// Rows have 16 bytes or more; the last store overlaps the one before.
    @inline(__always) private func clear(_ row: UnsafeMutableRawPointer) {
        var at = 0
        while at < stride &- 16 {
            row.write(SIMD2<UInt64>(), at)
            at = at &+ 16
        }
        row.write(SIMD2<UInt64>(), stride &- 16)
    }

    mutating func release(_ index: UInt32) {
        self[index].storeBytes(of: firstFree, as: UInt32.self)
        firstFree = index
        freeCount += 1
    }

    @inline(never) private mutating func addChunk() {
        precondition(end < UInt32.max - UInt32(Arena.rowsPerChunk), "an arena holds at most 2^32 rows")
        if chunkCount == chunkCapacity {
            let larger = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: chunkCapacity * 2)
            larger.update(from: chunks, count: chunkCount)
            chunks.deallocate()
            chunks = larger
            chunkCapacity *= 2
        }
        chunks[chunkCount] = .allocate(byteCount: Arena.rowsPerChunk * stride, alignment: Arena.largePage)
        advice.advise(chunks[chunkCount], Arena.rowsPerChunk * stride)
        chunkCount += 1
    }

    func deallocate() {
        for chunk in 0..<chunkCount { chunks[chunk].deallocate() }
        chunks.deallocate()
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always) func read<T: BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self) -> T {
        loadUnaligned(fromByteOffset: offset, as: T.self)
    }

    @inline(__always) func write<T: BitwiseCopyable>(_ value: T, _ offset: Int) {
        storeBytes(of: value, toByteOffset: offset, as: T.self)
    }
}
