import Testing

@testable import Publication

@Suite struct JSONTextTests {
    @Test("members are separated by commas and nest")
    func structure() {
        var json = JSONText()
        json.object {
            $0.member("a", 1)
            $0.object("b") { _ in }
            $0.array("c") { array in
                array.object { $0.member("d", true) }
                array.object { $0.null("e") }
            }
            $0.member("f", hundredths: -5)
            $0.member("g", nil as Int64?)
        }
        #expect(json.text == #"{"a":1,"b":{},"c":[{"d":true},{"e":null}],"f":-0.05,"g":null}"#)
    }

    @Test("only quotation marks, backslashes and control characters are escaped")
    func escapes() {
        var json = JSONText()
        json.object { $0.member("k", "\u{0}\u{1F}\t\n\r\"\\/ Hạc Thành \u{2028}😀\u{7F}") }
        #expect(json.text == "{\"k\":\"\\u0000\\u001f\\t\\n\\r\\\"\\\\/ Hạc Thành \u{2028}😀\u{7F}\"}")
    }

    @Test("text that ends like structure does not disturb the commas")
    func commas() {
        var json = JSONText()
        json.object {
            $0.member("a", "{")
            $0.member("b", "[")
            $0.member("c", ":")
            $0.member("d", "")
        }
        #expect(json.text == #"{"a":"{","b":"[","c":":","d":""}"#)
    }

    @Test(
        "hundredths are written with two decimals",
        arguments: [
            (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-105, "-1.05"), (9873, "98.73"), (10000, "100.00"),
            (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"),
        ] as [(Int64, String)])
    func decimals(hundredths: Int64, text: String) {
        #expect(decimalText(hundredths: hundredths) == text)
    }

    @Test("a digest is FNV-1a of 64 bits and reads back from its text")
    func digest() {
        #expect(ContentDigest(of: []).description == "cbf29ce484222325")
        #expect(ContentDigest(of: Array("foobar".utf8)).description == "85944171f73967e8")
        #expect(ContentDigest("85944171f73967e8") == ContentDigest(of: Array("foobar".utf8)))
        #expect(ContentDigest(rawValue: 1).description == "0000000000000001")
        #expect(ContentDigest("+000000000000001") == nil)
        #expect(ContentDigest("1") == nil)
    }
}
