import Catalog
import Foundation
import Publication
import Testing

@testable import Replay

@Suite("A new pipeline of the same shapes needs YAML only") struct WaterTests {
    private let folder: ScratchFolder
    private let result: ReplayResult

    init() throws {
        folder = try ScratchFolder()
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/water").path
        let files = FileManager.default
        for name in ["water.yaml", "events", "references"] {
            try files.copyItem(atPath: "\(fixture)/\(name)", toPath: folder.path(name))
        }
        // The territory is the province's own.
        try files.createSymbolicLink(atPath: folder.path("territory"), withDestinationPath: ReplayProbe.pipelines + "/territory")
        let catalog = try ReplayProbe.load(folder.path)
        result = try ReplayProbe.run(ReplayProbe.options(["\(fixture)/events.ndjson"], catalog: catalog))
    }

    /// `numerator / denominator = value`, with what is wrong with it.
    private func figures(_ indicator: String, _ window: String) -> [String: String] {
        let updates = result.updates.filter { $0.key.indicator == indicator && $0.key.window.key == window }
        return Dictionary(
            uniqueKeysWithValues: updates.compactMap { update in
                let figure = update.figure
                guard figure.availability != .notAvailable(.noSubjects) else { return nil }
                var words = figure.numerator.map { "\($0)" } ?? "-"
                if update.figure.basis != nil { words += " / " + (figure.denominator.map { "\($0)" } ?? "-") }
                switch figure.value {
                case .hundredths(let number): words += " = \(number / 100).\(String(100 + number % 100).dropFirst())"
                case .whole(let number): words += " = \(number)"
                case nil: break
                }
                if case .notAvailable(let absence) = figure.availability { words += " \(absence.rawValue)" }
                if let error = figure.dataError { words += " \(error.rawValue)" }
                return (update.key.commune, words)
            })
    }

    @Test("every line is counted or known") func everyLineIsCountedOrKnown() {
        #expect(result.account.rejectedTotal == 0)
        // The payment of W13 came twice; W3's came before its reversal.
        #expect((result.account.repeated, result.account.superseded) == (1, 0))
        #expect(result.account.lines == 28)
    }

    @Test("bills paid without cash, of bills") func billsPaidWithoutCash() {
        #expect(
            figures("EP04", "2026-05") == [
                "14797": "3 / 5 = 60.00", "16543": "3 / 3 = 100.00", "15505": "0 / 3 = 0.00", "38": "6 / 11 = 54.55",
            ])
        #expect(figures("EP04", "2026-06") == ["14797": "1 / 3 = 33.33", "38": "1 / 3 = 33.33"])
        #expect(
            figures("EP04", "2026-Q2") == [
                "14797": "4 / 8 = 50.00", "16543": "3 / 3 = 100.00", "15505": "0 / 3 = 0.00", "38": "7 / 14 = 50.00",
            ])
    }

    @Test("a rate over a reference goes by the row of its window") func aRateOverAReference() {
        #expect(
            figures("WT01", "2026-05") == [
                "14797": "4 / 8 = 50.00", "16543": "3 / 3 = 100.00", "15505": "3 / 0 denominator-zero", "38": "10 / 40 = 25.00",
            ])
        #expect(figures("WT01", "2026-06") == ["14797": "3 / 10 = 30.00", "38": "3 / 40 = 7.50"])
        #expect(figures("WT01", "2026-Q2").isEmpty)
    }

    @Test("a sum of money goes down by notes of credit, even below zero, which is flagged") func aSumOfMoney() {
        #expect(
            figures("WT02", "2026-05") == [
                "14797": "355000 = 355000", "16543": "-50000 = -50000 negative-numerator", "15505": "35000 = 35000",
                "38": "340000 = 340000",
            ])
        #expect(
            figures("WT02", "2026-Q2") == [
                "14797": "565000 = 565000", "16543": "-50000 = -50000 negative-numerator", "15505": "35000 = 35000",
                "38": "550000 = 550000",
            ])
    }

    @Test("the target is met or not by the exact figure") func theTarget() {
        let met = result.updates.filter { $0.key.indicator == "EP04" && $0.key.window.key == "2026-05" && $0.figure.isTargetMet == true }
        #expect(Set(met.map(\.key.commune)) == ["14797", "16543", "38"])
    }
}
