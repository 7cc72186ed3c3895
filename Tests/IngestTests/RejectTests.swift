import Catalog
import Testing

@testable import Ingest

@Suite("Every reason for a reject has its path and its words") struct RejectTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var event: String
        var reason: RejectReason
        var path: String
        /// A part of the message.
        var words: String
        var partner: String?
        var testDescription: String { "\(reason.rawValue): \(name)" }

        init(_ name: String, _ event: String, _ reason: RejectReason, _ path: String, _ words: String, partner: String? = nil) {
            self.name = name
            self.event = event
            self.reason = reason
            self.path = path
            self.words = words
            self.partner = partner
        }
    }

    @Test("a bad event is rejected with its reason, path and words", arguments: cases)
    func aBadEventIsRejectedWithItsReasonPathAndWords(_ bad: Case) throws {
        let probe = try IngestProbe(maximumBytes: 4096)
        let answer = probe.send(bad.event, partner: bad.partner)
        let reject = try #require(answer.reject, "it was accepted")
        #expect(reject.reason == bad.reason)
        #expect(reject.path == bad.path)
        #expect(reject.message.contains(bad.words), "\(reject.message)")
        #expect(answer.facts.joined().isEmpty)
    }

    @Test("every reason that ingest can give is among the cases") func everyReasonThatIngestCanGiveIsAmongTheCases() {
        // Only aggregation knows that a period is closed.
        #expect(Set(RejectTests.cases.map(\.reason)) == Set(RejectReason.allCases).subtracting([.periodClosed]))
    }

    private static func event(_ data: String, time: String = "2026-06-01T08:00:00+07:00") -> String {
        IngestProbe.event(data: "{\"ref\": \"R-1\"\(data)}", time: time)
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    static let cases: [Case] = [
        Case("nothing", "", .malformedJSON, "", "nothing to parse"),
        Case("no JSON", "hello", .malformedJSON, "", "structure"),
        Case("cut off", String(event("").dropLast(9)), .malformedJSON, "", "structure"),
        Case("two documents", event("") + event(""), .malformedJSON, "", "structure"),
        Case("a control character", event(", \"text\": \"a\u{1}b\""), .malformedJSON, "", "unescaped"),
        Case("nested 70 deep in an unknown field", event(", \"x\": \(nested(70))"), .malformedJSON, "", "deep"),
        Case("a whole number beyond 64 bits", event(", \"wide\": 18446744073709551616"), .malformedJSON, "", "number"),
        Case("a number beyond all doubles", event(", \"x\": 1e999"), .malformedJSON, "", "number"),
        Case("a list", "[1]", .notCloudEvents, "", "JSON object"),
        Case("an empty object", "{}", .notCloudEvents, "/specversion", "missing"),
        Case("more than the limit", event(", \"x\": \"\(String(repeating: "x", count: 4096))\""), .tooLarge, "", "at most 4096"),
        Case("a type without contract", event("").replacing("vn.test.seen", with: "vn.test.sean"), .unknownType, "/type", "vn.test.seen?"),
        Case("a type unlike any", event("").replacing("vn.test.seen", with: "x"), .unknownType, "/type", "no contract"),
        Case("data that are a list", IngestProbe.event(data: "[]"), .schema, "/data", "JSON object"),
        Case("data that are null", IngestProbe.event(data: "null"), .schema, "/data", "JSON object"),
        Case("a field missing", IngestProbe.event(data: "{}"), .schema, "/data/ref", "missing"),
        Case("a required field null", IngestProbe.event(data: "{\"ref\": null}"), .schema, "/data/ref", "null"),
        Case("a field twice", event(", \"wide\": 1, \"wide\": 1"), .schema, "/data/wide", "twice"),
        Case("a field twice, once with escapes", event(", \"wide\": 1, \"w\\u0069de\": 1"), .schema, "/data/wide", "twice"),
        Case("a field twice, once null", event(", \"wide\": null, \"wide\": 1"), .schema, "/data/wide", "twice"),
        Case(
            "no business time", event("").replacing("\"time\": \"2026-06-01T08:00:00+07:00\", ", with: ""), .schema, "/time",
            "no business time"),
        Case("a code that never was", event(", \"commune\": \"99999\""), .communeUnknown, "/data/commune", "99999"),
        Case("an old code", event(", \"commune\": \"15523\""), .communeNotInForce, "/data/commune", "15523"),
        Case("a split unit", event(", \"commune\": \"15772\", \"vintage\": \"2025H1\""), .communeAmbiguous, "/data/commune", "split"),
        Case("an unknown vintage", event(", \"commune\": \"14797\", \"vintage\": \"1999\""), .communeUnknown, "/data/vintage", "vintage"),
        Case("too far ahead", event("", time: "2026-06-02T12:10:00.001+07:00"), .timeInFuture, "/time", "600 s"),
        Case("too long ago", event("", time: "2026-05-03T11:59:59.999+07:00"), .timeTooOld, "/time", "30 days"),
        Case(
            "too far ahead by its field",
            IngestProbe.event(data: "{\"ref\": \"R\", \"seenAt\": \"2026-06-03T12:00:00+07:00\"}", type: "vn.test.timed"), .timeInFuture,
            "/data/seenAt", "2026-06-03T12:00:00+07:00"),
        Case("another's source", event(""), .sourceMismatch, "/source", "post-office", partner: "post-office"),
    ]
}
