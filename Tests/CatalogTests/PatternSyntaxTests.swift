import Testing

@testable import Catalog

@Suite struct PatternSyntaxTests {
    @Test(
        "a pattern matches the whole text and nothing else",
        arguments: [
            ("^PA07[A-Z]{2}[0-9]{7}$", ["PA07TH0000101"], ["PA07TH000010", "PA07TH00001011", "pa07TH0000101", " PA07TH0000101", ""]),
            ("^(a|bc|d)+$", ["a", "bc", "abcd"], ["b", "", "abce"]),
            (#"^\d{3}\.\d+$"#, ["123.4", "000.00"], ["123,4", "12.3", "٣٣٣.1"]),
            ("^a?b*c{2,3}d{2,}$", ["ccdd", "abbbcccdddd"], ["acdd", "ccccdd", "ccd"]),
            ("^[A-Za-z0-9_-]{0,2}$", ["", "a", "-_"], ["abc", "a b"]),
            (#"^[\d\-x]$"#, ["5", "-", "x"], ["y", "\\"]),
            ("^$", [""], ["a"]),
            ("^a{0}$", [""], ["a"]),
            ("^(a*)*$", ["", "aaaa"], ["b"]),
            ("^((a{2}){2}){2}$", ["aaaaaaaa"], ["aaaaaaa", "aaaaaaaaa"]),
            ("^ ~$", [" ~"], ["~"]),
        ])
    func matches(_ pattern: String, _ fitting: [String], _ others: [String]) throws {
        let parsed = try PatternSyntax.parse(pattern)
        for text in fitting { #expect(parsed.matches(text), "\(pattern) must match \(text)") }
        for text in others { #expect(!parsed.matches(text), "\(pattern) must not match \(text)") }
    }

    @Test(
        "what is not of the agreed subset is refused, with the place",
        arguments: [
            ("", 0), ("a$", 0), ("^a", 2), ("^a.b$", 2), ("^[^a]$", 2), ("^(?:a)$", 2), ("^(?=a)$", 2), (#"^(a)\1$"#, 5), (#"^\w$"#, 2),
            (#"^\bx$"#, 2), ("^a|b$", 2), ("^a**$", 3), ("^a+?$", 3), ("^*$", 1), ("^{2}$", 1), ("^a{3,2}$", 6), ("^a{1001}$", 7),
            ("^a{,2}$", 3), ("^a{2$", 4), ("^[z-a]$", 4), ("^[]$", 3), ("^[a$", 4), ("^(a$", 3), ("^a)$", 2), ("^(a|)$", 4), ("^ã$", 1),
            ("^a$b$", 3), ("^^a$", 1), (#"^a\"#, 3), ("^[[a]$", 2), ("^a]$", 2), ("^a\n$", 2), ("^(a{1000}){1000}$", 0),
        ])
    func refuses(_ pattern: String, _ offset: Int) {
        let error = #expect(throws: PatternError.self, "\(pattern) must be refused") { try PatternSyntax.parse(pattern) }
        #expect(error?.offset == offset, "\(pattern): \(error?.message ?? "")")
    }

    @Test("nesting is bounded, whatever the text") func nestingIsBounded() {
        let deep = "^" + String(repeating: "(", count: 100_000) + "a" + String(repeating: ")", count: 100_000) + "$"
        #expect(throws: PatternError.self) { try PatternSyntax.parse(deep) }
    }

    @Test("a pattern that would take a backtracking machine for ever is quick") func isLinear() throws {
        let pattern = try PatternSyntax.parse("^(a*)*(a|a)*b$")
        #expect(!pattern.matches(String(repeating: "a", count: 5000)))
    }

    @Test("the tree says what was written") func tree() throws {
        let digit = Pattern.bytes(.digits)
        #expect(try PatternSyntax.parse(#"^\d{2,}$"#) == .repetition(digit, minimum: 2, maximum: nil))
        #expect(
            try PatternSyntax.parse("^[0-9]([0-9]|[0-9])?$")
                == .sequence([digit, .repetition(.alternation([digit, digit]), minimum: 0, maximum: 1)]))
        #expect(ByteSet.digits.bytes == Array(48...57))
        #expect(!ByteSet(0...255).contains(200))
    }
}
