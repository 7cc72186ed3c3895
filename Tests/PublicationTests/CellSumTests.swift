import Aggregation
import Testing

@testable import Publication

@Suite struct CellSumTests {
    @Test("partial cells add up measure by measure")
    func addsUp() {
        var sum = CellSum(measureCount: 3)
        sum.add(cell(hacThanh, billed: 5, noncash: 3))
        sum.add(cell(hacThanh, billed: 7, noncash: 1))
        #expect(sum.values == [12, 4, 12])
        #expect(sum.subjects == 12)
        #expect(!sum.isRevised)
    }

    @Test("a sum beyond 64 bits stays exact")
    func wide() {
        var sum = CellSum(measureCount: 1)
        for _ in 0..<3 { sum.add(Cell(window: may2026, commune: hacThanh, values: [.max])) }
        #expect(sum.values == [3 * Int128(Int64.max)])
    }

    @Test("records of a partner add up, and partners stay in ascending order")
    func partners() {
        var sum = CellSum(measureCount: 0)
        let parts: [[(UInt16, Int64)]] = [[(2, 5)], [(1, 1), (3, 1)], [(2, 2), (9, 4)]]
        for part in parts {
            sum.add(
                Cell(window: may2026, commune: hacThanh, values: [], partners: part.map { PartnerCount(partner: $0.0, records: $0.1) }))
        }
        #expect(sum.partners.map(\.partner) == [1, 2, 3, 9])
        #expect(sum.partners.map(\.records) == [1, 7, 1, 4])
    }

    @Test("one revised part makes the whole revised, and approximate records add up")
    func revised() {
        var sum = CellSum(measureCount: 0)
        sum.add(Cell(window: may2026, commune: hacThanh, values: [], approximateRecords: 2))
        sum.add(Cell(window: may2026, commune: hacThanh, values: [], approximateRecords: 3, isRevised: true))
        var province = CellSum(measureCount: 0)
        province.add(sum)
        #expect(province.isRevised)
        #expect(province.approximateRecords == 5)
    }
}
