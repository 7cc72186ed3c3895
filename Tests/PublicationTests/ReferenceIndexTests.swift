import Aggregation
import Catalog
import Testing

@testable import Publication

@Suite struct ReferenceIndexTests {
    private func index(_ rows: ReferenceTable.Row...) -> ReferenceIndex {
        ReferenceIndex(ReferenceTable(id: "population", rows: rows), unitsInForce: [hacThanh, hamRong])
    }

    private let day = CivilDate(year: 2026, month: 5, day: 31)

    @Test("the newest row that holds on the day counts, whatever the order of the file")
    func newest() {
        let table = index(row(hacThanh, 3, from: "2026-06-01"), row(hacThanh, 2, from: "2026-05-31"), row(hacThanh, 1, from: "2025-07-01"))
        #expect(table.value(of: .commune(hacThanh), on: day)?.value == 2)
        #expect(table.value(of: .commune(hacThanh), on: day.adding(days: -1))?.value == 1)
        #expect(table.value(of: .commune(hacThanh), on: day.adding(days: 1))?.value == 3)
        #expect(table.value(of: .commune(hacThanh), on: CivilDate(year: 2025, month: 6, day: 30)) == nil)
    }

    @Test("of two rows for one day the later in the file counts")
    func sameDay() {
        let table = index(row(hacThanh, 1, from: "2026-01-01"), row(hacThanh, 2, from: "2026-01-01"))
        #expect(table.value(of: .commune(hacThanh), on: day)?.value == 2)
    }

    @Test("the province's own row goes before the sum of its communes")
    func ownRow() {
        let table = index(
            row(hacThanh, 1, from: "2026-01-01"), row(hamRong, 2, from: "2026-01-01"), row(.unlocated, 9, from: "2026-01-01"))
        #expect(table.value(of: .province, on: day)?.value == 9)
    }

    @Test("without an own row that holds, the province is the sum of all units, with their joint basis")
    func sum() {
        let table = index(
            row(hacThanh, 1, from: "2026-01-01", basis: "registered"),
            row(hamRong, 2, from: "2026-03-01", basis: "counted", isEstimate: true), row(.unlocated, 9, from: "2027-01-01"))
        let found = table.value(of: .province, on: day)
        #expect(found?.value == 3)
        #expect(
            found?.basis
                == DenominatorBasis.Reference(
                    basis: "counted; registered", source: "NQ 1686", isEstimate: true, validFrom: CivilDate(year: 2026, month: 3, day: 1)))
    }

    @Test("where one unit has no row that holds, the province has no sum")
    func incomplete() {
        #expect(index(row(hacThanh, 1, from: "2026-01-01")).value(of: .province, on: day) == nil)
        let late = index(row(hacThanh, 1, from: "2026-01-01"), row(hamRong, 1, from: "2026-06-01"))
        #expect(late.value(of: .province, on: day) == nil)
    }

    @Test("a province row is not the denominator of what is not located")
    func bucket() {
        #expect(index(row(.unlocated, 9, from: "2026-01-01")).value(of: .unlocated, on: day) == nil)
    }
}
