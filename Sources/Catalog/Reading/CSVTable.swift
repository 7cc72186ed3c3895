import Aggregation
import Foundation

/// A CSV file with a header row, whose columns are known by name.
struct CSVTable {
    typealias Field = CSVReader.Field

    let file: String
    /// Fields in the order of the columns asked for.
    private(set) var rows: [[Field]] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// Reads the file; every column must be there, in any order, and no other. Names come out in NFC.
    /// What cannot be read is in `diagnostics`, and rows that do not fit the header are left out.
    init(file: String, columns: [String]) {
        self.file = file
        guard let data = FileManager.default.contents(atPath: file) else {
            report("cannot-read", line: 0, column: 0, "cannot read the file; check that it exists and its permissions")
            return
        }
        read(data, columns: columns)
    }

    /// The same from bytes that stand elsewhere; `name` stands for the file in diagnostics.
    init(bytes: Data, named name: String, columns: [String]) {
        file = name
        read(bytes, columns: columns)
    }

    private mutating func read(_ bytes: Data, columns: [String]) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            report("not-utf8", line: 0, column: 0, "the file is not UTF-8; save it as UTF-8")
            return
        }
        do throws(CSVReader.Fault) {
            take(try CSVReader.rows(of: text.isSurelyNFC ? text : text.precomposedStringWithCanonicalMapping), columns: columns)
        } catch {
            report("csv-quote", line: error.line, column: error.column, error.message)
        }
    }

    private mutating func take(_ all: [[Field]], columns: [String]) {
        guard let header = all.first else {
            report("csv-header", line: 1, column: 1, "the file is empty; it begins with the header `\(columns.joined(separator: ","))`")
            return
        }
        for (index, field) in header.enumerated() {
            if !columns.contains(field.text) {
                report("csv-header", at: field, "unknown column `\(field.text)`; the columns are \(columns.joined(separator: ", "))")
            } else if header[..<index].contains(where: { $0.text == field.text }) {
                report("csv-header", at: field, "the column `\(field.text)` stands twice; remove one")
            }
        }
        let order = columns.map { name in header.firstIndex { $0.text == name } }
        for (name, place) in zip(columns, order) where place == nil {
            report(
                "csv-header", line: header[0].line, column: 1,
                "the column `\(name)` is missing; the header is `\(columns.joined(separator: ","))`")
        }
        guard diagnostics.isEmpty else { return }
        for row in all.dropFirst() {
            if row.count == header.count {
                rows.append(order.compactMap { $0.map { row[$0] } })
            } else {
                report("csv-fields", at: row[0], "\(row.count) fields where the header has \(header.count); quote fields that hold commas")
            }
        }
    }

    mutating func report(_ code: String, at field: Field, _ message: String) {
        report(code, line: field.line, column: field.column, message)
    }

    /// For tables that mean nothing without rows.
    mutating func reportEmpty() {
        report("empty-table", line: 1, column: 1, "the table has a header and no rows; nothing would have a value by it")
    }

    private mutating func report(_ code: String, line: Int, column: Int, _ message: String) {
        diagnostics.append(Diagnostic(file: file, line: line, column: column, code: code, message: message))
    }
}

// Fields of the types that tables share; nil where the text does not fit, which is then reported.
extension CSVTable {
    mutating func code(_ field: Field) -> CommuneCode? {
        if let code = CommuneCode(field.text) { return code }
        report("bad-code", at: field, "`\(field.text)` is not a commune code; write its five digits, e.g. 14797")
        return nil
    }

    mutating func date(_ field: Field) -> CivilDate? {
        if let date = CivilDate(field.text) { return date }
        report("bad-date", at: field, "`\(field.text)` is not a date; write YYYY-MM-DD, e.g. 2025-07-01")
        return nil
    }

    mutating func boolean(_ field: Field) -> Bool? {
        if field.text == "yes" || field.text == "no" { return field.text == "yes" }
        report("bad-value", at: field, "`\(field.text)` is neither yes nor no; write one of them")
        return nil
    }
}

extension String {
    /// All characters are of blocks that stay as they are in NFC: up to U+02FF, and Latin Extended Additional (U+1E00 to U+1EFF), as in Vietnamese
    /// text from most keyboards. Other text may be in NFC, too.
    /// Source: Unicode, DerivedNormalizationProps.txt (NFC_Quick_Check is Yes there, and all combining classes are 0).
    fileprivate var isSurelyNFC: Bool {
        var isAfterE1 = false
        for byte in utf8 {
            switch byte {
            case 0xE1: isAfterE1 = true
            case 0xB8...0xBB where isAfterE1: isAfterE1 = false
            case 0x00...0xCB where !isAfterE1: break
            default: return false
            }
        }
        return true
    }
}
