import Aggregation
import Catalog
import Testing

@testable import Generation

/// The codes that events carry for their communes.
@Suite struct TerritoryCodeTests {
    /// The unit in force today that the code means, by the event's own day and list.
    private func unit(_ line: Line, _ territory: Territory) throws -> CommuneCode? {
        guard let text = line.data["communeCode"] as? String else { return nil }
        let vintage = try (line.data["communeVintage"] as? String).map { try #require(territory.vintage(named: $0)) }
        let day = try #require(CivilDate(String(line.time.prefix(10))))
        guard case .unit(let unit) = territory.resolve(try #require(CommuneCode(text)), on: day, vintage: vintage) else { return nil }
        return unit
    }

    @Test(arguments: ["2026-01", "2025-05", "2023-10"]) func `old codes mean the same communes as today's`(from: String) throws {
        let territory = try Shipped.territory()
        let plain = try Shipped.run(try .clean(.contracts(700), months: 4, from: from, kinds: [.electricity, .dossiers]))
        let old = try Shipped.run(
            try .clean(.contracts(700), months: 4, from: from, kinds: [.electricity, .dossiers]) { $0.oldCodes = 0.5 })
        #expect(plain.lines.count == old.lines.count)
        #expect(plain.manifest.oldCodes == 0)
        var changed = 0
        for (line, other) in zip(plain.lines, old.lines) {
            let unit = try unit(line, territory)
            #expect(unit != nil)
            #expect(try self.unit(other, territory) == unit)
            let vintage = other.data["communeVintage"] as? String
            if vintage == nil ? other.time < "2025-07-01" : vintage != "2025" { changed += 1 }
        }
        #expect(changed == old.manifest.oldCodes)
        #expect(changed > old.lines.count / 3)
    }

    @Test func `before the lists changed senders keep to today's codes and say so`() throws {
        let run = try Shipped.run(try .clean(.events(2000), months: 1, from: "2025-03"))
        #expect(run.lines.allSatisfy { $0.data["communeCode"] == nil || $0.data["communeVintage"] as? String == "2025" })
    }

    @Test func `a territory of three units without a past will do`() throws {
        let day = CivilDate(year: 2025, month: 7, day: 1)
        let units = [1, 2, 3].map {
            Territory.Unit(
                code: CommuneCode(rawValue: $0), name: "U\($0)", type: "xã", validFrom: day, validTo: CivilDate(rawValue: .max))
        }
        let vintage = Territory.Vintage(name: "2025", validFrom: day, validTo: CivilDate(rawValue: .max))
        let territory = Territory(vintages: [vintage], units: units, successors: [])
        let rows = [10, 0, 30].enumerated().map {
            ReferenceTable.Row(commune: CommuneCode(rawValue: UInt32($0 + 1)), value: $1, validFrom: day, basis: "b", source: "s")
        }
        let generator = try Generator(
            options: try .wild(.events(900)), territory: territory, population: ReferenceTable(id: "p", rows: rows))
        var codes: Set<String> = []
        let manifest = generator.run { line, partner in
            let line = Line(bytes: Array(line), partner: partner)
            if line.type.hasSuffix("bill.issued"), let code = line.data["communeCode"] as? String { codes.insert(code) }
        }
        #expect(manifest.lines == 900)
        #expect(manifest.oldCodes == 0)
        // Nothing was split, so nothing can be ambiguous; and no one lives in the second unit.
        #expect(manifest.rejects["commune-ambiguous"] == nil)
        #expect(codes.isSuperset(of: ["00001", "00003"]))
    }
}
