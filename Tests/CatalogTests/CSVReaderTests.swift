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

    @Test(arguments: [("a,\"b", 1, 3), ("a,b\n1,x\"y", 2, 4), ("\"a\"b,c", 1, 4)])
    func `a misplaced quote is a fault with its place`(text: String, line: Int, column: Int) {
        do {
            _ = try CSVReader.rows(of: text)
            Issue.record("no fault in \(text)")
        } catch {
            #expect(error.line == line)
            #expect(error.column == column)
        }
    }
}
