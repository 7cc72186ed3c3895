import Aggregation
import Foundation
import Testing

@testable import Catalog

@Suite struct ReferenceTableTests {
    static let header = "commune,value,valid_from,basis,source,estimate\n"
    let territory: Territory

    init() throws { territory = try TerritoryFixtures.shipped() }

    func load(_ rows: String) throws -> (table: ReferenceTable?, diagnostics: [Diagnostic]) {
        try TerritoryFixtures.withFolder(["people.csv": Self.header + rows]) { folder in
            ReferenceTable.load(file: folder + "/people.csv", territory: territory)
        }
    }

    func shipped(_ id: String) throws -> ReferenceTable {
        let loaded = ReferenceTable.load(file: TerritoryFixtures.pipelines + "/references/\(id).csv", territory: territory)
        #expect(loaded.diagnostics == [])
        return try #require(loaded.table)
    }

    @Test func `the registered population has all 166 units and adds up to the province's`() throws {
        let table = try shipped("population_registered")
        #expect(table.id == "population_registered")
        #expect(table.rows.count == 166)
        let day = try TerritoryFixtures.day("2026-05-31")
        #expect(table.total(on: day, in: territory)?.value == 4_320_947)
        #expect(table.value(of: try TerritoryFixtures.code("14797"), on: day)?.value == 197_142)
        #expect(table.rows.map(\.value).min() == 2_991)
        #expect(table.rows.allSatisfy { !$0.isEstimate && $0.basis.contains("not residents") })
        #expect(table.total(on: try TerritoryFixtures.day("2025-06-30"), in: territory) == nil)
    }

    @Test func `households are an estimate and say so in every row`() throws {
        let table = try shipped("households_estimate")
        #expect(table.rows.count == 166)
        #expect(table.rows.allSatisfy { $0.isEstimate && $0.basis.hasPrefix("ESTIMATE") })
        let day = try TerritoryFixtures.day("2026-05-31")
        // 197 142 / 3.9 = 50 549.2…; 2 991 / 3.9 = 766.9…
        #expect(table.value(of: try TerritoryFixtures.code("14797"), on: day)?.value == 50_549)
        #expect(table.rows.map(\.value).min() == 767)
        #expect(table.total(on: day, in: territory)?.isEstimate == true)
    }

    @Test(
        arguments: [("2022-11-29", nil), ("2022-11-30", 196), ("2025-01-31", 606), ("2025-12-30", 649), ("2026-05-31", 661)]
            as [(String, Int64?)])
    func `the stock of OCOP products holds from one report to the next`(day: String, value: Int64?) throws {
        let table = try shipped("ocop_products")
        let day = try TerritoryFixtures.day(day)
        #expect(table.total(on: day, in: territory)?.value == value)
        #expect(table.value(of: try TerritoryFixtures.code("14797"), on: day) == nil)
    }

    @Test func `a later row takes over on its first day`() throws {
        let table = try #require(try load("14797,20,2026-01-01,b,s,no\n14797,10,2025-07-01,b,s,no\n").table)
        let code = try TerritoryFixtures.code("14797")
        #expect(table.value(of: code, on: try TerritoryFixtures.day("2025-06-30")) == nil)
        #expect(table.value(of: code, on: try TerritoryFixtures.day("2025-12-31"))?.value == 10)
        #expect(table.value(of: code, on: try TerritoryFixtures.day("2026-01-01"))?.value == 20)
        #expect(table.rows.map(\.value) == [10, 20])
    }

    @Test func `the province's own row wins, and without it one missing commune means no total`() throws {
        let all = territory.unitsInForce.map { "\($0.code),2,2025-07-01,b,s,no\n" }
        let day = try TerritoryFixtures.day("2026-01-01")
        #expect(try load(all.joined()).table?.total(on: day, in: territory)?.value == 332)
        #expect(try load(all.joined() + "38,7,2025-07-01,b,s,yes\n").table?.total(on: day, in: territory)?.value == 7)
        #expect(try load(all.dropLast().joined()).table?.total(on: day, in: territory) == nil)
    }

    @Test(arguments: [
        ("14767,1,2025-07-01,b,s,no", "2:1 unknown-unit"), ("1479,1,2025-07-01,b,s,no", "2:1 bad-code"),
        ("14797,-1,2025-07-01,b,s,no", "2:7 bad-value"), ("14797,1.5,2025-07-01,b,s,no", "2:7 bad-value"),
        ("14797,99999999999999999999,2025-07-01,b,s,no", "2:7 bad-value"), ("14797,1,01/07/2025,b,s,no", "2:9 bad-date"),
        ("14797,1,2025-07-01,,s,no", "2:20 bad-value"), ("14797,1,2025-07-01,b,,no", "2:22 bad-value"),
        ("14797,1,2025-07-01,b,s,maybe", "2:24 bad-value"), ("14797,1,2025-07-01,b,s", "2:1 csv-fields"),
        ("14797,1,2025-07-01,b,s,no\n14797,2,2025-07-01,b,s,no", "3:1 duplicate-row"),
    ])
    func `a wrong row is reported where it stands`(row: String, expected: String) throws {
        let loaded = try load(row + "\n")
        #expect(loaded.table == nil)
        #expect(loaded.diagnostics.map { "\($0.line):\($0.column) \($0.code)" } == [expected])
    }
}
