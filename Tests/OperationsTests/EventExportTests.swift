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
        let lines = StructuredEvents()
        let line = String(decoding: try #require(lines.line(event)), as: UTF8.self)
        #expect(line == #" {"id":"a\"b","datacontenttype":"application/json","data":{ "amount": 1.10,  "z": 1e2}}"#)
        #expect(lines.line(KeptEvent(key: nil, headers: [], value: nil)) == nil)
        let whole = #"{"specversion":"1.0","id":"1","source":"/a/b","type":"t","data":{"amount":1}}"#
        let beside = KeptEvent(key: nil, headers: event.headers, value: Array(whole.utf8))
        #expect(lines.line(beside).map { String(decoding: $0, as: UTF8.self) } == " " + whole)
    }

    @Test("what is no event stays none, and hides no other") func junk() throws {
        let cluster = try OperatedCluster(topics: ["in.bank.elec"])
        defer { cluster.close() }
        let lines = StructuredEvents()
        let attributes = [LogHeader("ce_id", "1"), LogHeader("ce_specversion", "1.0")]
        // The first bytes of a gzip file; data that would end the object around it; a text that is well-formed but for its line end.
        let junk: [KeptEvent] = [
            KeptEvent(key: nil, headers: [], value: [0x1F, 0x8B, 8, 0, 0]),
            KeptEvent(key: nil, headers: attributes, value: Array(#"{"a":1},"type":"x""#.utf8)),
            KeptEvent(key: nil, headers: [], value: Array("{\"a\":\"b\nc\"}".utf8)),
        ]
        let check = JSONCheck(maximumBytes: 1 << 20)
        for event in junk {
            let line = try #require(lines.line(event))
            #expect(!line.contains(0x0A) && !check.isWellFormed(line), "\(String(decoding: line, as: UTF8.self))")
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("in.bank.elec-\(UUID().uuidString).ndjson").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let all = junk.compactMap { lines.line($0) } + Bills.lines.map { Array($0.utf8) }
        try Data(all.joined(separator: [0x0A])).write(to: URL(fileURLWithPath: file))
        let catalog = try OperatedCluster.catalog()
        let now = EventTime(rfc3339: "2026-07-01T00:00:00+07:00") ?? .distantPast
        let read = try FigureSet(catalog: catalog, inputs: try InputSelection(paths: [file]), now: now)
        #expect(!read.figures.isEmpty)
    }
}
