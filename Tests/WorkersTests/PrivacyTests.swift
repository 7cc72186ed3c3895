import Catalog
import Clients
import Foundation
import Stages
import Telemetry
import Testing
import Workers

@Suite("What identifies somebody", .ownThread) struct PrivacyTests {
    /// Recognisable wherever they stand. One for each place that a partner could name somebody in: fields that the contract knows, those that it
    /// does not, attributes, extensions, and what is no event at all.
    static let planted = [
        "PA07QX7654321", "HD-QXBILL-77", "QXEVENT-0001", "000.07.01.H56-260501-7654321", "Nguyễn Thị Quỳnh Xuân", "0913QX654321",
        "QXSUBJECT-5",
        "QXEXTENSION-6", "QXBROKEN-9", "QXSOURCE-8",
    ]

    private static let electricity = [
        """
        {"specversion":"1.0","id":"QXEVENT-0001","source":"power-company/billing","type":"vn.thanhhoa.elec.bill.issued",\
        "subject":"QXSUBJECT-5","qxextension":"QXEXTENSION-6","time":"2026-05-05T06:41:00+07:00","data":{"billId":"HD-QXBILL-77",\
        "contractRef":"PA07QX7654321","billPeriod":"2026-05","customerClass":"domestic","amountVnd":300000,\
        "issuedAt":"2026-05-05T06:41:00+07:00","communeCode":"14797","customerName":"Nguyễn Thị Quỳnh Xuân","phone":"0913QX654321"}}
        """,
        // Bad in a field that holds an identifier, of a type that nobody knows, and no JSON at all.
        """
        {"specversion":"1.0","id":"QXEVENT-0001","source":"power-company/billing","type":"vn.thanhhoa.elec.bill.issued",\
        "time":"2026-05-05T06:41:00+07:00","data":{"billId":"HD-QXBILL-77","contractRef":"Nguyễn Thị Quỳnh Xuân","billPeriod":"2026-05",\
        "customerClass":"domestic","amountVnd":300000,"issuedAt":"2026-05-05T06:41:00+07:00","communeCode":"0913QX654321"}}
        """,
        """
        {"specversion":"1.0","id":"QXEVENT-0001","source":"QXSOURCE-8/billing","type":"vn.thanhhoa.elec.bill.issued","data":{}}
        """,
        "{\"id\": \"QXBROKEN-9\", \"PA07QX7654321\": ",
    ]
    private static let dossiers = [
        """
        {"specversion":"1.0","id":"QXEVENT-0001","source":"portal/dossiers","type":"vn.thanhhoa.dossier.received",\
        "time":"2026-05-06T09:00:00+07:00","data":{"dossierRef":"000.07.01.H56-260501-7654321","applicantName":"Nguyễn Thị Quỳnh Xuân"}}
        """
    ]

    @Test("Identifiers stand in the partners' topics and nowhere else: no fact, partial, snapshot, update, log line or metric has one")
    func identifiers() throws {
        let catalog = try ProvinceEvents.catalog()
        var events = try ProvinceEvents(catalog, count: 400, seed: 6)
        events.lines["in.power-company.electricity", default: []] += Self.electricity.map { Array($0.utf8) }
        events.lines["in.portal.dossiers", default: []] += Self.dossiers.map { Array($0.utf8) }
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        let worker = run.startWorker()
        // In both modes each: what one lays in headers the other has in the value.
        for mode in [EventSender.Mode.structured, .binary] {
            for (topic, lines) in events.lines { try run.send(lines, to: topic, mode: mode) }
        }
        let left = try run.differences(from: expected.figures.mapValues { $0 }, within: 60)
        #expect(left.isEmpty, "\(left.prefix(3).joined(separator: "\n"))")
        // It leaves, so that a snapshot of all is written.
        #expect(worker.stop())
        let metrics = TextExposition.text(of: worker.registry)

        var own: [String: [UInt8]] = ["log": Array(run.log.lines.joined(separator: "\n").utf8), "metrics": Array(metrics.utf8)]
        for topic in run.options.plannedTopics { own[topic.name] = try run.records(of: topic.name).flatMap(\.bytes) }
        for (place, bytes) in own { #expect(Self.found(in: bytes).isEmpty, "\(place) has \(Self.found(in: bytes))") }
        for name in ["facts.electricity", "snapshots.electricity", "partials", "indicator-updates", "log", "metrics"] {
            #expect(own[name]?.count ?? 0 > 500, "\(name) has something to be searched")
        }
        // The search finds them where they are.
        let inputs = try events.lines.keys.flatMap { try run.records(of: $0).flatMap(\.bytes) }
        #expect(Self.found(in: inputs) == Set(Self.planted))
        let rejects = try run.records(of: "rejected.power-company").flatMap(\.bytes)
        #expect(Self.found(in: rejects).isSuperset(of: ["HD-QXBILL-77", "QXBROKEN-9", "QXSOURCE-8", "Nguyễn Thị Quỳnh Xuân"]))
    }

    /// Those that stand in the bytes, as text or in either case as hexadecimal or Base64 of the whole.
    private static func found(in bytes: [UInt8]) -> Set<String> {
        let text = Data(bytes)
        return Set(
            planted.filter { word in
                let raw = Data(word.utf8)
                let hexadecimal = raw.map { String($0, radix: 16) }.joined()
                return [raw, Data(hexadecimal.utf8), Data(hexadecimal.uppercased().utf8), raw.base64EncodedData()]
                    .contains { text.range(of: $0) != nil }
            })
    }
}
