import Testing

@testable import Catalog

@Suite struct YAMLReaderTests {
    private func read(_ bytes: [UInt8]) -> (YAMLNode?, [Diagnostic]) {
        var findings = Findings(file: "probe.yaml")
        let node = YAMLReader.read(bytes, &findings)
        return (node, findings.diagnostics)
    }

    @Test("a byte order mark and CRLF change nothing") func byteOrderMark() {
        let (node, diagnostics) = read([0xEF, 0xBB, 0xBF] + Array("a: 1\r\nb:\r\n  c: x\r\n".utf8))
        #expect(diagnostics.isEmpty)
        #expect(node?["b"]?["c"]?.text == "x")
        #expect(node?.place(["b", "c"]) == Place(line: 3, column: 6))
    }

    @Test("bytes that are not UTF-8 are refused where they stand") func notUTF8() {
        let (node, diagnostics) = read(Array("a: ế\nb: x".utf8) + [0xFF] + Array("\n".utf8))
        #expect(node == nil)
        #expect(
            diagnostics.map(\.description) == [
                "probe.yaml:2:5: error[not-utf8]: the text is not UTF-8 from here on; save the file as UTF-8"
            ])
        #expect(read([0xFF, 0xFE, 0x61, 0x00]).1.first.map { "\($0.line):\($0.column)" } == "1:1")
    }

    @Test("a billion laughs are refused before they multiply") func billionLaughs() {
        var yaml = "a0: &a0 [x, x]\n"
        for level in 1...40 { yaml += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(read(Array(yaml.utf8)).1.map(\.code) == ["too-many-aliases"])
        let asKeys = "a: &a [x]\nb: {" + (0..<30).map { "? [*a, \($0)] : 1" }.joined(separator: ", ") + "}\n"
        #expect(read(Array(asKeys.utf8)).1.map(\.code) == ["too-many-aliases"])
    }

    @Test("a few aliases are fine, and so are stars in a text without anchors") func aliases() {
        #expect(read(Array("a: &x [1, 2]\nb: *x\n".utf8)).0?["b"]?.elements?.count == 2)
        let starred = "a: |\n" + String(repeating: "  *bold* text\n", count: 50)
        #expect(read(Array(starred.utf8)).1.isEmpty)
    }

    @Test("any depth of nesting is a diagnostic", arguments: ["[", "{a: ", "- ", "? "]) func nesting(_ opening: String) {
        let (node, diagnostics) = read(Array(String(repeating: opening, count: 100_000).utf8))
        #expect(node == nil)
        #expect(diagnostics.count == 1 && diagnostics[0].line >= 1 && diagnostics[0].column >= 1)
    }

    @Test("a file that no person has written is not read") func tooLarge() {
        #expect(read(Array(repeating: UInt8(ascii: "a"), count: YAMLReader.byteLimit + 1)).1.map(\.code) == ["file-too-large"])
    }

    @Test("quotes decide whether a word is a boolean, and null is nothing") func scalars() {
        let node = read(Array("a: true\nb: \"true\"\nc: ~\nd:\ne: \"~\"\nf: null\n".utf8)).0
        #expect(node?["a"]?.boolean == true)
        #expect(node?["b"]?.boolean == nil && node?["b"]?.text == "true")
        #expect(node?["c"]?.isNull == true && node?["d"]?.isNull == true && node?["f"]?.isNull == true)
        #expect(node?["e"]?.text == "~")
    }

    @Test("paths lead to values and to keys, as far as they go") func paths() {
        let node = read(Array("a:\n  - {k: [x, y]}\n  - z\n".utf8)).0
        #expect(node?.place(["a", 0, "k", 1]) == Place(line: 2, column: 13))
        #expect(node?.place(ofKey: ["a", 0, "k"]) == Place(line: 2, column: 6))
        #expect(node?.place(["a", 1, 5]) == Place(line: 3, column: 5))
        #expect(node?.place(["a", 9, "no"]) == node?.place(["a"]))
    }
}
