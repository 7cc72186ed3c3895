import Aggregation
import Foundation

/// The states of all pipelines in one file: `NHSF` · version u32 · key id · per pipeline its id and snapshot, with lengths.
struct SnapshotFile {
    static let magic: UInt32 = 0x4653_484E
    static let version: UInt32 = 1

    var keyID: String
    var snapshots: [(pipeline: String, bytes: [UInt8])]

    init(keyID: String, snapshots: [(pipeline: String, bytes: [UInt8])]) {
        self.keyID = keyID
        self.snapshots = snapshots
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
        append(UInt32(snapshots.count))
        for snapshot in snapshots {
            append(Array(snapshot.pipeline.utf8))
            append(snapshot.bytes)
        }
        do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw ReplayError(.inputOutput, "\(path): the snapshot cannot be written: \(error.localizedDescription)")
        }
    }

    init(path: String) throws(ReplayError) {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw ReplayError(.inputOutput, "\(path): the snapshot cannot be read: \(error.localizedDescription)")
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
        guard data.count >= 8, try number(UInt32.self) == SnapshotFile.magic else {
            throw ReplayError(.inputOutput, "\(path): is no snapshot of nhipso replay")
        }
        let version = try number(UInt32.self)
        guard version == SnapshotFile.version else {
            throw ReplayError(
                .inputOutput, "\(path): has version \(version) of the format; this program reads version \(SnapshotFile.version)")
        }
        keyID = String(decoding: try bytes(), as: UTF8.self)
        snapshots = []
        for _ in 0..<(try number(UInt32.self)) {
            let pipeline = String(decoding: try bytes(), as: UTF8.self)
            snapshots.append((pipeline, try bytes()))
        }
        guard offset == data.count else { throw SnapshotFile.damaged(path) }
    }

    private static func damaged(_ path: String) -> ReplayError {
        ReplayError(.inputOutput, "\(path): the snapshot is damaged; take an older one, or replay all events again")
    }
}
