/// Reads CSV text as of RFC 4180: quoted fields, doubled quotes, LF or CRLF or CR, an optional byte order mark. Blank lines are skipped.
struct CSVReader {
    /// A field and where it begins, from 1, columns in characters.
    struct Field: Hashable, Sendable {
        var text: String
        var line: Int
        var column: Int
    }

    /// What breaks the syntax, and where.
    struct Fault: Error, Hashable {
        var line: Int
        var column: Int
        var message: String
    }

    private let characters: [Character]
    private var index = 0
    private var line = 1
    private var column = 1

    private init(_ text: String) {
        let scalars = text.unicodeScalars
        characters = Array(scalars.first == "\u{FEFF}" ? String(scalars.dropFirst()) : text)
    }

    static func rows(of text: String) throws(Fault) -> [[Field]] {
        var reader = CSVReader(text)
        var rows: [[Field]] = []
        while reader.index < reader.characters.count {
            let row = try reader.row()
            if row.count > 1 || row.first?.text.isEmpty == false { rows.append(row) }
        }
        return rows
    }

    private mutating func row() throws(Fault) -> [Field] {
        var fields = [try field()]
        while let next = current, next == "," {
            advance()
            fields.append(try field())
        }
        if current != nil { advance() }
        return fields
    }

    /// Reads up to the comma, line end or end of text that ends the field.
    private mutating func field() throws(Fault) -> Field {
        var field = Field(text: "", line: line, column: column)
        if current == "\"" {
            field.text = try quoted()
            if let next = current, next != ",", !Self.endsLine(next) {
                throw Fault(line: line, column: column, message: "text after the closing quote; write a comma or end the line here")
            }
            return field
        }
        while let next = current, next != ",", !Self.endsLine(next) {
            if next == "\"" {
                throw Fault(line: line, column: column, message: "a quote within a field; quote the whole field and double the quote")
            }
            field.text.append(next)
            advance()
        }
        return field
    }

    private mutating func quoted() throws(Fault) -> String {
        let start = (line: line, column: column)
        var text = ""
        advance()
        while let next = current {
            advance()
            if next != "\"" {
                text.append(next)
            } else if current == "\"" {
                text.append("\"")
                advance()
            } else {
                return text
            }
        }
        throw Fault(line: start.line, column: start.column, message: "the quote is never closed; close it or double it")
    }

    private static func endsLine(_ character: Character) -> Bool { character == "\n" || character == "\r\n" || character == "\r" }

    private var current: Character? { index < characters.count ? characters[index] : nil }

    private mutating func advance() {
        if Self.endsLine(characters[index]) {
            line += 1
            column = 1
        } else {
            column += 1
        }
        index += 1
    }
}
