import Aggregation

extension ReferenceTable {
    /// The row of the commune that holds on the day: the latest that has begun; nil when none has.
    public func value(of commune: CommuneCode, on day: CivilDate) -> Row? {
        var found: Row?
        for row in rows where row.commune == commune && row.validFrom <= day {
            if let standing = found, standing.validFrom > row.validFrom { continue }
            found = row
        }
        return found
    }

    /// The province's figure on the day: its own row, else the sum when every unit in force today has a row, else nil.
    /// A sum is an estimate when one of its rows is, and names each basis and source once.
    public func total(on day: CivilDate, in territory: Territory) -> Row? {
        if let own = value(of: .unlocated, on: day) { return own }
        var sum: Int64 = 0
        var parts: [Row] = []
        for unit in territory.unitsInForce {
            guard let row = value(of: unit.code, on: day) else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(row.value)
            guard !overflow else { return nil }
            sum = next
            parts.append(row)
        }
        guard let latest = parts.map(\.validFrom).max() else { return nil }
        return Row(
            commune: .unlocated, value: sum, validFrom: latest, basis: Self.joined(parts.map(\.basis)),
            source: Self.joined(parts.map(\.source)), isEstimate: parts.contains(where: \.isEstimate))
    }

    private static func joined(_ texts: [String]) -> String {
        var seen: [String] = []
        for text in texts where !seen.contains(text) { seen.append(text) }
        return seen.joined(separator: "; ")
    }
}
