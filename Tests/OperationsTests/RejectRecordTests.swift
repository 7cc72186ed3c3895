import Aggregation
import Catalog
import Ingest
import Kafka
import Stages
import Testing

@testable import Operations

@Suite("Records of rejects", .serialized) struct RejectRecordTests {
    /// Writes one reject as stages do, and reads it again.
    private func read(_ headers: [(String, String)], value: [UInt8], topic: String = "rejected.bank") throws -> [RejectedEvent] {
        let cluster = try OperatedCluster(topics: [topic])
        defer { cluster.close() }
        let producer = try Producer(cluster.configuration, logger: cluster.logger)
        defer { producer.close(waitingMilliseconds: 1_000) }
        try producer.send(
            to: KafkaPartition(topic, 1), key: Array("id".utf8), value: value, headers: headers.map { ($0.0, Array($0.1.utf8)) })
        #expect(producer.flush(waitingMilliseconds: 5_000))
        let reader = try cluster.reader()
        defer { reader.close() }
        var found: [RejectedEvent] = []
        try RejectLog(reader).forEach(RejectSelection()) { reject in
            found.append(reject)
            return true
        }
        return found
    }

    private let ours = [
        ("nhipso_id", "in.bank.elec/1/42"), ("nhipso_reason", "schema"), ("nhipso_path", "/data/x"), ("nhipso_message", "m"),
        ("nhipso_stage", "ingest"), ("nhipso_time", "2026-05-14T08:00:00+07:00"),
    ]

    @Test("say why, and hold the event with its own headers") func whole() throws {
        let found = try read(ours + [("ce_id", "7"), ("nhipso_redriven_from", "in.bank.elec/0/3")], value: [1, 2])
        let reject = try #require(found.first)
        #expect(found.count == 1 && reject.id == "in.bank.elec/1/42" && reject.reason == "schema" && reject.path == "/data/x")
        #expect(reject.time == EventTime(rfc3339: "2026-05-14T08:00:00+07:00") && reject.stage == "ingest" && reject.partner == "bank")
        #expect(reject.root == "in.bank.elec/0/3" && reject.isWhole)
        #expect(reject.event.headers.map(\.name) == ["ce_id", "nhipso_redriven_from"] && reject.event.value == [1, 2])
        #expect(reject.place == EventPlace(KafkaPartition("rejected.bank", 1), 0))
    }

    @Test("what a partner calls by our names is the event's") func forged() throws {
        let reject = try #require(try read(ours + [("nhipso_id", "in.shop.ocop/0/0"), ("nhipso_reason", "x")], value: [1]).first)
        #expect(reject.id == "in.bank.elec/1/42" && reject.reason == "schema")
        #expect(reject.event.headers.map(\.name) == ["nhipso_id", "nhipso_reason"])
    }

    @Test("a cut copy is not whole") func cut() throws {
        let reject = try #require(try read(ours + [("nhipso_original_bytes", "99")], value: [1, 2]).first)
        #expect(reject.originalBytes == 99 && !reject.isWhole && reject.event.headers.isEmpty)
    }

    @Test("one without some of the event's headers is not whole; a partner cannot pretend so") func withoutHeaders() throws {
        let left = ours.dropLast() + [("nhipso_left_out", "1 header of 70000 bytes"), ours[ours.count - 1], ("ce_id", "7")]
        let reject = try #require(try read(Array(left), value: [1, 2]).first)
        #expect(reject.leftOut == "1 header of 70000 bytes" && !reject.isWhole && reject.event.headers.map(\.name) == ["ce_id"])
        let forged = try #require(try read(ours + [("nhipso_left_out", "all")], value: [1]).first)
        #expect(forged.leftOut == nil && forged.isWhole && forged.event.headers.map(\.name) == ["nhipso_left_out"])
    }

    @Test("a redrive never follows a reject into another partner's topic") func foreign() throws {
        let cluster = try OperatedCluster(topics: ["rejected.bank", "in.shop.ocop"])
        defer { cluster.close() }
        let producer = try Producer(cluster.configuration, logger: cluster.logger)
        defer { producer.close(waitingMilliseconds: 1_000) }
        for id in ["in.shop.ocop/0/0", "facts.electricity/0/0", "nonsense"] {
            try producer.send(
                to: KafkaPartition("rejected.bank", 0), key: [], value: [1],
                headers: [("nhipso_id", Array(id.utf8)), ("nhipso_reason", Array("schema".utf8))])
        }
        #expect(producer.flush(waitingMilliseconds: 5_000))
        let reader = try cluster.reader()
        defer { reader.close() }
        let plan = try Redrive.plan(RejectSelection(), in: RejectLog(reader), limit: 10)
        #expect(plan.isEmpty && plan.counts.skipped == [.notTheirs: 3])
    }

    @Test("an event that is gone is sent from the reject's copy, and told as gone where there is none") func gone() throws {
        let cluster = try OperatedCluster(topics: ["rejected.bank", "in.bank.elec"])
        defer { cluster.close() }
        let producer = try Producer(cluster.configuration, logger: cluster.logger)
        defer { producer.close(waitingMilliseconds: 1_000) }
        for (offset, stage) in [(7, "ingest"), (8, "aggregate")] {
            let headers = [
                ("nhipso_id", "in.bank.elec/1/\(offset)"), ("nhipso_reason", "schema"), ("nhipso_stage", stage), ("ce_id", "a"),
            ]
            try producer.send(
                to: KafkaPartition("rejected.bank", 0), key: [], value: [9], headers: headers.map { ($0.0, Array($0.1.utf8)) })
        }
        #expect(producer.flush(waitingMilliseconds: 5_000))
        let reader = try cluster.reader()
        defer { reader.close() }
        let log = RejectLog(reader)
        let redrive = try Redrive(cluster.configuration, log: log, logger: cluster.logger)
        defer { redrive.close() }
        let time = EventTime(millisecondsSinceEpoch: 0)
        let counts = try redrive.run(
            try Redrive.plan(RejectSelection(), in: log, limit: 10),
            audit: RedriveAudit(id: "1", by: "lan", begun: time, selection: RejectSelection()), now: { time }, pace: { _ in true })
        #expect(counts.selected == 2 && counts.acknowledged == 1 && counts.withoutKey == 1 && counts.skipped == [.gone: 1])
        var sent: [KeptEvent] = []
        try reader.forEachRecord(of: "in.bank.elec") { record in
            sent.append(KeptEvent(record))
            return record.partition == 1
        }
        #expect(sent.map(\.value) == [[9]])
        #expect(sent.first?.headers.map(\.name) == ["ce_id", RejectedEvent.redrivenFrom])
    }
}
