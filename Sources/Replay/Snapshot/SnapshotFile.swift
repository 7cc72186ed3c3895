import Aggregation
import Catalog
import Foundation

/// The states of all pipelines in one file. A head: `NHSF` · version u32 · bytes of the head u32 · key id · latest business time i64 · count of
/// pipelines u32 · of each its id, the digest of its rules u64 and the bytes of its snapshot u64 · a checksum of the head; texts with their
/// lengths (u32). Then the snapshots in the same order, whose chunks have lengths and checksums of their own.
///
/// States go in and out chunk by chunk: no more than one is in memory beside the state itself.
struct SnapshotFile {
    /// Of which pipeline a snapshot is.
    struct Entry: Equatable {
        var pipeline: String
        /// The digest of the rules by which its facts were made.
        var rulesDigest: UInt64
        var byteCount: UInt64 = 0
    }

    static let magic: UInt32 = 0x4653_484E
    static let version: UInt32 = 2
    /// No head is longer.
    private static let headBytesMax = 1 << 20
    /// `NHSF`, version and bytes of the head.
    static let startBytes = 12

    private let path: String
    /// Opened once: a file that takes its place meanwhile is another snapshot.
    private let file: SnapshotBytes
    let keyID: String
    /// The latest business time of all good events: standing states are shown for its day.
    let latest: EventTime
    let entries: [Entry]
    private let headBytes: UInt64

    /// Reads the head.
    ///
    /// - Throws: `ReplayError` where it cannot be read, is no snapshot, is damaged, or the file is cut short or goes on behind its end.
    init(path: String) throws(ReplayError) {
        let file = try SnapshotBytes(path: path)
        guard file.size >= SnapshotFile.startBytes else { throw SnapshotFile.foreign(path) }
        let start = try file.read(SnapshotFile.startBytes)
        let (magic, version, count) = (UInt32(at: 0, of: start), UInt32(at: 4, of: start), Int(UInt32(at: 8, of: start)))
        guard magic == SnapshotFile.magic else { throw SnapshotFile.foreign(path) }
        guard version == SnapshotFile.version else {
            throw ReplayError(
                .inputOutput, "\(path): has version \(version) of the format; this program reads version \(SnapshotFile.version)")
        }
        guard (SnapshotFile.startBytes + 8...SnapshotFile.headBytesMax).contains(count), count <= file.size else {
            throw SnapshotFile.damaged(path)
        }
        try file.seek(to: 0)
        let head = try SnapshotFile.readHead(UnsafeRawBufferPointer(try file.read(count)), path)
        (self.path, self.file) = (path, file)
        (keyID, latest, entries, headBytes) = (head.keyID, head.latest, head.entries, UInt64(count))
        var end = headBytes
        for entry in entries {
            let (sum, overflow) = end.addingReportingOverflow(entry.byteCount)
            guard !overflow else { throw SnapshotFile.damaged(path) }
            end = sum
        }
        guard end == UInt64(file.size) else { throw SnapshotFile.damaged(path) }
    }

    private static func readHead(
        _ bytes: UnsafeRawBufferPointer, _ path: String
    ) throws(ReplayError) -> (keyID: String, latest: EventTime, entries: [Entry]) {
        let content = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 8)])
        var sum = Checksum()
        sum.update(content)
        guard sum.value == UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: content.count, as: UInt64.self)) else {
            throw damaged(path)
        }
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: content[startBytes...]))
        do throws(SnapshotError) {
            let keyID = try reader.readText()
            let latest = EventTime(rawValue: try reader.read())
            var entries: [Entry] = []
            for _ in 0..<(try reader.read(UInt32.self)) {
                entries.append(Entry(pipeline: try reader.readText(), rulesDigest: try reader.read(), byteCount: try reader.read()))
            }
            return (keyID, latest, entries)
        } catch { throw damaged(path) }
    }

    /// Reads the state of a pipeline.
    ///
    /// - Throws: `ReplayError` where there is none, or it is damaged or of other rules.
    func restore(_ state: PipelineState) throws(ReplayError) {
        guard let index = entries.firstIndex(where: { $0.pipeline == state.pipeline.id }) else {
            throw ReplayError(
                .usage, "\(path): holds no state of the pipeline \(state.pipeline.id); replay its events from the beginning")
        }
        try file.seek(to: Int(entries[..<index].reduce(headBytes) { $0 + $1.byteCount }))
        var left = Int(entries[index].byteCount)
        var restorer = Aggregate.Restorer(plan: state.pipeline.countingPlan(), advice: .largePages)
        func damaged(_ error: SnapshotError) -> ReplayError {
            ReplayError(.inputOutput, "\(path): pipeline \(state.pipeline.id): \(error)")
        }
        while left > 0 {
            if restorer.isComplete { throw damaged(SnapshotError(.damaged, "\(left) bytes follow its end")) }
            let chunk = try file.readAhead(min(left, Aggregate.Restorer.chunkHeadBytes))
            let count = min(left, Aggregate.Restorer.byteCount(ofChunk: UnsafeRawBufferPointer(chunk)))
            let bytes = UnsafeRawBufferPointer(try file.read(count))
            do { try restorer.take(bytes) } catch { throw damaged(error) }
            left -= count
        }
        do { state.aggregate = try restorer.finish() } catch { throw damaged(error) }
        guard entries[index].rulesDigest == state.pipeline.rulesDigest else {
            throw ReplayError(
                .inputOutput,
                "\(path): the rules by which the pipeline \(state.pipeline.id) makes facts have changed; replay its events from the beginning"
            )
        }
    }

    private static func foreign(_ path: String) -> ReplayError { ReplayError(.inputOutput, "\(path): is no snapshot of nhipso replay") }

    private static func damaged(_ path: String) -> ReplayError {
        ReplayError(.inputOutput, "\(path): the snapshot is damaged; take an older one, or replay all events again")
    }
}

extension UInt32 {
    fileprivate init(at offset: Int, of bytes: UnsafeMutableRawBufferPointer) {
        self.init(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
