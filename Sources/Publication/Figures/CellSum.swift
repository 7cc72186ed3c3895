import Aggregation

/// What several cells of one window add up to: the partial cells of a commune, or all cells of the province.
///
/// A subject is complete within one partition and counts in one commune per window, so every part is a plain sum.
public struct CellSum: Equatable, Sendable {
    /// One per measure. 128 bits, so that sums of đồng cannot overflow however many cells there are.
    public private(set) var values: [Int128]
    public private(set) var subjects: Int64 = 0
    /// Ascending by partner, only those with records.
    public private(set) var partners: [PartnerCount] = []
    public private(set) var approximateRecords: Int64 = 0
    public internal(set) var isRevised = false

    public init(measureCount: Int) { values = Array(repeating: 0, count: measureCount) }

    public mutating func add(_ cell: Cell) {
        precondition(cell.values.count == values.count, "a cell has one value per measure of its pipeline")
        for index in values.indices { values[index] += Int128(cell.values[index]) }
        add(subjects: cell.subjects, partners: cell.partners, approximateRecords: cell.approximateRecords, isRevised: cell.isRevised)
    }

    public mutating func add(_ other: CellSum) {
        precondition(other.values.count == values.count, "sums of one pipeline have the same measures")
        for index in values.indices { values[index] += other.values[index] }
        add(subjects: other.subjects, partners: other.partners, approximateRecords: other.approximateRecords, isRevised: other.isRevised)
    }

    /// Takes back what was added. Whether the rest is revised only who knows all parts can say.
    mutating func remove(_ other: CellSum) {
        precondition(other.values.count == values.count, "sums of one pipeline have the same measures")
        for index in values.indices { values[index] -= other.values[index] }
        subjects -= other.subjects
        approximateRecords -= other.approximateRecords
        for part in other.partners {
            guard let place = partners.firstIndex(where: { $0.partner == part.partner }) else { continue }
            partners[place].records -= part.records
            if partners[place].records == 0 { partners.remove(at: place) }
        }
    }

    private mutating func add(subjects: Int64, partners others: [PartnerCount], approximateRecords: Int64, isRevised: Bool) {
        self.subjects += subjects
        self.approximateRecords += approximateRecords
        self.isRevised = self.isRevised || isRevised
        for other in others where other.records != 0 {
            // A handful of partners: a walk is shorter than a search.
            let place = partners.firstIndex { $0.partner >= other.partner } ?? partners.endIndex
            if place < partners.endIndex, partners[place].partner == other.partner {
                partners[place].records += other.records
            } else {
                partners.insert(other, at: place)
            }
        }
    }
}
