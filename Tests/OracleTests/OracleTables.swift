import Foundation
import GRDB

/// The tables under Pipelines/, as they stand.
enum OracleTables {
    static func load(_ folder: URL, into database: Database) throws {
        try load(folder.appendingPathComponent("territory/vintages.csv"), as: "vintage", into: database)
        try load(folder.appendingPathComponent("territory/units.csv"), as: "unit", into: database)
        try load(folder.appendingPathComponent("territory/successors.csv"), as: "successor", into: database)
        try load(folder.appendingPathComponent("references/ocop_products.csv"), as: "ocop_products", into: database)
        try database.execute(
            sql: """
                CREATE INDEX unit_code ON unit (code);
                CREATE INDEX successor_code ON successor (code, until);
                """)
    }

    private static func load(_ file: URL, as table: String, into database: Database) throws {
        let rows = records(try String(contentsOf: file, encoding: .utf8))
        guard let header = rows.first else { return }
        try database.execute(sql: "CREATE TABLE \(table) (\(header.map { "\($0) TEXT" }.joined(separator: ", ")))")
        let marks = header.map { _ in "?" }.joined(separator: ", ")
        let insert = try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(marks))")
        for row in rows.dropFirst() { try insert.execute(arguments: StatementArguments(row)) }
    }

    /// Fields may be quoted; none of ours holds a quotation mark or the end of a line.
    private static func records(_ text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).map { line in
            var fields = [""]
            var isQuoted = false
            for character in line {
                switch character {
                case "\"": isQuoted.toggle()
                case "," where !isQuoted: fields.append("")
                default: fields[fields.count - 1].append(character)
                }
            }
            return fields
        }
    }
}
