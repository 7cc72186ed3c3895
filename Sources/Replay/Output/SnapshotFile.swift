import Aggregation
import Catalog
import Foundation

/// The states of all pipelines in one file: `NHSF` · version u32 · key id · latest business time · per pipeline its id, the digest of its rules
/// and its snapshot; texts and snapshots with their lengths · a checksum of all that.
struct SnapshotFile {
    /// The state of one pipeline.
    struct Entry {
        let pipeline: String
        let rulesDigest: UInt64
        let bytes: [UInt8]
    }

    static let magic: UInt32 = 0x4653_484E
    static let version: UInt32 = 1

    var keyID: String
    /// The latest business time of all good events: standing states are shown for its day.
    var latest: EventTime
    var entries: [Entry]

    init(keyID: String, latest: EventTime, entries: [Entry]) {
        self.keyID = keyID
        self.latest = latest
        self.entries = entries
    }

    /// Written beside the path first and then renamed: a file of that name is always whole.
    func write(to path: String) throws(ReplayError) {
        var data = Data()
        func append<T: FixedWidthInteger>(_ number: T) { withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) } }
        func append(_ bytes: some Collection<UInt8>) {
            append(UInt64(bytes.count))
            data.append(contentsOf: bytes)
        }
        append(SnapshotFile.magic)
        append(SnapshotFile.version)
        append(Array(keyID.utf8))
        append(latest.rawValue)
        append(UInt32(entries.count))
        for entry in entries {
            append(Array(entry.pipeline.utf8))
            append(entry.rulesDigest)
            append(entry.bytes)
        }
        append(SnapshotFile.checksum(of: data[...]))
        do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw ReplayError(.inputOutput, "\(path): the snapshot cannot be written: \(FileFailure.words(error))")
        }
    }

    init(path: String) throws(ReplayError) {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw ReplayError(.inputOutput, "\(path): the snapshot cannot be read: \(FileFailure.words(error))")
        }
        var offset = 0
        func number<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(ReplayError) -> T {
            guard data.count - offset >= MemoryLayout<T>.size else { throw SnapshotFile.damaged(path) }
            defer { offset += MemoryLayout<T>.size }
            return data.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
        }
        func bytes() throws(ReplayError) -> [UInt8] {
            let count = try number(UInt64.self)
            guard count <= UInt64(data.count - offset) else { throw SnapshotFile.damaged(path) }
            defer { offset += Int(count) }
            return Array(data[offset..<offset + Int(count)])
        }
        guard data.count >= 16, try number(UInt32.self) == SnapshotFile.magic else {
            throw ReplayError(.inputOutput, "\(path): is no snapshot of nhipso replay")
        }
        let version = try number(UInt32.self)
        guard version == SnapshotFile.version else {
            throw ReplayError(
                .inputOutput, "\(path): has version \(version) of the format; this program reads version \(SnapshotFile.version)")
        }
        let content = data[..<(data.count - 8)]
        let sum = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: content.count, as: UInt64.self)) }
        guard SnapshotFile.checksum(of: content) == sum else { throw SnapshotFile.damaged(path) }
        keyID = String(decoding: try bytes(), as: UTF8.self)
        latest = EventTime(rawValue: try number(Int64.self))
        entries = []
        for _ in 0..<(try number(UInt32.self)) {
            let pipeline = String(decoding: try bytes(), as: UTF8.self)
            let digest = try number(UInt64.self)
            entries.append(Entry(pipeline: pipeline, rulesDigest: digest, bytes: try bytes()))
        }
        guard offset == content.count else { throw SnapshotFile.damaged(path) }
    }

    private static func checksum(of content: Data) -> UInt64 {
        var checksum = Checksum()
        content.withUnsafeBytes { checksum.update($0) }
        return checksum.value
    }

    private static func damaged(_ path: String) -> ReplayError {
        ReplayError(.inputOutput, "\(path): the snapshot is damaged; take an older one, or replay all events again")
    }
}
