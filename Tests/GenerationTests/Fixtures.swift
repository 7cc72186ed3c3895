import Aggregation
import Catalog
import Foundation
import Testing

@testable import Generation

/// The shipped tables, and runs over them.
enum Shipped {
    static let pipelines = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Pipelines").path()

    static func catalog() throws -> Catalog {
        let (catalog, diagnostics) = Catalog.load(folder: pipelines)
        #expect(diagnostics.filter { $0.severity == .error } == [])
        return try #require(catalog)
    }

    static func population(_ territory: Territory) throws -> ReferenceTable {
        try #require(ReferenceTable.load(file: pipelines + "/references/population_registered.csv", territory: territory).table)
    }

    static func territory() throws -> Territory { try #require(Territory.load(folder: pipelines + "/territory").territory) }

    static func generator(_ options: GenerationOptions) throws -> Generator {
        let territory = try territory()
        return try Generator(options: options, territory: territory, population: population(territory))
    }

    static func run(_ options: GenerationOptions) throws -> Run {
        let generator = try generator(options)
        var run = Run(manifest: Manifest(options: options))
        run.manifest = generator.run { line, partner in run.lines.append(Line(bytes: Array(line), partner: partner)) }
        #expect(run.lines.count == generator.lineCount)
        return run
    }
}

extension GenerationOptions {
    /// A run with nothing planted but what `rates` plants.
    static func clean(
        _ size: Size, months: Int = 1, from: String = "2026-01", kinds: EventKinds = .all, seed: UInt64 = 7,
        _ rates: (inout PlantingRates) -> Void = { _ in }
    ) throws -> GenerationOptions {
        var planted = PlantingRates.none
        rates(&planted)
        return GenerationOptions(
            seed: seed, size: size, firstMonth: try #require(Window(key: from)), months: months, kinds: kinds, rates: planted)
    }

    /// Everything planted, and often.
    static func wild(_ size: Size, months: Int = 3, from: String = "2026-01", kinds: EventKinds = .all) throws -> GenerationOptions {
        try .clean(size, months: months, from: from, kinds: kinds) { rates in
            rates.repeats = 0.1
            rates.disorder = 0.1
            rates.reversals = 0.1
            rates.late = 0.05
            rates.bad = 0.08
            rates.unlocated = 0.3
            rates.oldCodes = 0.2
            rates.corrections = 0.1
            rates.cancelled = 0.1
            rates.moves = 0.1
        }
    }
}

/// One line as it was given, and as Foundation reads it.
struct Line {
    let bytes: [UInt8]
    let partner: String
    let json: [String: Any]?

    init(bytes: [UInt8], partner: String) {
        self.bytes = bytes
        self.partner = partner
        json = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }

    var type: String { json?["type"] as? String ?? "" }
    var id: String { json?["id"] as? String ?? "" }
    var data: [String: Any] { json?["data"] as? [String: Any] ?? [:] }
    var time: String { json?["time"] as? String ?? "" }
    var recorded: String? { json?["recordedtime"] as? String }

    /// Not spoilt in a way that a JSON parser or a look at the envelope shows.
    var isEvent: Bool { json?["specversion"] as? String == "1.0" && !type.hasSuffix(".v0") }
}

struct Run {
    var lines: [Line] = []
    var manifest: Manifest

    /// FNV-1a over all bytes.
    var digest: UInt64 {
        lines.reduce(0xCBF2_9CE4_8422_2325) { $1.bytes.reduce($0) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
    }
}
