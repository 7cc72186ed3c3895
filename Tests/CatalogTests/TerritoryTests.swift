import Aggregation
import Foundation
import Testing

@testable import Catalog

/// The shipped tables: counts, the five traps of the field, and the crosswalk.
@Suite struct TerritoryTests {
    let territory: Territory

    init() throws { territory = try TerritoryFixtures.shipped() }

    func resolve(_ code: String, _ day: String, vintage: String? = nil) throws -> Territory.Resolution {
        let id = try vintage.map { try #require(territory.vintage(named: $0)) }
        return territory.resolve(try TerritoryFixtures.code(code), on: try TerritoryFixtures.day(day), vintage: id)
    }

    func unit(_ code: String) throws -> Territory.Resolution { .unit(try TerritoryFixtures.code(code)) }

    @Test(arguments: [
        ("2000-01-01", 559), ("2024-01-31", 559), ("2024-02-01", 558), ("2024-12-31", 558), ("2025-01-01", 547), ("2025-06-30", 547),
        ("2025-07-01", 166), ("2026-05-31", 166),
    ])
    func `each list has its number of units on its first and last day`(day: String, count: Int) throws {
        let day = try TerritoryFixtures.day(day)
        #expect(territory.units.count { $0.validFrom <= day && day <= $0.validTo } == count)
    }

    @Test func `147 communes and 19 wards are in force, by code and with names`() throws {
        #expect(territory.unitsInForce.count { $0.type == "xã" } == 147)
        #expect(territory.unitsInForce.count { $0.type == "phường" } == 19)
        #expect(territory.unitsInForce.map(\.code) == territory.unitsInForce.map(\.code).sorted())
        #expect(territory.name(of: try TerritoryFixtures.code("14797")) == "Hạc Thành")
        #expect(territory.name(of: try TerritoryFixtures.code("14767")) == nil)
        #expect(territory.unit(inForce: try TerritoryFixtures.code("15772"))?.alternativeName == "Thiệu Hóa")
    }

    // Trap 1: codes are reused.
    @Test func `a reused code means the old unit until its last day and the new one since`() throws {
        #expect(try resolve("14758", "2025-06-30") == .ambiguous(defaultSuccessor: try TerritoryFixtures.code("14797")))
        #expect(try resolve("14758", "2025-07-01") == unit("14758"))
        // 15811 was Thiệu Quang; today Thiệu Quang is 15796, and 15841 Thiệu Trung is 15835.
        #expect(try resolve("15841", "2025-06-30") == unit("15835"))
        #expect(try resolve("15841", "2025-07-01") == .notInForce)
    }

    @Test func `all codes in force today existed before, and 84 of them carry another name`() throws {
        let before = try TerritoryFixtures.day("2025-06-30")
        var renamed = 0
        for new in territory.unitsInForce {
            let old = try #require(territory.units.first { $0.code == new.code && $0.validFrom <= before && before <= $0.validTo })
            if old.name != new.name && old.name != new.alternativeName { renamed += 1 }
        }
        #expect(renamed == 84)
    }

    @Test func `an explicit vintage wins over the day`() throws {
        #expect(try resolve("14758", "2026-05-04", vintage: "2025H1") == .ambiguous(defaultSuccessor: try TerritoryFixtures.code("14797")))
        #expect(try resolve("14758", "2020-01-01", vintage: "2025") == unit("14758"))
        #expect(try resolve("15523", "2026-05-04", vintage: "2025H1") == unit("15505"))
        #expect(try resolve("15790", "2026-05-04", vintage: "2023") == .ambiguous(defaultSuccessor: try TerritoryFixtures.code("15772")))
        #expect(try resolve("15790", "2026-05-04", vintage: "2024") == .notInForce)
        #expect(try resolve("15523", "2024-01-01", vintage: "2025") == .notInForce)
    }

    // Trap 2: units that were split.
    @Test func `the eleven codes of split units are ambiguous and name their default`() throws {
        let defaults = [
            "14758": "14797", "16435": "16417", "15016": "15016", "15271": "15271", "15328": "15286", "15637": "15661", "15772": "15772",
            "15793": "15772", "16264": "16264", "16273": "16273",
        ]
        for (old, new) in defaults {
            #expect(try resolve(old, "2025-03-01") == .ambiguous(defaultSuccessor: try TerritoryFixtures.code(new)), "\(old)")
        }
        #expect(try resolve("15790", "2023-06-01") == .ambiguous(defaultSuccessor: try TerritoryFixtures.code("15772")))
        let split = Set(territory.successors.filter { !$0.isFull }.map(\.code))
        #expect(split.count == 11)
    }

    // Trap 3: names collide without their marks.
    @Test func `names are NFC and those in force differ from each other by tone at most, never by code`() throws {
        for unit in territory.units {
            #expect(Array(unit.name.unicodeScalars) == Array(unit.name.precomposedStringWithCanonicalMapping.unicodeScalars))
        }
        let names = Dictionary(grouping: territory.unitsInForce, by: \.name)
        #expect(names.values.allSatisfy { $0.count == 1 })
        let plain = Dictionary(grouping: territory.unitsInForce) { unit in
            unit.name.lowercased().replacing("đ", with: "d").folding(options: .diacriticInsensitive, locale: nil)
        }
        #expect(plain.values.filter { $0.count > 1 }.map { $0.map(\.name).sorted() } == [["Đông Tiến", "Đồng Tiến"].sorted()])
        // Before, one name stood for several units: nothing could be joined on it.
        let before = try TerritoryFixtures.day("2025-06-30")
        #expect(territory.units.count { $0.name == "Phú Sơn" && $0.validFrom <= before && before <= $0.validTo } == 4)
    }

    // Trap 4: five units took over communes of two former districts (new unit, a code of district 381, one of 392; 394, 398; 398, 380; 404, 403; 382, 406).
    @Test(arguments: [
        ("14812", "14815", "15277"), ("15448", "15451", "15793"),
        ("15853", "15847", "15850"), ("16369", "16354", "16273"),
        ("16516", "16513", "16519"),
    ])
    func `a unit that spans two former districts has successors from both, so districts cannot be rolled up`(
        new: String, first: String, second: String
    ) throws {
        let heirs = territory.successors.filter { $0.successor.description == new }.map(\.code.description)
        #expect(heirs.contains(first))
        #expect(heirs.contains(second))
    }

    // Trap 5: agency codes are another system.
    @Test func `agency codes are no commune codes and parts of them resolve to nothing`() throws {
        #expect(CommuneCode("000.17.22.H56") == nil)
        #expect(CommuneCode("H56") == nil)
        for part in ["00017", "01722", "17220", "00022", "00056"] {
            #expect(try resolve(part, "2025-03-01") == .unknown, "\(part)")
        }
    }

    @Test func `codes beyond five digits, code 0 and days before the first list are answered, not trapped on`() throws {
        let day = try TerritoryFixtures.day("2026-05-01")
        #expect(territory.resolve(CommuneCode(rawValue: 0), on: day) == .unknown)
        #expect(territory.resolve(CommuneCode(rawValue: 100_000), on: day) == .unknown)
        #expect(territory.resolve(CommuneCode(rawValue: .max), on: day) == .unknown)
        #expect(territory.resolve(CommuneCode(rawValue: 99_999), on: day) == .unknown)
        #expect(try resolve("14797", "1999-12-31") == .notInForce)
        #expect(territory.resolve(try TerritoryFixtures.code("14797"), on: day, vintage: .init(rawValue: 9)) == .notInForce)
        #expect(Territory.empty.resolve(try TerritoryFixtures.code("14797"), on: day) == .unknown)
    }

    @Test func `vintages are found by exact name, as text and as bytes`() throws {
        #expect(territory.vintages.map(\.name) == ["2023", "2024", "2025H1", "2025"])
        for (index, name) in territory.vintages.map(\.name).enumerated() {
            #expect(territory.vintage(named: name)?.rawValue == UInt8(index))
            let bytes = Array(name.utf8)
            #expect(bytes.withUnsafeBytes { territory.vintage(named: $0) }?.rawValue == UInt8(index))
        }
        for name in ["", "202", "2025h1", "2025H1 ", "2026"] {
            #expect(territory.vintage(named: name) == nil)
            #expect(Array(name.utf8).withUnsafeBytes { territory.vintage(named: $0) } == nil)
        }
    }

    @Test func `the communes of the first reports are found where they are today`() throws {
        for (old, new) in [
            ("14767", "14797"), ("16543", "16543"), ("15523", "15505"), ("15841", "15835"), ("16159", "16138"), ("15316", "15316"),
        ] {
            #expect(try resolve(old, "2023-06-01") == unit(new), "\(old)")
        }
        #expect(try resolve("15271", "2023-06-22") == .ambiguous(defaultSuccessor: try TerritoryFixtures.code("15271")))
        #expect(territory.name(of: try TerritoryFixtures.code("16543")) == "Quảng Bình")
    }

    @Test func `all 572 relations of the crosswalk resolve as it says`() throws {
        let relations = TerritoryCrosswalk.relations
        #expect(relations.count == 572)
        let lastDays = ["2023": "2024-01-31", "2024": "2024-12-31", "2025H1": "2025-06-30"]
        for relation in relations {
            let new = try TerritoryFixtures.code(relation.new)
            let day = try #require(lastDays[relation.vintage])
            let answers = [try resolve(relation.old, day), try resolve(relation.old, "2026-05-31", vintage: relation.vintage)]
            for answer in answers {
                if !relation.isPartial { #expect(answer == .unit(new), "\(relation.old)") }
                if relation.isDefault { #expect(answer == .ambiguous(defaultSuccessor: new), "\(relation.old)") }
            }
            if relation.isPartial {
                let until = try TerritoryFixtures.day(day)
                #expect(
                    territory.successors.contains {
                        $0.code.description == relation.old && $0.until == until && $0.successor == new && !$0.isFull
                            && $0.isDefault == relation.isDefault
                    }, "\(relation.old)")
            }
        }
    }
}
