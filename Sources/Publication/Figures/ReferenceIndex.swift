import Aggregation
import Catalog

/// A reference table by area and day.
struct ReferenceIndex: Sendable {
    private let name: String
    /// By commune (`unlocated`: the province), by `validFrom`.
    private let rows: [CommuneCode: [ReferenceTable.Row]]
    private let unitsInForce: [CommuneCode]

    init(_ table: ReferenceTable, unitsInForce: [CommuneCode]) {
        name = table.id
        self.unitsInForce = unitsInForce
        // A stable order, so that of two rows for one day the later in the file stands.
        rows = Dictionary(grouping: table.rows, by: \.commune).mapValues { rows in
            rows.enumerated().sorted { ($0.element.validFrom, $0.offset) < ($1.element.validFrom, $1.offset) }.map(\.element)
        }
    }

    /// The newest value that holds on the day, with its basis; nil where no row does. The province has its own row or, without one that
    /// holds yet, the sum of all units in force; where one of those lacks, a sum would be too small, and there is none. The bucket of what
    /// is not located has no denominator.
    func value(of area: Area, on day: CivilDate) -> (value: Int128, basis: DenominatorBasis.Reference)? {
        switch area {
        case .unlocated: nil
        case .commune(let code): row(of: code, on: day).flatMap { combined([$0]) }
        case .province: row(of: .unlocated, on: day).flatMap { combined([$0]) } ?? sum(on: day)
        }
    }

    private func row(of code: CommuneCode, on day: CivilDate) -> ReferenceTable.Row? {
        rows[code]?.last { $0.validFrom <= day }
    }

    private func sum(on day: CivilDate) -> (value: Int128, basis: DenominatorBasis.Reference)? {
        var found: [ReferenceTable.Row] = []
        for unit in Set(unitsInForce) {
            guard let row = row(of: unit, on: day) else { return nil }
            found.append(row)
        }
        return combined(found)
    }

    private func combined(_ rows: [ReferenceTable.Row]) -> (value: Int128, basis: DenominatorBasis.Reference)? {
        guard let validFrom = rows.map(\.validFrom).max() else { return nil }
        let basis = DenominatorBasis.Reference(
            basis: Set(rows.map(\.basis)).sorted().joined(separator: "; "),
            source: Set(rows.map(\.source)).sorted().joined(separator: "; "),
            isEstimate: rows.contains(where: \.isEstimate), validFrom: validFrom)
        return (rows.reduce(0) { $0 + Int128($1.value) }, basis)
    }
}
