import Aggregation
import Foundation
import Testing

@testable import Catalog

/// Wrong tables: each mistake has a place, a code and a remedy.
@Suite struct TerritoryLoadTests {
    static let vintages = "vintage,valid_from,valid_to\nold,2000-01-01,2025-06-30\nnew,2025-07-01,\n"
    static let units = """
        code,name,type,valid_from,valid_to,name_alternative
        10001,An,xã,2000-01-01,2025-06-30,
        10002,Bình,xã,2000-01-01,2025-06-30,
        10003,Chi,xã,2025-07-01,,
        10004,Dung,phường,2025-07-01,,

        """
    static let successors = """
        code,until,successor,kind,is_default
        10001,2025-06-30,10003,full,yes
        10002,2025-06-30,10003,partial,yes
        10002,2025-06-30,10004,partial,no

        """

    func load(
        vintages: String = Self.vintages, units: String = Self.units, successors: String = Self.successors
    ) throws -> (territory: Territory?, places: [String]) {
        try TerritoryFixtures.withFolder(["vintages.csv": vintages, "units.csv": units, "successors.csv": successors]) { folder in
            let loaded = Territory.load(folder: folder)
            let places = loaded.diagnostics.map { found in
                let file = found.file.split(separator: "/").last ?? ""
                return "\(file):\(found.line):\(found.column) \(found.code)"
            }
            #expect((loaded.territory == nil) == !places.isEmpty)
            return (loaded.territory, places)
        }
    }

    @Test func `small correct tables load`() throws {
        let loaded = try load()
        #expect(loaded.places == [])
        #expect(loaded.territory?.unitsInForce.map(\.name) == ["Chi", "Dung"])
    }

    @Test func `names that arrive decomposed load composed`() throws {
        let loaded = try load(units: Self.units.decomposedStringWithCanonicalMapping)
        let name = try #require(loaded.territory?.units[1].name)
        #expect(Array(name.unicodeScalars) == Array("Bình".precomposedStringWithCanonicalMapping.unicodeScalars))
    }

    @Test(arguments: [
        ("10003,Chi,xã,2025-07-01,,", "10003,Chi,xã,2025-7-01,,", ["units.csv:4:14 bad-date"]),
        ("10003,Chi,xã,2025-07-01,,", "10003,Chi,xã,2026-02-30,,", ["units.csv:4:14 bad-date"]),
        ("10003,Chi,xã,2025-07-01,,", "1003,Chi,xã,2025-07-01,,", ["units.csv:4:1 bad-code"]),
        ("10003,Chi,xã,2025-07-01,,", "10003,Chi,huyện,2025-07-01,,", ["units.csv:4:11 bad-value"]),
        ("10003,Chi,xã,2025-07-01,,", "10003,,xã,2025-07-01,,", ["units.csv:4:7 bad-value"]),
        ("10003,Chi,xã,2025-07-01,,", "10003,Chi,xã,2025-07-01,", ["units.csv:4:1 csv-fields"]),
        ("10003,Chi,xã,2025-07-01,,", "10003,Chi,xã,2025-07-01,2025-06-01,", ["units.csv:4:25 bad-date"]),
        ("10003,Chi,xã,2025-07-01,,", "10003,\"Chi,xã,2025-07-01,,", ["units.csv:4:7 csv-quote"]),
        ("name_alternative", "alternative", ["units.csv:1:1 csv-header", "units.csv:1:36 csv-header"]),
    ])
    func `a wrong field is reported where it stands`(right: String, wrong: String, expected: [String]) throws {
        let places = try load(units: Self.units.replacing(right, with: wrong)).places
        #expect(places.filter { $0.hasPrefix("units.csv") } == expected)
    }

    @Test func `stretches of a code that overlap are reported at the later one`() throws {
        let places = try load(units: Self.units + "10004,Em,xã,2026-01-01,,\n").places
        #expect(places == ["units.csv:6:13 overlapping-units"])
        let twice = try load(units: Self.units + "10004,Dung,phường,2025-07-01,,\n").places
        #expect(twice == ["units.csv:6:19 overlapping-units"])
    }

    @Test func `vintages that overlap or repeat are reported`() throws {
        #expect(
            try load(vintages: Self.vintages.replacing("2025-07-01", with: "2025-06-30")).places == [
                "vintages.csv:3:5 overlapping-vintages"
            ])
        #expect(try load(vintages: Self.vintages.replacing("new", with: "old")).places == ["vintages.csv:3:1 duplicate-row"])
        #expect(try load(vintages: "vintage,valid_from,valid_to\n").places == ["vintages.csv:1:1 no-vintage"])
    }

    @Test(arguments: [
        ("10001,2025-06-30,10003,full,yes", "10001,2025-06-30,10009,full,yes", ["successors.csv:2:18 unknown-successor"]),
        ("10001,2025-06-30,10003,full,yes", "10001,2025-06-30,10002,full,yes", ["successors.csv:2:18 successor-not-in-force"]),
        (
            "10001,2025-06-30,10003,full,yes", "10001,2025-06-29,10003,full,yes",
            ["units.csv:2:24 missing-successor", "successors.csv:2:7 unknown-unit"]
        ),
        (
            "10001,2025-06-30,10003,full,yes", "10009,2025-06-30,10003,full,yes",
            ["units.csv:2:24 missing-successor", "successors.csv:2:1 unknown-unit"]
        ),
        ("10001,2025-06-30,10003,full,yes", "10001,2025-06-30,10003,partial,yes", ["successors.csv:2:24 successor-kind"]),
        (
            "10001,2025-06-30,10003,full,yes", "10001,2025-06-30,10003,whole,yes",
            ["successors.csv:2:24 bad-value", "successors.csv:2:24 successor-kind"]
        ),
        ("10001,2025-06-30,10003,full,yes", "10001,2025-06-30,10003,full,no", ["successors.csv:2:29 missing-default"]),
        ("10004,partial,no", "10004,partial,yes", ["successors.csv:4:32 two-defaults"]),
        ("10004,partial,no", "10004,full,no", ["successors.csv:4:24 successor-kind"]),
        ("10004,partial,no", "10003,partial,no", ["successors.csv:4:18 duplicate-row"]),
    ])
    func `successors that do not fit the units are reported`(right: String, wrong: String, expected: [String]) throws {
        #expect(try load(successors: Self.successors.replacing(right, with: wrong)).places == expected)
    }

    @Test func `a missing folder gives one finding a file`() {
        let loaded = Territory.load(folder: "/nowhere/at/all")
        #expect(loaded.territory == nil)
        #expect(loaded.diagnostics.map(\.code) == ["cannot-read", "cannot-read", "cannot-read"])
    }

    @Test func `a file that is not UTF-8 is refused`() throws {
        try TerritoryFixtures.withFolder([:]) { folder in
            let file = folder + "/latin.csv"
            try Data([0x61, 0x0A, 0xE9, 0x0A]).write(to: URL(filePath: file))
            #expect(CSVTable(file: file, columns: ["a"]).diagnostics.map(\.code) == ["not-utf8"])
        }
    }
}
