import Aggregation
import Catalog
import Clients
import Foundation
import Generation
import Ingest
import Replay
import Testing

/// Events of a made-up province with repeats, disorder, corrections, reversals and bad ones, by topic without a prefix.
struct GeneratedEvents {
    static let kinds = ["power-company": "electricity", "bank": "electricity", "portal": "dossiers", "shops": "ocop"]

    private(set) var lines: [String: [[UInt8]]] = [:]

    init(_ catalog: Catalog, count: Int, seed: UInt64) throws {
        var options = GenerationOptions(seed: seed, size: .events(count))
        options.rates.repeats = 0.05
        options.rates.disorder = 0.05
        options.rates.bad = 0.02
        options.rates.corrections = 0.05
        options.rates.reversals = 0.05
        let population = try #require(catalog.references.first { $0.id == "population_registered" })
        var lines: [String: [[UInt8]]] = [:]
        _ = try Generator(options: options, territory: catalog.territory, population: population).run { line, partner in
            lines["in.\(partner).\(Self.kinds[partner] ?? "other")", default: []].append(Array(line.dropLast()))
        }
        self.lines = lines
    }

    /// The partners that the events come from, as `partners.yaml` names them.
    var partners: String {
        "partners:\n"
            + lines.keys.sorted().map { topic in
                let parts = topic.split(separator: ".")
                return "  \(parts[1]): {kinds: [\(parts[2])], partitions: 3}\n"
            }.joined()
    }

    /// Each topic's lines from one share of them to another: the topics in turn in structured and in binary mode.
    func send(_ range: Range<Double>, to cluster: RealCluster) throws {
        for (index, (topic, all)) in lines.sorted(by: { $0.key < $1.key }).enumerated() {
            let part = all[Int(range.lowerBound * Double(all.count))..<Int(range.upperBound * Double(all.count))]
            try cluster.send(Array(part), to: topic, mode: index % 2 == 0 ? .structured : .binary)
        }
    }

    /// The figures that a replay of all the lines gives.
    func replayed(_ catalog: Catalog, key: PseudonymKey) throws -> [String: String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-cluster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (topic, lines) in lines {
            try Data(lines.flatMap { $0 + [10] }).write(to: folder.appendingPathComponent("\(topic).ndjson"))
        }
        return try Self.replayed([folder.path], catalog, key: key)
    }

    /// The figures that a replay of the files gives.
    static func replayed(_ paths: [String], _ catalog: Catalog, key: PseudonymKey) throws -> [String: String] {
        let options = ReplayOptions(
            catalog: catalog, inputs: try InputSelection(paths: paths), key: key,
            now: EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)))
        let replay = try Replay(options)
        var figures: [String: String] = [:]
        for update in try replay.run().updates {
            figures[update.key.description] = FigureContent.line(ofUpdate: Array(update.document().utf8)) ?? "no document"
        }
        return figures
    }
}
