import Aggregation
import Catalog
import Foundation
import Generation
import Ingest
import Testing

/// Events of a made-up province, by topic, and what a replay of them says.
struct ProvinceEvents {
    static let pipelines = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Pipelines")

    static func catalog() throws -> Catalog { try #require(Catalog.load(folder: pipelines.path).0) }

    var lines: [String: [[UInt8]]] = [:]

    /// A month with repeats, disorder, corrections, reversals and bad events.
    init(_ catalog: Catalog, count: Int, seed: UInt64) throws {
        var options = GenerationOptions(seed: seed, size: .events(count))
        options.rates.repeats = 0.05
        options.rates.disorder = 0.05
        options.rates.bad = 0.02
        options.rates.corrections = 0.05
        options.rates.reversals = 0.05
        let population = try #require(catalog.references.first { $0.id == "population_registered" })
        let kinds = ["power-company": "electricity", "bank": "electricity", "portal": "dossiers", "shops": "ocop"]
        var lines: [String: [[UInt8]]] = [:]
        _ = try Generator(options: options, territory: catalog.territory, population: population).run { line, partner in
            lines["in.\(partner).\(kinds[partner] ?? "other")", default: []].append(Array(line.dropLast()))
        }
        self.lines = lines
    }

    var topics: [String: Int] { lines.mapValues { _ in 3 } }

    var count: Int { lines.values.reduce(0) { $0 + $1.count } }

    /// The topic's lines from one share of them to another.
    func part(_ range: Range<Double>, of topic: String) -> [[UInt8]] {
        let all = lines[topic] ?? []
        return Array(all[Int(range.lowerBound * Double(all.count))..<Int(range.upperBound * Double(all.count))])
    }

    /// What a replay of the same lines says.
    func replayed(_ catalog: Catalog, key: PseudonymKey) throws -> (figures: [String: String], rejected: Int, unused: Int) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-worker-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (topic, lines) in lines {
            try Data(lines.flatMap { $0 + [10] }).write(to: folder.appendingPathComponent("\(topic).ndjson"))
        }
        let (figures, account) = try FigureComparison.replay(catalog, [folder.path], key: key)
        return (figures, Int(account.rejectedTotal), Int(account.unused))
    }
}
