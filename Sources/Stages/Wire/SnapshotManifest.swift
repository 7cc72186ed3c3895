import Aggregation

/// What makes the chunks of a snapshot one: written last, when all of them and all partials before its position are acknowledged.
///
/// Snapshots go to two slots in turn, so that compaction keeps the newest whole one whatever becomes of the next.
public struct SnapshotManifest: Equatable, Sendable {
    private static let mark: UInt32 = 0x4D53_484E
    private static let version: UInt16 = 1
    static let slotCount = 2

    public var pipeline: String
    public var partition: Int32
    public var planDigest: UInt64
    public var rulesDigest: UInt64
    public var keyID: String
    /// The state after all facts before this offset.
    public var position: Int64
    public var slot: Int
    /// The same in all chunks of the snapshot.
    public var nonce: UInt64
    public var chunkCount: Int
    public var byteCount: Int
    /// Where the chunks stand in the log: the first and the last of them.
    public var firstChunk: Int64
    public var lastChunk: Int64
    /// The log's newest time of an event that the state has counted.
    public var newestLogTime: EventTime
    public var sources: NamedSources

    /// Format 1, little-endian, with a checksum u64 over all before it.
    public var encoded: [UInt8] {
        var writer = ByteWriter(mark: SnapshotManifest.mark, version: SnapshotManifest.version)
        writer.write(pipeline)
        writer.write(partition)
        writer.write(planDigest)
        writer.write(rulesDigest)
        writer.write(keyID)
        writer.write(position)
        writer.write(UInt8(slot))
        writer.write(nonce)
        for number in [Int64(chunkCount), Int64(byteCount), firstChunk, lastChunk] { writer.write(number) }
        writer.write(newestLogTime.rawValue)
        writer.write(sources.clock.newestLogTime.rawValue)
        writer.write(UInt32(sources.names.count))
        for (name, source) in zip(sources.names, sources.clock.sources) {
            writer.write(name)
            writer.write(source.latest.rawValue)
            writer.write(source.logTime.rawValue)
        }
        return writer.closed()
    }

    /// - Parameter idleAfterMilliseconds: the setting is not part of the snapshot.
    public static func decode(_ bytes: UnsafeRawBufferPointer, idleAfterMilliseconds: Int64?) throws(StageError) -> SnapshotManifest {
        do throws(WireError) {
            var reader = try ByteReader.open(bytes, mark: mark, version: version, named: "snapshot manifest")
            let manifest = SnapshotManifest(
                pipeline: try reader.text(), partition: try reader.number(), planDigest: try reader.number(),
                rulesDigest: try reader.number(), keyID: try reader.text(), position: try reader.offset(),
                slot: Int(try reader.number(UInt8.self)), nonce: try reader.number(), chunkCount: Int(try reader.offset()),
                byteCount: Int(try reader.offset()), firstChunk: try reader.offset(), lastChunk: try reader.offset(),
                newestLogTime: try reader.logTime(), sources: try reader.sources(idleAfterMilliseconds))
            guard manifest.slot < slotCount, manifest.chunkCount > 0, manifest.partition >= 0 else {
                throw WireError("it is a snapshot manifest of \(manifest.chunkCount) chunks in slot \(manifest.slot)")
            }
            return manifest
        } catch { throw StageError(.damagedRecord, error.description) }
    }

    /// The key of the manifest, or of a chunk.
    static func key(_ pipeline: String, _ partition: Int32, slot: Int, chunk: Int?) -> [UInt8] {
        Array("\(pipeline)|\(partition)|\(slot)|\(chunk.map(String.init) ?? "manifest")".utf8)
    }
}

extension ByteReader {
    fileprivate mutating func sources(_ idleAfterMilliseconds: Int64?) throws(WireError) -> NamedSources {
        let newestLogTime = try logTime()
        var names: [String] = []
        var sources: [SourceClock.Source] = []
        for _ in 0..<(try number(UInt32.self)) {
            names.append(try text())
            sources.append(
                SourceClock.Source(latest: try time(), logTime: try logTime()))
        }
        return NamedSources(names: names, sources: sources, newestLogTime: newestLogTime, idleAfterMilliseconds: idleAfterMilliseconds)
    }
}
