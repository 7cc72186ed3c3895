/// One chunk of a snapshot as it is read: a view of somebody else's bytes.
///
/// Layout, little-endian: `NHSN` · version u32 · bytes of the chunk u32 · its number u32 · plan digest u64 · checksum of the chunk before it
/// u64 · part u8 · content · checksum u64 over all before it. Since each chunk names the one before it, chunks of two snapshots never pass
/// for one.
struct SnapshotChunk {
    /// What a chunk holds; parts follow each other in this order, each in as many chunks as it takes.
    enum Part: UInt8 {
        /// How far time has come, and how much of everything else there is; always in one chunk.
        case header = 1
        case partners
        /// Subjects, each with facts that stand; one with very many has several entries.
        case subjects
        /// Where subjects are whose locating record is no longer kept.
        case places
        /// The latest business time of each partner in each base window.
        case progress
        /// Cells that can no longer be told from facts, and what else is remembered of cells.
        case cells
    }

    static let magic: UInt32 = 0x4E53_484E
    static let version: UInt32 = 2
    /// Bytes before the content, and after it.
    static let headBytes = 33, tailBytes = 8

    let number: UInt32
    let planDigest: UInt64
    let previous: UInt64
    let part: Part
    let content: UnsafeRawBufferPointer
    let checksum: UInt64

    /// How many bytes the chunk has that begins here, as it says itself; never less than the frame of one.
    static func byteCount(at bytes: UnsafeRawBufferPointer) -> Int {
        let said = bytes.count < 12 ? 0 : UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        return max(Int(said), headBytes + tailBytes)
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        var reader = ByteReader(bytes)
        guard bytes.count >= 8, try reader.read(UInt32.self) == SnapshotChunk.magic else {
            throw SnapshotError(.notASnapshot, "it does not begin with the mark of a snapshot (NHSN)")
        }
        let version = try reader.read(UInt32.self)
        guard version == SnapshotChunk.version else {
            throw SnapshotError(
                .unknownVersion, "its format is version \(version); this program reads version \(SnapshotChunk.version)")
        }
        let contentEnd = bytes.count - SnapshotChunk.tailBytes
        guard contentEnd >= SnapshotChunk.headBytes, Int(try reader.read(UInt32.self)) == bytes.count else {
            throw SnapshotError(.damaged, "a chunk of \(bytes.count) bytes is cut short, or more follows it")
        }
        var sum = Checksum()
        sum.update(UnsafeRawBufferPointer(rebasing: bytes[..<contentEnd]))
        checksum = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: contentEnd, as: UInt64.self))
        guard checksum == sum.value else {
            throw SnapshotError(.damaged, "the checksum of a chunk does not agree with its \(bytes.count) bytes")
        }
        number = try reader.read()
        planDigest = try reader.read()
        previous = try reader.read()
        guard let part = Part(rawValue: try reader.read()) else {
            throw SnapshotError(.damaged, "chunk \(number) holds no known part of a snapshot")
        }
        self.part = part
        content = UnsafeRawBufferPointer(rebasing: bytes[SnapshotChunk.headBytes..<contentEnd])
    }
}
