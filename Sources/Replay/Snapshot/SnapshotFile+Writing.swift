import Aggregation
import Catalog
import Foundation

extension SnapshotFile {
    private static let chunkBytes = 1 << 20

    /// Written beside the path first and then renamed: a file of that name is always whole.
    static func write(to path: String, keyID: String, latest: EventTime, states: [PipelineState]) throws(ReplayError) {
        let beside = "\(path).\(getpid()).partial"
        defer { unlink(beside) }
        do {
            try Data().write(to: URL(fileURLWithPath: beside))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
            var entries = states.map { Entry(pipeline: $0.pipeline.id, rulesDigest: $0.pipeline.rulesDigest) }
            // Their lengths are known at the end; the head is as long with any.
            try file.write(contentsOf: head(keyID: keyID, latest: latest, entries: entries))
            for (index, state) in states.enumerated() {
                try state.aggregate.writeSnapshot(chunkBytes: chunkBytes) { chunk in
                    try file.write(contentsOf: chunk)
                    entries[index].byteCount += UInt64(chunk.count)
                }
            }
            try file.seek(toOffset: 0)
            try file.write(contentsOf: head(keyID: keyID, latest: latest, entries: entries))
            try file.synchronize()
            try file.close()
            guard rename(beside, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            throw ReplayError(.inputOutput, "\(path): the snapshot cannot be written: \(FileFailure.words(error))")
        }
    }

    private static func head(keyID: String, latest: EventTime, entries: [Entry]) -> [UInt8] {
        var rest = ByteWriter()
        rest.write(keyID)
        rest.write(latest.rawValue)
        rest.write(UInt32(entries.count))
        for entry in entries {
            rest.write(entry.pipeline)
            rest.write(entry.rulesDigest)
            rest.write(entry.byteCount)
        }
        var head = ByteWriter()
        head.write(magic)
        head.write(version)
        head.write(UInt32(startBytes + rest.bytes.count + 8))
        rest.bytes.withUnsafeBytes { head.write($0) }
        var sum = Checksum()
        head.bytes.withUnsafeBytes { sum.update($0) }
        head.write(sum.value)
        return head.bytes
    }
}
