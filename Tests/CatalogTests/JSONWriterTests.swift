import Foundation
import Testing

@testable import Catalog

@Suite struct JSONWriterTests {
    private let value: JSONValue = [
        "b": 1, "a": [true, .null, "x\"\\\n\u{1}ế"], "empty": [:], "none": [], "deep": [["k": .json("80.50")]], "least": .integer(.min),
    ]

    @Test("members keep their order and texts are escaped") func compact() {
        #expect(
            value.compactText
                == #"{"b":1,"a":[true,null,"x\"\\\n\u0001ế"],"empty":{},"none":[],"deep":[{"k":80.50}],"least":-9223372036854775808}"#)
    }

    @Test("the indented form has one member a line") func indented() {
        let text = """
            {
              "b": 1,
              "a": [true, null, "x\\"\\\\\\n\\u0001ế"],
              "empty": {},
              "none": [],
              "deep": [
                {
                  "k": 80.50
                }
              ],
              "least": -9223372036854775808
            }

            """
        #expect(value.indentedText == text)
    }

    @Test("another reader reads the same") func readsBack() throws {
        let read = try #require(try JSONSerialization.jsonObject(with: Data(value.indentedText.utf8)) as? [String: Any])
        #expect((read["a"] as? [Any])?.last as? String == "x\"\\\n\u{1}ế")
        #expect(read["b"] as? Int == 1)
    }

    @Test("a member is found by its key") func lookup() {
        #expect(value["b"] == 1)
        #expect(value["c"] == nil)
        #expect(JSONValue.object(present: ("a", nil), ("b", 2)) == ["b": 2])
    }
}
