import Foundation
import Testing

@testable import Catalog

@Suite struct CSVReaderTests {
    func texts(_ text: String) throws -> [[String]] { try CSVReader.rows(of: text).map { $0.map(\.text) } }

    @Test func `quoted fields hold commas, doubled quotes and line ends`() throws {
        #expect(try texts("a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\n") == [["a", "b"], ["x, \"y\"", "two\nlines"]])
    }

    @Test func `a byte order mark, CRLF and a missing last line end change nothing`() throws {
        #expect(try texts("\u{FEFF}a,b\r\n1,2\r\n3,4") == [["a", "b"], ["1", "2"], ["3", "4"]])
    }

    @Test func `blank lines are skipped and empty fields are kept`() throws {
        #expect(try texts("a,b\n\n,\n") == [["a", "b"], ["", ""]])
        #expect(try texts("").isEmpty)
    }

    @Test func `fields know their line and column, also after a quoted line end`() throws {
        let rows = try CSVReader.rows(of: "a,b\r\n\"p\nq\",Đông,x\n")
        #expect(rows[1][1] == CSVReader.Field(text: "Đông", line: 3, column: 4))
        #expect(rows[1][2] == CSVReader.Field(text: "x", line: 3, column: 9))
    }

    @Test(arguments: [("a,\"b", 1, 3), ("a,b\n1,x\"y", 2, 4), ("\"a\"b,c", 1, 4), ("Đông,\"x\"y", 1, 9), ("a\r\"p\nq\"x", 3, 3)])
    func `a misplaced quote is a fault with its place`(text: String, line: Int, column: Int) {
        do {
            _ = try CSVReader.rows(of: text)
            Issue.record("no fault in \(text)")
        } catch {
            #expect(error.line == line)
            #expect(error.column == column)
        }
    }

    @Test func `a comma before a combining mark is a comma, a quote a quote`() throws {
        #expect(try texts("a,\u{301}b\n") == [["a", "\u{301}b"]])
        #expect(try texts("\"a,b\"\n") == [["a,b"]])
        #expect(throws: CSVReader.Fault(line: 1, column: 2, message: "a quote within a field; quote the whole field and double the quote"))
        {
            try CSVReader.rows(of: "x\"\u{302}\n")
        }
    }

    @Test(arguments: UInt64(1)...300) func `what was written is read again, each field at its line and column`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let pieces = ["a", "Z9", " ", "Hạc Thành", "ế", "e\u{301}", ",", "\"", "\n", "\r\n", "\r", "🌾", ""]
        var (text, line, column) = ("", 1, 1)
        func write(_ written: String) {
            text += written
            for character in written {
                if ["\n", "\r\n", "\r"].contains(character) { (line, column) = (line + 1, 1) } else { column += 1 }
            }
        }
        var expected: [[CSVReader.Field]] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var row: [CSVReader.Field] = []
            for place in 0..<Int.random(in: 2...5, using: &random) {
                if place > 0 { write(",") }
                let value = (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
                row.append(CSVReader.Field(text: value, line: line, column: column))
                let needsQuotes = value.contains { [",", "\"", "\n", "\r\n", "\r"].contains($0) } || Bool.random(using: &random)
                write(needsQuotes ? "\"\(value.replacing("\"", with: "\"\""))\"" : value)
            }
            expected.append(row)
            write(["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n")
        }
        #expect(try CSVReader.rows(of: text) == expected, "seed \(seed)")
    }

    @Test func `a table's text comes out in NFC, whatever it was`() throws {
        let blocks: [ClosedRange<UInt32>] = [0x20...0x3FF, 0x1E00...0x20FF]
        for scalar in blocks.joined().compactMap(Unicode.Scalar.init) {
            for name in ["x\(scalar)", "\(scalar)\u{301}", "Tho\u{323}\(scalar)"]
            where !name.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) {
                let table = CSVTable(bytes: Data("name\n\(name)\n".utf8), named: "names.csv", columns: ["name"])
                let found = try #require(table.rows.first?.first).text
                #expect(found.utf8.elementsEqual(name.precomposedStringWithCanonicalMapping.utf8), "U+\(String(scalar.value, radix: 16))")
            }
        }
    }
}
