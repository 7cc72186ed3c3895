import Aggregation

// What the tables must keep to among themselves.
extension TerritoryTables {
    mutating func check() {
        checkVintages()
        checkUnits()
        checkSuccessors()
        checkEndedUnits()
    }

    private mutating func checkVintages() {
        if vintages.isEmpty && vintageTable.diagnostics.isEmpty {
            Self.report("no-vintage", in: &vintageTable, "the table names no vintage; write at least the one in force")
        }
        // Resolvers number them with one byte.
        if vintages.count > 255 { Self.report("too-many-vintages", in: &vintageTable, "more than 255 vintages; remove some") }
        var names: Set<String> = []
        for vintage in vintages where !names.insert(vintage.value.name).inserted {
            vintageTable.report("duplicate-row", at: vintage.fields[0], "the vintage `\(vintage.value.name)` stands twice; remove one")
        }
        let ordered = vintages.sorted { $0.value.validFrom < $1.value.validFrom }
        for (earlier, later) in zip(ordered, ordered.dropFirst()) where later.value.validFrom <= earlier.value.validTo {
            vintageTable.report(
                "overlapping-vintages", at: later.fields[1],
                "`\(later.value.name)` begins before `\(earlier.value.name)` has ended; end that one the day before")
        }
    }

    private mutating func checkUnits() {
        let byCode = Dictionary(grouping: units, by: \.value.code)
        for (code, stretches) in byCode {
            let ordered = stretches.sorted { $0.value.validFrom < $1.value.validFrom }
            for (earlier, later) in zip(ordered, ordered.dropFirst()) where later.value.validFrom <= earlier.value.validTo {
                let remedy = "end the earlier one the day before"
                unitTable.report(
                    "overlapping-units", at: later.fields[3],
                    "\(code) is already `\(earlier.value.name)` on \(later.value.validFrom) (line \(earlier.fields[0].line)); \(remedy)")
            }
        }
    }

    private mutating func checkSuccessors() {
        let known = Dictionary(grouping: units.map(\.value), by: \.code)
        for row in successors {
            let stretches = known[row.value.code] ?? []
            if stretches.isEmpty {
                successorTable.report(
                    "unknown-unit", at: row.fields[0], "units.csv has no unit \(row.value.code); add it or remove this row")
            } else if !stretches.contains(where: { $0.validTo == row.value.until }) {
                successorTable.report(
                    "unknown-unit", at: row.fields[1],
                    "no stretch of \(row.value.code) ends on \(row.value.until); write the valid_to of units.csv")
            }
            guard let heirs = known[row.value.successor] else {
                successorTable.report(
                    "unknown-successor", at: row.fields[2], "units.csv has no unit \(row.value.successor); correct the code or add the unit"
                )
                continue
            }
            if !heirs.contains(where: { $0.validTo == .endless }) {
                successorTable.report(
                    "successor-not-in-force", at: row.fields[2],
                    "\(row.value.successor) is not in force today; follow it to the units that are")
            }
        }
    }

    /// Each unit that ended: one full successor, or several partial ones with one default.
    private mutating func checkEndedUnits() {
        struct Ended: Hashable {
            var code: CommuneCode
            var until: CivilDate
        }
        let groups = Dictionary(grouping: successors) { Ended(code: $0.value.code, until: $0.value.until) }
        for unit in units where unit.value.validTo != .endless && groups[Ended(code: unit.value.code, until: unit.value.validTo)] == nil {
            unitTable.report(
                "missing-successor", at: unit.fields[4],
                "\(unit.value.code) ended on \(unit.value.validTo) and successors.csv has no row for it; add who took it over")
        }
        for (ended, rows) in groups {
            var seen: Set<CommuneCode> = []
            for row in rows where !seen.insert(row.value.successor).inserted {
                successorTable.report(
                    "duplicate-row", at: row.fields[2], "\(row.value.successor) already follows \(ended.code); remove one of the rows")
            }
            for row in rows where row.value.isFull != (rows.count == 1) {
                successorTable.report(
                    "successor-kind", at: row.fields[3],
                    rows.count == 1
                        ? "the only successor of \(ended.code) took over all of it; write full, or add the other parts"
                        : "\(ended.code) has \(rows.count) successors; write partial, or remove the others")
            }
            let defaults = rows.filter(\.value.isDefault)
            if defaults.isEmpty {
                successorTable.report(
                    "missing-default", at: rows[0].fields[4], "\(ended.code) has no default successor; write yes in one row")
            }
            for row in defaults.dropFirst() {
                successorTable.report("two-defaults", at: row.fields[4], "\(ended.code) already has a default successor; write no here")
            }
        }
    }

    private static func report(_ code: String, in table: inout CSVTable, _ message: String) {
        table.report(code, at: CSVTable.Field(text: "", line: 1, column: 1), message)
    }
}
