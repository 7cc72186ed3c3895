import Foundation
import GRDB

/// The figures of a set of event lines, worked out by SQL from the definitions: the contracts, the pipelines' comments and descriptions, the
/// list of indicators, and the counting model of the design. It shares nothing with the program but the lines and the tables under Pipelines/.
struct Oracle {
    /// A line, and the partner on whose channel it came, where that is known.
    struct Line {
        var text: String
        var partner: String?
    }

    let database: DatabaseQueue

    /// - Parameters:
    ///   - folder: the folder of pipelines, for territory and references.
    ///   - now: the clock, in milliseconds.
    init(_ lines: [Line], folder: URL, now: Int64) throws {
        database = try DatabaseQueue()
        try database.write { database in
            try OracleTables.load(folder, into: database)
            try database.execute(sql: "CREATE TABLE line (id INTEGER PRIMARY KEY, partner TEXT, body TEXT NOT NULL)")
            let insert = try database.makeStatement(sql: "INSERT INTO line VALUES (?, ?, ?)")
            for (index, line) in lines.enumerated() { try insert.execute(arguments: [index, line.partner, line.text]) }
            try database.execute(sql: Acceptance.sql(now: now))
            try database.execute(sql: Facts.sql)
            try database.execute(sql: Standing.sql)
            for sql in [ElectricityMeasures.sql, DossierMeasures.sql, OCOPMeasures.sql, Figures.sql] { try database.execute(sql: sql) }
        }
    }

    /// The first columns as a key, the last as its value.
    func table(_ sql: String) throws -> [String: String] {
        let rows = try database.read { try Row.fetchAll($0, sql: sql) }
        var table: [String: String] = [:]
        for row in rows {
            let texts = row.databaseValues.map { value in
                String.fromDatabaseValue(value) ?? Int64.fromDatabaseValue(value).map(String.init) ?? "–"
            }
            table[texts.dropLast().joined(separator: " ")] = texts.last ?? ""
        }
        return table
    }

    /// The reason of every line that is rejected, by its number from 0.
    func rejects() throws -> [String: String] { try table("SELECT id, reason FROM reject") }

    /// Every measure that is not 0, by pipeline, window, area and name.
    func measures() throws -> [String: String] {
        try table("SELECT pipeline, window, area, name, value FROM measure_of_area WHERE value <> 0")
    }

    /// Every figure by indicator, area and window: availability, numerator, denominator, value, data error, target.
    func figures() throws -> [String: String] {
        try table(
            """
            SELECT indicator, area, window,
              availability || ' ' || coalesce(numerator, '–') || ' ' || coalesce(denominator, '–') || ' ' || coalesce(value, '–')
                || ' ' || coalesce(data_error, '–') || ' ' || coalesce(target_met, '–')
            FROM figure
            """)
    }

    /// The records of each figure by partner.
    func contributions() throws -> [String: String] {
        try table(
            """
            SELECT f.indicator, f.area, f.window, group_concat(c.partner || ':' || c.records, ' ')
            FROM figure f JOIN (SELECT * FROM contribution ORDER BY partner) c
              ON c.pipeline = f.pipeline AND c.window = f.window AND c.area = f.area
            WHERE f.availability NOT LIKE 'suppressed%'
            GROUP BY f.indicator, f.area, f.window
            """)
    }

    /// The latest business time of each partner by pipeline and window.
    func latest(pipeline: String) throws -> [String: String] {
        try table("SELECT window, partner, latest FROM latest WHERE pipeline = '\(pipeline)'")
    }

    func number(_ sql: String) throws -> Int { try database.read { try Int.fetchOne($0, sql: sql) ?? 0 } }

    /// What the definitions leave open, and so the lines must not contain: two different newest facts of a record, or two newest located records
    /// of a subject at one instant in different communes.
    func openCases() throws -> [String] { try database.read { try String.fetchAll($0, sql: "SELECT what FROM open_case") } }

    /// The lines about subjects of which something is left open.
    func openLines() throws -> Set<Int> {
        try database.read { database in
            try Int.fetchSet(database, sql: "SELECT id FROM fact WHERE (pipeline, subject) IN (SELECT pipeline, subject FROM open_case)")
        }
    }
}
