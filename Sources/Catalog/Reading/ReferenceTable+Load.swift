import Aggregation
import Foundation

extension ReferenceTable {
    /// What stands in the column `commune` for the whole province.
    static let provinceCode = "38"

    /// Reads `commune,value,valid_from,basis,source,estimate`; the id is the file's name without `.csv`. Rows come out by commune, then by day.
    /// - Parameter territory: communes must be units in force there; nil leaves that unchecked.
    /// - Returns: the table, nil when there is any error; and what is wrong, with places.
    public static func load(file: String, territory: Territory?) -> (table: ReferenceTable?, diagnostics: [Diagnostic]) {
        load(CSVTable(file: file, columns: columns), territory: territory)
    }

    /// The same from bytes that stand elsewhere.
    ///
    /// - Parameter name: stands for the file in diagnostics; its last part without `.csv` is the table's id.
    public static func load(bytes: [UInt8], named name: String, territory: Territory?) -> (
        table: ReferenceTable?, diagnostics: [Diagnostic]
    ) {
        load(CSVTable(bytes: Data(bytes), named: name, columns: columns), territory: territory)
    }

    /// Whether a table can be called so.
    public static func isID(_ text: String) -> Bool { Identifier.reference.matches(text) }

    private static let columns = ["commune", "value", "valid_from", "basis", "source", "estimate"]

    private static func load(_ table: CSVTable, territory: Territory?) -> (table: ReferenceTable?, diagnostics: [Diagnostic]) {
        var csv = table
        struct Key: Hashable {
            var commune: CommuneCode
            var validFrom: CivilDate
        }
        var rows: [Row] = []
        var lines: [Key: Int] = [:]
        for fields in csv.rows {
            guard let row = row(fields, in: &csv, territory: territory) else { continue }
            if let line = lines.updateValue(fields[0].line, forKey: Key(commune: row.commune, validFrom: row.validFrom)) {
                csv.report("duplicate-row", at: fields[0], "line \(line) already gives this commune's value of that day; remove one")
            }
            rows.append(row)
        }
        if csv.rows.isEmpty, csv.diagnostics.isEmpty { csv.reportEmpty() }
        guard csv.diagnostics.isEmpty else { return (nil, csv.diagnostics) }
        rows.sort { ($0.commune, $0.validFrom) < ($1.commune, $1.validFrom) }
        let name = csv.file.split(separator: "/").last.map(String.init) ?? csv.file
        return (ReferenceTable(id: name.hasSuffix(".csv") ? String(name.dropLast(4)) : name, rows: rows), [])
    }

    private static func row(_ fields: [CSVTable.Field], in csv: inout CSVTable, territory: Territory?) -> Row? {
        var commune: CommuneCode? = .unlocated
        if fields[0].text != provinceCode {
            commune = csv.code(fields[0])
            if let commune, let territory, territory.unit(inForce: commune) == nil {
                csv.report(
                    "unknown-unit", at: fields[0], "\(commune) is no unit in force today; write one of units.csv, or 38 for the province")
            }
        }
        let value = Int64(fields[1].text).flatMap { $0 >= 0 && fields[1].text.utf8.allSatisfy { (48...57).contains($0) } ? $0 : nil }
        if value == nil { csv.report("bad-value", at: fields[1], "`\(fields[1].text)` is not a whole number from 0; write digits only") }
        let day = csv.date(fields[2])
        if fields[3].text.isEmpty { csv.report("bad-value", at: fields[3], "the basis is empty; say what was counted") }
        if fields[4].text.isEmpty { csv.report("bad-value", at: fields[4], "the source is empty; say where the figure is from") }
        let isEstimate = csv.boolean(fields[5])
        guard let commune, let value, let day, let isEstimate else { return nil }
        return Row(
            commune: commune, value: value, validFrom: day, basis: fields[3].text, source: fields[4].text, isEstimate: isEstimate)
    }
}
