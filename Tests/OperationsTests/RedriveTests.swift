import Aggregation
import Catalog
import Foundation
import Kafka
import Stages
import Testing

@testable import Operations

@Suite("Rejects on a broker", .serialized) struct RedriveTests {
    private let topic = "in.bank.elec"

    private func redrive(_ cluster: OperatedCluster, _ selection: RejectSelection, by: String = "lan") throws -> RedriveCounts {
        let reader = try cluster.reader()
        defer { reader.close() }
        let log = RejectLog(reader)
        let redrive = try Redrive(cluster.configuration, log: log, logger: cluster.logger)
        defer { redrive.close() }
        let time = EventTime(millisecondsSinceEpoch: 0)
        let audit = RedriveAudit(id: UUID().uuidString, by: by, begun: time, selection: selection)
        return try redrive.run(
            try Redrive.plan(selection, in: log, limit: 1_000), audit: audit, now: { time }, pace: { _ in true })
    }

    private func counts(_ cluster: OperatedCluster, _ selection: RejectSelection = RejectSelection()) throws -> RejectCounts {
        let reader = try cluster.reader()
        defer { reader.close() }
        var counts = RejectCounts(newest: 100)
        try RejectLog(reader).forEach(selection) { counts.add($0) }
        counts.cut()
        return counts
    }

    @Test("Events of a commune that was lacking count in their own windows after a redrive, once however often it is run")
    func territoryFix() throws {
        let cluster = try OperatedCluster(topics: [topic])
        defer { cluster.close() }
        let fixed = try OperatedCluster.catalog()
        try cluster.run(fixed.lacking(Bills.forgotten))
        try cluster.send(Bills.lines, to: topic, mode: .binary)
        let unknown = RejectSelection(partners: ["bank"], reasons: ["commune-unknown"])
        #expect(try cluster.waits { try counts(cluster, unknown).counts.values.map(\.events) == [20] })

        let expected = try cluster.replayed(fixed, Bills.lines)
        #expect(expected.keys.contains { $0.contains("|\(Bills.forgotten)|2026-05") })
        try cluster.run(fixed)
        let first = try redrive(cluster, unknown)
        #expect(first.selected == 20 && first.acknowledged == 20 && first.failed == 0 && first.skipped.isEmpty && first.withoutKey == 0)
        #expect(try cluster.waits { try cluster.figures() == expected })

        let second = try redrive(cluster, unknown, by: "minh")
        #expect(second.acknowledged == 20)
        // Another bill comes after those sent again: once it counts, they have been taken in, too.
        let more = (40..<60).map { Bills.line($0, commune: Bills.known) }
        try cluster.send(more, to: topic)
        let all = try cluster.replayed(fixed, Bills.lines + more)
        #expect(try cluster.waits { try cluster.figures() == all })
        #expect(try counts(cluster).counts.values.map(\.events) == [20])
        try checkCopies(cluster)
        try checkAudit(cluster)
    }

    /// What was sent again is the event as it came, and one header more.
    private func checkCopies(_ cluster: OperatedCluster) throws {
        let reader = try cluster.reader()
        defer { reader.close() }
        var events: [String: KeptEvent] = [:]
        var copies: [(root: String, event: KeptEvent)] = []
        try reader.forEachRecord(of: topic) { record in
            var event = KeptEvent(record)
            if let last = event.headers.last, last.name == RejectedEvent.redrivenFrom {
                event.headers.removeLast()
                copies.append((String(decoding: last.value, as: UTF8.self), event))
            } else {
                events["\(topic)/\(record.partition)/\(record.offset)"] = event
            }
            return true
        }
        #expect(copies.count == 40)
        for copy in copies { #expect(events[copy.root] == copy.event) }
        #expect(copies.allSatisfy { $0.event.key?.isEmpty == false && $0.event.headers.contains { $0.name == "ce_id" } })
    }

    private func checkAudit(_ cluster: OperatedCluster) throws {
        let reader = try cluster.reader()
        defer { reader.close() }
        var documents: [[String: Any]] = []
        try reader.forEachRecord(of: "redrives") { record in
            let object = try? JSONSerialization.jsonObject(with: Data(record.value.map { Array($0) } ?? []))
            documents.append(object as? [String: Any] ?? [:])
            return true
        }
        #expect(documents.compactMap { $0["state"] as? String } == ["begun", "finished", "begun", "finished"])
        #expect(documents.compactMap { $0["by"] as? String } == ["lan", "lan", "minh", "minh"])
        #expect(documents.last?["acknowledged"] as? Int == 20)
        #expect((documents.last?["selection"] as? [String: Any])?["reasons"] as? String == "commune-unknown")
    }

    @Test("A partner that names another event as the first one hurts nobody") func foreignRoots() throws {
        let cluster = try OperatedCluster(topics: [topic])
        defer { cluster.close() }
        try cluster.run(try OperatedCluster.catalog())
        let producer = try Producer(cluster.configuration, logger: cluster.logger)
        defer { producer.close(waitingMilliseconds: 1_000) }
        let roots = ["\(topic)/0/\(Int64.max)", "\(topic)/0/\(Int64.max - 1)", "\(topic)/\(Int32.max)/0", "in.other.elec/0/0", "x"]
        for root in roots {
            try producer.send(
                to: KafkaPartition(topic, 0), key: nil, value: Array("no event".utf8),
                headers: [(RejectedEvent.redrivenFrom, Array(root.utf8))])
        }
        #expect(producer.flush(waitingMilliseconds: 10_000))
        #expect(try cluster.waits { try counts(cluster).counts.values.map(\.events) == [roots.count] })
        let done = try redrive(cluster, RejectSelection(partners: ["bank"]))
        // What cannot be is passed over for the event's own id; one that might have been is gone, and the reject has a copy.
        #expect(done.selected == roots.count && done.acknowledged == roots.count && done.failed == 0, "\(done)")
    }

    @Test("An event that is still wrong stays one event however often it is sent again") func stillWrong() throws {
        let cluster = try OperatedCluster(topics: [topic])
        defer { cluster.close() }
        try cluster.run(try OperatedCluster.catalog().lacking(Bills.forgotten))
        try cluster.send([Bills.line(1, commune: Bills.forgotten), "no event"], to: topic)
        #expect(try cluster.waits { try counts(cluster).counts.count == 2 })
        let unknown = RejectSelection(reasons: ["commune-unknown"])
        for round in 1...2 {
            #expect(try redrive(cluster, unknown).acknowledged == 1)
            #expect(try cluster.waits { try counts(cluster, unknown).newest.count == 1 + round })
        }
        #expect(try counts(cluster, unknown).counts.values.map(\.events) == [1])
        let newest = try counts(cluster, unknown).newest
        #expect(Set(newest.map(\.root)).count == 1)
        let reader = try cluster.reader()
        defer { reader.close() }
        let (rejects, event) = try RejectLog(reader).find(try #require(newest.first?.root))
        #expect(rejects.map(\.reason) == ["commune-unknown"])
        #expect(event?.value == Array(Bills.line(1, commune: Bills.forgotten).utf8))
        #expect(event?.key == Array("k0".utf8))
    }
}
