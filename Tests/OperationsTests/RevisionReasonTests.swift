import Testing

@testable import Operations

@Suite("Why a revision was published") struct RevisionReasonTests {
    private func document(
        _ revision: Int, status: String = "provisional", availability: String = "available", value: String = "50.00",
        parts: (Int, Int) = (1, 2), partners: [(String, Int)] = [("bank", 2)], row: String = "2026-01-01"
    ) throws -> PublishedDocument {
        let list = partners.map { #"{"partner":"\#($0.0)","events":\#($0.1)}"# }.joined(separator: ",")
        let text = """
            {"time":"2026-05-01T08:00:00+07:00","data":{"revision":\(revision),"status":"\(status)","availability":"\(availability)","reason":null,
            "value":\(value),"numerator":\(parts.0),"denominator":\(parts.1),"partners":[\(list)],
            "denominatorBasis":{"kind":"reference","basis":"census","validFrom":"\(row)"}}}
            """
        return try #require(PublishedDocument(Array(text.utf8)))
    }

    private func reasons(_ before: PublishedDocument, _ after: PublishedDocument) -> [String] {
        after.revision(after: before.content).reasons
    }

    @Test("each kind of change has its words") func words() throws {
        let first = try document(1)
        #expect(first.revision(after: [:]).reasons == ["the first of its key"])
        #expect(try document(7).revision(after: [:]).reasons == ["the oldest that still stands"])
        #expect(
            reasons(first, try document(2, value: "66.67", parts: (2, 3), partners: [("bank", 1), ("post", 2)])) == [
                "records that count: bank -1, post +2"
            ])
        #expect(
            reasons(first, try document(2, value: "100.00", parts: (2, 2))) == [
                "records were replaced by newer ones of the same partners: corrections, payments, reversals"
            ])
        #expect(reasons(first, try document(2, status: "final")) == ["the window became final"])
        #expect(reasons(first, try document(2, availability: "suppressed", value: "null")) == ["it is withheld (–)"])
        #expect(reasons(first, try document(2, row: "2026-04-01")) == ["another row of the reference table: census, valid from 2026-04-01"])
        #expect(reasons(first, try document(2)) == ["nothing differs: it was written again to stand above another's"])
    }
}
