import Testing

@testable import Catalog

@Suite struct SuggestionTests {
    @Test(
        "the nearest name is suggested when it is near enough",
        arguments: [
            ("windw", "window"), ("widnow", "window"), ("WINDOW", "window"), ("windows", "window"), ("xyz", nil), ("w", nil), ("", nil),
        ])
    func nearest(_ word: String, _ name: String?) {
        #expect(Suggestion.nearest(to: word, among: ["flags", "window", "measures"]) == name)
    }

    @Test("without a near name the names are listed") func listing() {
        #expect(Suggestion.text(for: "xyz", among: ["a1", "b2"]) == "; there are `a1`, `b2`")
        #expect(Suggestion.text(for: "xyz", among: []) == "")
        #expect(Suggestion.text(for: "xyz", among: (0..<14).map { "name\($0)" }).hasSuffix("`name11` and 2 more"))
    }

    @Test("a swap of neighbours is one step") func swap() {
        #expect(Suggestion.distance(Array("abcd".unicodeScalars), Array("abdc".unicodeScalars)) == 1)
        #expect(Suggestion.distance([], Array("abc".unicodeScalars)) == 3)
    }
}
