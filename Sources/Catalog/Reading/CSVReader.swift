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

    private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    private static let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    /// The column of the byte at `columnIndex`, which is at or before `index` on the same line.
    private var (column, columnIndex) = (1, 0)

    private init(_ text: String) {
        let bytes = Array(text.utf8)
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes
    }

    static func rows(of text: String) throws(Fault) -> [[Field]] {
        var reader = CSVReader(text)
        var rows: [[Field]] = []
        while reader.current != nil {
            let row = try reader.row()
            if row.count > 1 || row.first?.text.isEmpty == false { rows.append(row) }
        }
        return rows
    }

    private mutating func row() throws(Fault) -> [Field] {
        var fields = [try field()]
        while current == Self.comma {
            index += 1
            fields.append(try field())
        }
        if current != nil { endLine() }
        return fields
    }

    /// Reads up to the comma, line end or end of text that ends the field.
    private mutating func field() throws(Fault) -> Field {
        var field = Field(text: "", line: line, column: columnHere())
        if current == Self.quote {
            field.text = try quoted()
            if let next = current, next != Self.comma, !Self.endsLine(next) {
                throw fault("text after the closing quote; write a comma or end the line here")
            }
            return field
        }
        let start = index
        while let next = current, next != Self.comma, !Self.endsLine(next) {
            if next == Self.quote { throw fault("a quote within a field; quote the whole field and double the quote") }
            index += 1
        }
        field.text = text(from: start)
        return field
    }

    private mutating func quoted() throws(Fault) -> String {
        let unclosed = fault("the quote is never closed; close it or double it")
        var quoted = ""
        index += 1
        var start = index
        while let next = current {
            if Self.endsLine(next) {
                endLine()
            } else if next != Self.quote {
                index += 1
            } else {
                quoted += text(from: start)
                index += 1
                guard current == Self.quote else { return quoted }
                // The second of two is text, and begins the next stretch.
                start = index
                index += 1
            }
        }
        throw unclosed
    }

    private func text(from start: Int) -> String { String(decoding: bytes[start..<index], as: UTF8.self) }

    private mutating func fault(_ message: String) -> Fault { Fault(line: line, column: columnHere(), message: message) }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Passes over a line end: LF, CR or both.
    private mutating func endLine() {
        let isPair = bytes[index] == Self.carriageReturn && index + 1 < bytes.count && bytes[index + 1] == Self.lineFeed
        index += isPair ? 2 : 1
        line += 1
        (column, columnIndex) = (1, index)
    }

    /// The column of the byte at `index`.
    private mutating func columnHere() -> Int {
        let passed = bytes[columnIndex..<index]
        column += passed.allSatisfy { $0 < 0x80 } ? passed.count : text(from: columnIndex).count
        columnIndex = index
        return column
    }
}
