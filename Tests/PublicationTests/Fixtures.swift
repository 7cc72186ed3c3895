import Aggregation
import Catalog

@testable import Publication

let hacThanh = CommuneCode(rawValue: 14797)
let hamRong = CommuneCode(rawValue: 14758)
let bimSon = CommuneCode(rawValue: 14812)
let may2026 = Window(length: .month, ordinal: 2026 * 12 + 4)
let names: [CommuneCode: String] = [hacThanh: "Hạc Thành", hamRong: "Hàm Rồng", bimSon: "Bỉm Sơn"]
let noon = EventTime(rawValue: Int64(CivilDate(year: 2026, month: 6, day: 3).rawValue) * 86_400_000 + 5 * 3_600_000)
let today = CivilDate(year: 2026, month: 6, day: 3)

func surroundings(partitions: Int = 1, partners: [UInt16: String] = [1: "pc-thanhhoa", 2: "bank"]) -> PublicationContext {
    PublicationContext(
        unitsInForce: [hacThanh, hamRong, bimSon], communeName: { names[$0] }, partnerName: { partners[$0] }, partitionCount: partitions)
}

/// A share of households (target 80 %), a share of a reference, and a count.
func electricity(minimumSubjects: Int = 0, graceDays: Int = 0, windows: [WindowLength] = [.month, .current]) -> Pipeline {
    let nothing = FlagSelection()
    return Pipeline(
        id: "electricity", title: Localized(vi: "Tiền điện", en: "Electricity"), windows: windows, graceDays: graceDays,
        minimumSubjects: minimumSubjects, flags: [Named(name: "billed")], facts: [],
        measures: [
            MeasureRule(name: "billed", kind: .subjects, condition: nothing),
            MeasureRule(name: "noncash", kind: .subjects, condition: nothing),
            MeasureRule(name: "monthly", kind: .records, condition: nothing, windows: [.month]),
        ],
        indicators: [
            Indicator(
                id: "EP01", title: Localized(vi: "Hộ trả không tiền mặt", en: "Households without cash"), unit: .percent,
                numerator: "noncash",
                denominator: .measure("billed"), windows: windows, target: .atLeast(hundredths: 8000)),
            Indicator(
                id: "EP08", title: Localized(vi: "Theo dân số", en: "Of the population"), unit: .percent, numerator: "noncash",
                denominator: .reference("population"), windows: windows),
            Indicator(id: "EC01", title: Localized(vi: "Số hộ", en: "Households"), unit: .count, numerator: "billed", windows: windows),
        ])
}

func cell(
    _ commune: CommuneCode, billed: Int64, noncash: Int64, subjects: Int64? = nil, window: Window = may2026, partner: UInt16 = 1,
    isRevised: Bool = false
) -> Cell {
    Cell(
        window: window, commune: commune, values: [billed, noncash, billed], subjects: subjects ?? billed,
        partners: billed > 0 ? [PartnerCount(partner: partner, records: billed)] : [], isRevised: isRevised)
}

func row(_ commune: CommuneCode, _ value: Int64, from day: String, basis: String = "registered", isEstimate: Bool = false)
    -> ReferenceTable.Row
{
    ReferenceTable.Row(
        commune: commune, value: value, validFrom: CivilDate(day) ?? CivilDate(rawValue: 0), basis: basis, source: "NQ 1686",
        isEstimate: isEstimate)
}

extension Publisher {
    init(_ pipeline: Pipeline = electricity(), references: [ReferenceTable] = [], partitions: Int = 1) {
        self.init(pipeline: pipeline, references: references, context: surroundings(partitions: partitions))
    }

    mutating func accept(_ cells: Cell..., partition: Int = 0, position: Int64 = 1, watermark: EventTime = .distantPast) {
        accept(cells: cells, partition: partition, position: position, progress: [], watermark: watermark)
    }

    mutating func changes() -> [IndicatorUpdate] { changes(at: noon, asOf: today) }
}

extension [IndicatorUpdate] {
    subscript(key: String) -> IndicatorUpdate? { first { $0.key.description == key } }

    var keys: [String] { map(\.key.description) }
}

/// A generator that a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
