import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("Snapshots that nobody writes") struct HostileSnapshotTests {
    private let probe: StageProbe
    private let snapshots = TopicPartition("snapshots.electricity", 0)

    init() throws {
        probe = try StageProbe()
        let (ingest, ingestLog) = try probe.ingest()
        for number in 1..<4 { probe.send(StageProbe.bill(number, contract: 100 + number)) }
        try probe.turn(ingest, times: 8, milliseconds: 1_000)
        ingestLog.close()
        let (stage, log) = try probe.aggregate { $0.snapshotFacts = 1 }
        try probe.turn(stage)
        log.crash()
    }

    @Test(
        "a manifest that says what cannot be is passed over with a word, and the one before it is used",
        arguments: ["slot", "other slot", "chunks", "no chunks", "last chunk", "position", "partition", "nonce"])
    func manifest(_ field: String) throws {
        let stored = try #require(probe.records("snapshots.electricity").last { $0.keyText.hasSuffix("|manifest") })
        let value = try #require(stored.value)
        var manifest = try SnapshotManifest.decode(value, idleAfterMilliseconds: nil)
        let key = Array(stored.keyText.utf8)
        switch field {
        case "slot": manifest.slot = 255
        case "other slot": manifest.slot = 1 - manifest.slot
        case "chunks": manifest.chunkCount = .max
        case "no chunks": manifest.chunkCount = 0
        case "last chunk": manifest.lastChunk = .max
        case "position": manifest.position = -1
        case "partition": manifest.partition = 7
        default:
            // Of two with one nonce one may be damaged.
            manifest.position += 1
            manifest.chunkCount += 1
        }
        probe.cluster.append(OutgoingRecord(to: snapshots, key: key, value: manifest.encoded))
        let (successor, _) = try probe.aggregate { $0.snapshotFacts = 1 }
        try probe.turn(successor)
        #expect(successor.account.restores == 1 && successor.partitions.first?.liveRecords == 3)
        #expect(successor.takeNotices().contains { $0.level == .warning && $0.text.contains("snapshot") })
        // It goes on to write them.
        let (ingest, _) = try probe.ingest()
        probe.send(StageProbe.bill(9, contract: 109))
        try probe.turn(ingest)
        try probe.turn(successor)
        #expect(successor.account.snapshots == 1)
    }
}
