import Aggregation
import Catalog
import Clients
import Foundation
import Ingest
import Publication
import Replay
import Stages
import Testing

@testable import Operations

@Suite("Export of events", .serialized) struct EventExportTests {
    @Test("events of either mode, exported, give the figures and rejects that the files they came from give") func roundTrip() throws {
        let cluster = try OperatedCluster(topics: ["in.pcthanhhoa.elec", "in.pcthanhhoa.bill", "other"])
        defer { cluster.close() }
        let demo = OperatedCluster.root + "/Pipelines/demo/electricity.ndjson"
        let lines = try String(contentsOfFile: demo, encoding: .utf8).split(separator: "\n").map(String.init)
        try cluster.send(lines.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), to: "in.pcthanhhoa.elec", mode: .structured)
        try cluster.send(lines.enumerated().filter { $0.offset % 2 == 1 }.map(\.element), to: "in.pcthanhhoa.bill", mode: .binary)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-export-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reader = try cluster.reader()
        defer { reader.close() }
        let account = try EventExport(reader, folder: folder).run(since: nil, until: nil, topics: [])
        #expect(account.events.values.reduce(0, +) == lines.count && account.events.keys.count == 2)
        #expect(account.empty == 0 && account.cutPartitions.isEmpty)
        let catalog = try OperatedCluster.catalog()
        let now = EventTime(rfc3339: "2026-07-01T00:00:00+07:00") ?? .distantPast
        let before = try FigureSet(catalog: catalog, inputs: try InputSelection(paths: [demo]), now: now)
        let after = try FigureSet(catalog: catalog, inputs: try InputSelection(paths: [folder]), now: now)
        #expect(!before.figures.isEmpty && FigureDifference.all(before: before, after: after).isEmpty)
    }

    @Test("only what came within the time is exported") func times() throws {
        let cluster = try OperatedCluster(topics: ["in.bank.elec"])
        defer { cluster.close() }
        try cluster.send(Bills.lines, to: "in.bank.elec")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-export-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reader = try cluster.reader()
        defer { reader.close() }
        let export = EventExport(reader, folder: folder)
        let past = EventTime(millisecondsSinceEpoch: 0)
        #expect(try export.run(since: nil, until: past, topics: []).events == ["in.bank.elec": 0])
        #expect(try export.run(since: past, until: nil, topics: []).events == ["in.bank.elec": Bills.lines.count])
        #expect(try export.run(since: past, until: nil, topics: ["in.bank.other"]).events.isEmpty)
    }

    @Test("the data stands in the line as the partner has written it") func bytes() throws {
        let event = KeptEvent(
            key: nil, headers: [LogHeader("ce_id", "a\"b"), LogHeader("content-type", "application/json")],
            value: Array("{\n\"amount\": 1.10,\r\n\"z\": 1e2}".utf8))
        let line = String(decoding: try #require(StructuredEvent.line(event)), as: UTF8.self)
        #expect(line == #"{"id":"a\"b","datacontenttype":"application/json","data":{ "amount": 1.10,  "z": 1e2}}"#)
        #expect(StructuredEvent.line(KeptEvent(key: nil, headers: [], value: nil)) == nil)
    }
}
