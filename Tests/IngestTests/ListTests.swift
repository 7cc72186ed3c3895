import Testing

@testable import Ingest

@Suite("Lists") struct ListTests {
    private static let rule = """
          - from: vn.test.seen
            each: parts
            record: "thing {ref} {parts.part}"
            subject: "owner {ref}"
            commune: parts.commune
            flags: {seen: true}
            amounts: {sum: parts.share}
        """

    private func words(_ parts: String) throws -> String {
        try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: ListTests.rule)]).send(fields: "\"parts\": \(parts)").words
    }

    @Test("a list has as many elements as the contract allows") func aListHasAsManyElementsAsTheContractAllows() throws {
        #expect(try words("[]") == "schema /data/parts")
        #expect(try words(#"[{"part": "A"}]"#) == "1")
        #expect(try words(#"[{"part": "A"}, {"part": "B"}, {"part": "C"}]"#) == "3")
        #expect(try words(#"[{"part": "A"}, {"part": "B"}, {"part": "C"}, {"part": "D"}]"#) == "schema /data/parts")
        let long = "[" + (0..<5000).map { "{\"part\": \"\($0)\"}" }.joined(separator: ",") + "]"
        #expect(try words(long) == "schema /data/parts")
        #expect(try words("null") == "0")
    }

    @Test("what is wrong within a list is named by its element") func whatIsWrongWithinAListIsNamedByItsElement() throws {
        for wrong in ["null", "1", "\"x\"", "[]", "true"] {
            #expect(try words("[{\"part\": \"A\"}, \(wrong)]") == "schema /data/parts/1", "\(wrong)")
        }
        #expect(try words("{}") == "schema /data/parts")
        #expect(try words("\"A\"") == "schema /data/parts")
        #expect(try words("[{}]") == "schema /data/parts/0/part")
        #expect(try words(#"[{"part": null}]"#) == "schema /data/parts/0/part")
        #expect(try words(#"[{"part": "A"}, {"part": "B"}, {"part": "C", "share": -1}]"#) == "schema /data/parts/2/share")
        #expect(try words(#"[{"part": "A"}, {"part": "B", "part": "B"}]"#) == "schema /data/parts/1/part")
        #expect(try words(#"[{"part": "A"}, {"part": "B", "month": "2026-13"}]"#) == "schema /data/parts/1/month")
    }

    @Test("a commune within a list that cannot be placed is named by its element")
    func aCommuneWithinAListIsNamedByItsElement() throws {
        #expect(try words(#"[{"part": "A"}, {"part": "B", "commune": "99999"}]"#) == "commune-unknown /data/parts/1/commune")
        #expect(try words(#"[{"part": "A", "commune": "15523"}]"#) == "commune-not-in-force /data/parts/0/commune")
    }

    @Test("a field of one element is never seen in another") func aFieldOfOneElementIsNeverSeenInAnother() throws {
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: ListTests.rule)])
        func shares(_ parts: String) -> [Int64] { probe.send(fields: "\"parts\": \(parts)").facts.joined().map(\.amount0) }
        #expect(shares(#"[{"part": "A", "share": 3}, {"part": "B"}, {"part": "C", "share": 5}]"#) == [3, 0, 5])
        #expect(shares(#"[{"part": "A"}, {"part": "B", "share": 7}]"#) == [0, 7])
    }

    @Test("elements are records of their own, of one subject") func elementsAreRecordsOfTheirOwn() throws {
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: ListTests.rule)])
        let facts = probe.send(fields: #""parts": [{"part": "A"}, {"part": "B"}, {"part": "A"}]"#).facts.flatMap { $0 }
        #expect(facts.count == 3)
        #expect(Set(facts.map(\.subject)).count == 1)
        #expect(facts[0].record != facts[1].record)
        #expect(facts[0].record == facts[2].record)
    }
}
