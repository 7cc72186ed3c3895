import Catalog
import Foundation
import Testing

@Suite("Workers on a broker", .ownThread) struct LiveTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("The demo's events, sent to topics, give the figures that a replay of them gives") func demo() throws {
        let (catalog, _) = Catalog.load(folder: Self.root.path + "/Pipelines")
        let run = try LiveRun(catalog: try #require(catalog))
        defer { run.close() }
        let folder = Self.root.path + "/Pipelines/demo"
        let (expected, _) = try FigureComparison.replay(run.catalog, [folder], key: run.options.key)
        // The demo's files hold events of several partners: each goes to the topic of its own.
        var byTopic: [String: [[UInt8]]] = [:]
        for (file, kind) in [("electricity", "elec"), ("dossiers", "dossier"), ("ocop", "ocop")] {
            let text = try String(contentsOfFile: "\(folder)/\(file).ndjson", encoding: .utf8)
            for line in text.split(separator: "\n") {
                let topic = "in.\(Self.partner(ofEvent: line) ?? "power-company").\(kind)"
                byTopic[topic, default: []].append(Array(line.utf8))
            }
        }
        for (index, topic) in byTopic.keys.sorted().enumerated() {
            try run.broker.createTopic(topic, partitions: 2)
            try run.send(byTopic[topic] ?? [], to: topic, mode: index % 2 == 0 ? .structured : .binary)
        }
        _ = run.startWorker()
        let left = try run.differences(from: expected, within: 60)
        #expect(left.isEmpty, "\(left.prefix(5).joined(separator: "\n"))")
    }

    /// The first segment of the event's source; nil where it has none.
    static func partner(ofEvent line: some StringProtocol) -> String? {
        let event = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return (event?["source"] as? String)?.split(separator: "/").first.map(String.init)
    }
}
