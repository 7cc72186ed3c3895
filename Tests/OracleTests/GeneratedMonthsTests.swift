import Aggregation
import Catalog
import Foundation
import Generation
import Testing

@Suite("Generated months give the same figures by replay and by SQL") struct GeneratedMonthsTests {
    /// Months of a made-up province, as its partners' files.
    private struct Months {
        var files: [String: [String]] = [:]
        let manifest: Manifest

        init(_ options: GenerationOptions) throws {
            let (territory, _) = Territory.load(folder: pipelinesFolder.appendingPathComponent("territory").path)
            let units = try #require(territory)
            let file = pipelinesFolder.appendingPathComponent("references/population_registered.csv").path
            let population = try #require(ReferenceTable.load(file: file, territory: units).table)
            let kinds = ["power-company": "billing", "bank": "payments", "portal": "dossiers", "shops": "ocop"]
            var files: [String: [String]] = [:]
            manifest = try Generator(options: options, territory: units, population: population).run { line, partner in
                let text = String(decoding: line, as: UTF8.self)
                files["in.\(partner).\(kinds[partner] ?? "other").ndjson", default: []].append(String(text.dropLast()))
            }
            self.files = files
        }
    }

    /// 2027-01-01T00:00:00+07:00: after everything that is sent.
    private let now: Int64 = 1_798_736_400_000

    private func check(_ options: GenerationOptions, _ name: String, threads: Int = 1) throws {
        let months = try Months(options)
        // A reception corrected and a completion recorded in the same second, in two communes: nobody can say which is newer.
        let comparison = try Comparison(months.files, now: now, leavesOpenOut: true, threads: threads)
        let lines = months.manifest.lines
        #expect(comparison.replayed.result.account.lines > Int64(lines - lines / 100), "\(name): next to nothing was left out")
        comparison.check(name)
        let reasons = Dictionary(grouping: comparison.replayed.rejects.values) { $0 }.mapValues(\.count)
        #expect(reasons == months.manifest.rejects, "\(name): what was spoilt is what is rejected")
        let available = comparison.replayed.figures.values.count { $0.hasPrefix("available") }
        #expect(available > 20, "\(name): \(available) figures have values")
    }

    @Test("Every switch on, across the end of a year", arguments: 1...3 as ClosedRange<UInt64>)
    func everySwitch(seed: UInt64) throws {
        var options = GenerationOptions(seed: seed, size: .events(12_000), months: 4)
        options.firstMonth = try #require(Window(key: "2025-11"))
        options.rates.repeats = 0.05
        options.rates.disorder = 0.1
        options.rates.reversals = 0.1
        options.rates.late = 0.03
        options.rates.bad = 0.03
        options.rates.unlocated = 0.4
        options.rates.oldCodes = 0.1
        options.rates.corrections = 0.1
        options.rates.cancelled = 0.05
        options.rates.moves = 0.1
        try check(options, "seed \(seed)", threads: [1, 2, 4][Int(seed % 3)])
    }

    @Test(
        "Each switch alone, thrown far",
        arguments: [
            \PlantingRates.repeats, \.disorder, \.reversals, \.late, \.bad, \.unlocated, \.oldCodes, \.corrections, \.cancelled, \.moves,
        ])
    func oneSwitch(_ rate: WritableKeyPath<PlantingRates, Double> & Sendable) throws {
        var options = GenerationOptions(seed: 7, size: .events(2500), months: 2, rates: .none)
        options.firstMonth = try #require(Window(key: "2026-05"))
        options.rates[keyPath: rate] = 0.5
        try check(options, "\(rate)")
    }
}
