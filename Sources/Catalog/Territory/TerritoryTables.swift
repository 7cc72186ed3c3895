import Aggregation

/// The rows of the territory's three tables with the places that they come from.
struct TerritoryTables {
    /// A row and its fields, in the order of `columns`.
    struct Placed<Value> {
        var value: Value
        var fields: [CSVTable.Field]
    }

    private(set) var vintages: [Placed<Territory.Vintage>] = []
    private(set) var units: [Placed<Territory.Unit>] = []
    private(set) var successors: [Placed<Territory.Successor>] = []
    var vintageTable: CSVTable
    var unitTable: CSVTable
    var successorTable: CSVTable

    /// By file, then by place.
    var diagnostics: [Diagnostic] {
        [vintageTable, unitTable, successorTable].flatMap { table in
            table.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        }
    }

    init(folder: String) {
        vintageTable = CSVTable(file: folder + "/vintages.csv", columns: ["vintage", "valid_from", "valid_to"])
        unitTable = CSVTable(
            file: folder + "/units.csv", columns: ["code", "name", "type", "valid_from", "valid_to", "name_alternative"])
        successorTable = CSVTable(file: folder + "/successors.csv", columns: ["code", "until", "successor", "kind", "is_default"])
        for row in vintageTable.rows { readVintage(row) }
        for row in unitTable.rows { readUnit(row) }
        for row in successorTable.rows { readSuccessor(row) }
    }

    private mutating func readVintage(_ row: [CSVTable.Field]) {
        if row[0].text.isEmpty { vintageTable.report("bad-value", at: row[0], "a vintage has a name, e.g. 2025H1") }
        guard let from = vintageTable.date(row[1]), let to = Self.lastDay(row[2], from: from, in: &vintageTable) else { return }
        vintages.append(Placed(value: .init(name: row[0].text, validFrom: from, validTo: to), fields: row))
    }

    private mutating func readUnit(_ row: [CSVTable.Field]) {
        if row[1].text.isEmpty { unitTable.report("bad-value", at: row[1], "a unit has a name") }
        if !["xã", "phường", "thị trấn"].contains(row[2].text) {
            unitTable.report("bad-value", at: row[2], "unknown type `\(row[2].text)`; write xã, phường or thị trấn")
        }
        guard let code = unitTable.code(row[0]), let from = unitTable.date(row[3]),
            let to = Self.lastDay(row[4], from: from, in: &unitTable)
        else { return }
        let unit = Territory.Unit(
            code: code, name: row[1].text, type: row[2].text, validFrom: from, validTo: to,
            alternativeName: row[5].text.isEmpty ? nil : row[5].text)
        units.append(Placed(value: unit, fields: row))
    }

    private mutating func readSuccessor(_ row: [CSVTable.Field]) {
        if row[3].text != "full" && row[3].text != "partial" {
            successorTable.report("bad-value", at: row[3], "unknown kind `\(row[3].text)`; write full or partial")
        }
        guard let code = successorTable.code(row[0]), let until = successorTable.date(row[1]), let successor = successorTable.code(row[2]),
            let isDefault = successorTable.boolean(row[4])
        else { return }
        let value = Territory.Successor(
            code: code, until: until, successor: successor, isFull: row[3].text == "full", isDefault: isDefault)
        successors.append(Placed(value: value, fields: row))
    }

    /// A last day; empty means: still in force.
    private static func lastDay(_ field: CSVTable.Field, from: CivilDate, in table: inout CSVTable) -> CivilDate? {
        if field.text.isEmpty { return .endless }
        guard let day = table.date(field) else { return nil }
        if day < from {
            table.report("bad-date", at: field, "ends before it begins on \(from); swap the dates or correct one")
            return nil
        }
        return day
    }
}
