import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("Aggregate over a log") struct AggregateStageTests {
    private let probe: StageProbe
    private let facts = TopicPartition("facts.electricity", 0)
    private let snapshots = TopicPartition("snapshots.electricity", 0)

    init() throws { probe = try StageProbe() }

    /// Bills of so many contracts, as facts in the log: each a block of its own.
    private func bills(_ numbers: Range<Int>, issued: String = "2026-05-05", month: String = "2026-05") throws {
        let (stage, log) = try probe.ingest { $0.factsPerBlock = 1 }
        for number in numbers { probe.send(StageProbe.bill(number, contract: 100 + number, month: month, issued: issued)) }
        try probe.turn(stage)
        try stage.leave(at: probe.time)
        log.close()
    }

    private func append(_ block: FactBlock) {
        let bytes = block.encoded(UnsafeBufferPointer(start: nil, count: 0)) { _ in FactOrigin(source: 0, offset: 0) }
        probe.cluster.append(OutgoingRecord(to: facts, key: [], value: bytes))
    }

    /// The error that ends the stage.
    private func end(of stage: AggregateStage) -> StageError? {
        do { try probe.turn(stage) } catch let error as StageError { return error } catch {}
        return nil
    }

    @Test("facts that have gone end it with the diagnosis, and nothing is jumped over") func lost() throws {
        try bills(1..<6)
        try #require(probe.cluster.partition(facts)).delete(before: 2)
        let error = try end(of: probe.aggregate().stage)
        #expect(error?.code == .recordsLost && error?.recovery == .stop)
        #expect(error?.message.contains("begins at offset 2") == true)
        #expect(probe.records("partials").isEmpty)
    }

    @Test("a log that ends before its snapshot ends it") func madeAnew() throws {
        try bills(1..<4)
        let (stage, log) = try probe.aggregate()
        try probe.turn(stage)
        try stage.leave(at: probe.time)
        log.close()
        #expect(stage.account.snapshots == 1)
        probe.cluster.addTopic("facts.electricity", partitions: 1)
        #expect(try end(of: probe.aggregate().stage)?.code == .recordsLost)
    }

    @Test("facts of another version of the pipeline, or of another key, are refused") func others() throws {
        let own = FactPipeline(probe.pipeline, topic: "")
        append(FactBlock(planDigest: own.planDigest, rulesDigest: own.rulesDigest, keyID: "other"))
        #expect(try end(of: probe.aggregate().stage)?.code == .otherKey)
        let second = try StageProbe()
        let suite = AggregateStageTests(probe: second)
        suite.append(FactBlock(planDigest: own.planDigest, rulesDigest: own.rulesDigest &+ 1, keyID: probe.key.id))
        #expect(try suite.end(of: second.aggregate().stage)?.code == .otherPlan)
    }

    private init(probe: StageProbe) { self.probe = probe }

    @Test("a fact whose period is closed is a reject that says where its event stands") func late() throws {
        try bills(1..<2)
        // Of 2024: closed 400 days after the end of that year.
        try bills(2..<3, issued: "2024-05-05", month: "2024-05")
        let (stage, _) = try probe.aggregate()
        try probe.turn(stage)
        let rejects = probe.records("rejected.pcthanhhoa")
        #expect(rejects.map { $0.header("nhipso_reason") } == ["period-closed"])
        #expect(rejects.map { $0.header("nhipso_id") } == ["in.pcthanhhoa.elec-bill/0/1"])
        #expect(stage.account.lateFacts == ["pcthanhhoa": 1])
    }

    @Test("a successor begins with the snapshot and says what a stage that never stopped says") func restored() throws {
        try bills(1..<5)
        let (first, firstLog) = try probe.aggregate()
        try probe.turn(first)
        try first.leave(at: probe.time)
        firstLog.close()
        try #require(probe.cluster.partition(facts)).delete(before: 2)
        try bills(5..<8)
        let (second, _) = try probe.aggregate()
        try probe.turn(second)
        #expect(second.account.restores == 1 && second.account.restoredRecords == 4)
        #expect(second.partitions.first?.liveRecords == 7)
        let (publisher, _) = try probe.publish()
        try probe.turn(publisher)
        #expect(probe.figure("EP01|14797|2026-05")?.document.denominator == 7)
    }

    @Test("where the newest snapshot is torn or damaged, the older one and the facts do", arguments: [true, false])
    func torn(isTorn: Bool) throws {
        try bills(1..<5)
        let (stage, log) = try probe.aggregate { $0.snapshotFacts = 1 }
        try probe.turn(stage)
        try bills(5..<8)
        try probe.turn(stage)
        #expect(stage.account.snapshots == 2)
        log.crash()
        let partition = try #require(probe.cluster.partition(snapshots))
        let newest = try #require(partition.records.indices.last { partition.records[$0].keyText.hasSuffix("|manifest") })
        // The manifest itself, or the chunk before it.
        partition.damage(at: isTorn ? newest : newest - 1, probe.cluster.chance)
        let (successor, _) = try probe.aggregate { $0.snapshotFacts = 1 }
        try probe.turn(successor)
        #expect(successor.account.restores == 1 && successor.account.restoredRecords == 4)
        #expect(successor.partitions.first?.liveRecords == 7)
        #expect(successor.takeNotices().contains { $0.level == .warning })
        #expect(slots == [0, 1, 1], "what was of no use is written over")
    }

    /// The slots of the snapshots, as their manifests came.
    private var slots: [Int] {
        probe.records("snapshots.electricity").map(\.keyText).filter { $0.hasSuffix("|manifest") }.compactMap {
            Int($0.split(separator: "|")[2])
        }
    }

    @Test("a snapshot that a late writer has torn is written over before the one that is whole", arguments: [0, 1])
    func late(slot: Int) throws {
        try bills(1..<5)
        let (stage, _) = try probe.aggregate { $0.snapshotFacts = 1 }
        try probe.turn(stage)
        try bills(5..<8)
        try probe.turn(stage)
        #expect(slots == [0, 1])
        let chunk = [UInt8](repeating: 7, count: 20).withUnsafeBytes { SnapshotChunkRecord.encode(nonce: 9, index: 0, $0) }
        let key = SnapshotManifest.key("electricity", 0, slot: slot, chunk: 0)
        probe.cluster.append(OutgoingRecord(to: snapshots, key: key, value: chunk))
        try bills(8..<10)
        try probe.turn(stage)
        #expect(slots == [0, 1, slot])
        try bills(10..<12)
        try probe.turn(stage)
        #expect(slots == [0, 1, slot, 1 - slot])
    }

    @Test(
        "a snapshot whose chunks a late writer takes away is written over before the one that is whole; what it needs no more may go",
        arguments: [("0", true), ("manifest", true), ("9", false)])
    func takenAway(part: String, isTorn: Bool) throws {
        try bills(1..<5)
        let (stage, _) = try probe.aggregate { $0.snapshotFacts = 1 }
        try probe.turn(stage)
        try bills(5..<8)
        try probe.turn(stage)
        #expect(slots == [0, 1])
        probe.cluster.append(OutgoingRecord(to: snapshots, key: Array("electricity|0|1|\(part)".utf8), value: nil))
        try bills(8..<10)
        try probe.turn(stage)
        #expect(slots.last == (isTorn ? 1 : 0))
    }

    @Test("a cell that was emptied behind the last snapshot is emptied by a successor that has never heard of it") func emptied() throws {
        let (stage, log) = try probe.aggregate { $0.snapshotFacts = 1_000 }
        let (publisher, _) = try probe.publish()
        try bills(1..<2)
        try probe.turn(stage)
        try probe.turn(publisher)
        #expect(probe.figure("EP01|14797|2026-05")?.document.denominator == 1)
        // It dies; the bill is taken back; the successor folds both and finds nothing that changed.
        log.crash()
        let (ingest, ingestLog) = try probe.ingest()
        probe.send(
            #"{"billId":"B1","contractRef":"PA07TH0000101","billPeriod":"2026-05","cancelledAt":"2026-05-06T06:00:00+07:00"}"#,
            type: "vn.thanhhoa.elec.bill.cancelled")
        try probe.turn(ingest)
        ingestLog.close()
        let (successor, _) = try probe.aggregate()
        try probe.turn(successor)
        try probe.turn(publisher)
        #expect(probe.figure("EP01|14797|2026-05")?.document.reason == "no-subjects")
    }
}
