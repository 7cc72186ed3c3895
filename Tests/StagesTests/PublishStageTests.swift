import Aggregation
import Catalog
import Testing

@testable import Publication
@testable import Simulation
@testable import Stages

@Suite("Publish over a log") struct PublishStageTests {
    private let probe: StageProbe
    private let figure = "EP01|14797|2026-05"

    init() throws {
        probe = try StageProbe()
        let (ingest, _) = try probe.ingest()
        for number in 1..<4 { probe.send(StageProbe.bill(number, contract: 100 + number)) }
        try probe.turn(ingest)
        try probe.turn(probe.aggregate().stage)
    }

    @Test("what another has put in the place of a figure is repaired with a higher revision") func repair() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        #expect(probe.figure(figure)?.revision == 1 && probe.figure(figure)?.document.denominator == 3)
        let updates = TopicPartition("indicator-updates", 0)
        let headers = [LogHeader("nhipso_revision", "7"), LogHeader("nhipso_digest", "00000000000000aa"), LogHeader("nhipso_writer", "5")]
        probe.cluster.append(OutgoingRecord(to: updates, key: Array(figure.utf8), value: Array("{}".utf8), headers: headers))
        try probe.turn(stage)
        #expect(probe.figure(figure)?.revision == 8 && probe.figure(figure)?.document.denominator == 3)
        let count = probe.records("indicator-updates").count
        try probe.turn(stage)
        #expect(probe.records("indicator-updates").count == count, "once is enough")
    }

    @Test("a figure that was removed, or written by somebody who knows no revisions, is published again") func tombstone() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        let updates = TopicPartition("indicator-updates", 0)
        probe.cluster.append(OutgoingRecord(to: updates, key: Array(figure.utf8), value: nil))
        try probe.turn(stage)
        #expect(probe.figure(figure)?.revision == 2 && probe.figure(figure)?.document.denominator == 3)
    }

    @Test("while a partition has said nothing it waits, and does not look again and again") func patience() throws {
        let (stage, _) = try probe.publish { $0.factsPartitions = 2 }
        try probe.turn(stage)
        #expect(!stage.isReady && probe.records("indicator-updates").isEmpty)
        let time = StageTime(wall: EventTime(millisecondsSinceEpoch: StageProbe.noon), monotonicMilliseconds: 1 << 40)
        #expect(stage.waitMilliseconds(time) >= 50)
    }

    @Test("a version that is not in force writes nothing and waits; put in force it writes what differs") func versions() throws {
        let topic = TopicPartition("versions", 0)
        func put(inForce version: String) {
            probe.cluster.append(
                OutgoingRecord(to: topic, key: Array(VersionRecord.key.utf8), value: VersionRecord.encode(version)))
        }
        put(inForce: "v2")
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        #expect(stage.isReady && probe.records("indicator-updates").isEmpty)
        let time = StageTime(wall: EventTime(millisecondsSinceEpoch: StageProbe.noon), monotonicMilliseconds: 1 << 40)
        #expect(stage.waitMilliseconds(time) >= 50)
        put(inForce: Topics.defaultVersion)
        try probe.turn(stage)
        let count = probe.records("indicator-updates").count
        #expect(probe.figure(figure)?.revision == 1 && count > 0)
        put(inForce: "v2")
        try probe.turn(stage)
        put(inForce: Topics.defaultVersion)
        try probe.turn(stage)
        #expect(probe.records("indicator-updates").count == count, "what stands there is not said again")
    }

    @Test("a successor publishes nothing that stands there already") func successor() throws {
        let (stage, log) = try probe.publish()
        try probe.turn(stage)
        let count = probe.records("indicator-updates").count
        #expect(count > 0)
        log.crash()
        try probe.turn(probe.publish().stage)
        #expect(probe.records("indicator-updates").count == count)
    }

    @Test("its own record that comes late behind another's is repaired") func lateOwn() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        let first = try #require(probe.records("indicator-updates").first { $0.keyText == figure })
        let updates = TopicPartition("indicator-updates", 0)
        func append(_ revision: String, writer: String) {
            probe.cluster.append(
                OutgoingRecord(
                    to: updates, key: Array(figure.utf8), value: Array("{}".utf8),
                    headers: [
                        LogHeader("nhipso_revision", revision), LogHeader("nhipso_digest", first.header("nhipso_digest") ?? ""),
                        LogHeader("nhipso_writer", writer),
                    ]))
        }
        append("4", writer: "5")
        append("2", writer: try #require(first.header("nhipso_writer")))
        try probe.turn(stage)
        #expect(probe.figure(figure)?.revision == 5 && probe.figure(figure)?.document.denominator == 3)
    }

    @Test("a reference table from the log is used, one that cannot be read is refused and said") func references() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        let topic = TopicPartition("references", 0)
        probe.cluster.append(OutgoingRecord(to: topic, key: Array("broken".utf8), value: Array("nonsense".utf8)))
        try probe.turn(stage)
        #expect(stage.takeNotices().contains { $0.level == .error && $0.text.contains("broken") })
        let table = "commune,value,valid_from,basis,source,estimate\n14797,5,2025-07-01,counted,a list,no\n"
        probe.cluster.append(OutgoingRecord(to: topic, key: Array("households_estimate".utf8), value: Array(table.utf8)))
        try probe.turn(stage)
        #expect(stage.references["households_estimate"]?.rows.map(\.value) == [5])
        #expect(stage.takeNotices().contains { $0.level == .info && $0.text.contains("households_estimate") })
    }
}
