import Catalog
import Foundation
import Testing

@testable import Ingest

@Suite("Structured and binary form") struct BinaryFormTests {
    private let attributes: [(name: String, value: String)] = [
        ("specversion", "1.0"), ("id", "E-1"), ("source", "/partner/system"), ("type", "vn.test.seen"),
        ("time", "2026-06-01T08:00:00+07:00"),
    ]

    @Test("both forms of an event give the same facts, or the same reject")
    func bothFormsGiveTheSame() throws {
        let rules = """
              - from: vn.test.seen
                each: parts
                record: "thing {ref} {parts.part}"
                subject: "owner {ref}"
                commune: {field: commune, vintage: vintage}
                period: month
                flags: {seen: true, other: {choice: [c1]}}
                amounts: {sum: parts.share, rest: wide}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(windows: "month", rules: rules)])
        let data = [
            #"{"ref": "R-1", "month": "2026-05", "parts": [{"part": "A", "share": 3}, {"part": "B"}], "wide": -9223372036854775808}"#,
            #"{"ref": "Tên đầy đủ 😀 \"x\"", "month": "202605", "choice": "c1", "commune": "14797", "parts": [{"part": "C"}]}"#,
            #"{"ref": "R-1", "parts": []}"#, #"{"ref": "R-1", "commune": "99999", "month": "2026-05", "parts": [{"part": "A"}]}"#,
            #"{"parts": [{"part": 1}]}"#, "[]", "", "{", "\u{FEFF}{}",
        ]
        for data in data {
            let structured = probe.send(IngestProbe.event(data: data))
            let binary = probe.send(attributes: attributes, data: data)
            #expect(structured.facts == binary.facts, "\(data)")
            #expect(structured.reject?.reason == binary.reject?.reason, "\(data)")
            #expect(structured.reject?.path == binary.reject?.path, "\(data)")
        }
    }

    @Test("attributes are held to the same rules in both forms") func attributesAreHeldToTheSameRules() throws {
        let probe = try IngestProbe()
        func words(_ attributes: [(name: String, value: String)]) -> String {
            probe.send(attributes: attributes, data: #"{"ref": "R-1"}"#).words
        }
        #expect(words(attributes) == "1")
        #expect(words(attributes.reversed()) == "1")
        #expect(words([]) == "not-cloudevents /specversion")
        for name in ["specversion", "id", "source", "type"] {
            #expect(words(attributes.filter { $0.name != name }) == "not-cloudevents /\(name)")
        }
        #expect(words(attributes + [("id", "E-2")]) == "not-cloudevents /id")
        #expect(words(attributes + [("datacontenttype", "text/csv")]) == "not-cloudevents /datacontenttype")
        #expect(words(attributes + [("traceparent", "00-ab"), ("", "")]) == "1")
    }

    @Test("a value that is a whole event counts as what it says, whatever stands beside it") func aWholeEventCountsAsItself() throws {
        let probe = try IngestProbe()
        let other = attributes.filter { $0.name != "type" } + [("type", "vn.test.unknown")]
        let whole = [
            IngestProbe.event(data: #"{"ref": "R-1"}"#), IngestProbe.event(data: #"{"ref": 1}"#),
            IngestProbe.event(data: #"{"ref": "R-1"}"#, type: "vn.test.other"),
            IngestProbe.event(data: #"{"ref": "R-1"}"#).replacingOccurrences(of: "specversion", with: #"spec\u0076ersion"#),
        ]
        for event in whole {
            let alone = probe.send(event)
            let beside = probe.send(attributes: other, data: event)
            #expect(alone.facts == beside.facts && alone.words == beside.words, "\(event)")
            #expect(!alone.words.contains("vn.test.unknown"), "\(event)")
        }
        #expect(probe.send(whole[0]).words == "1")
        // What lacks something is data, and has no `ref`.
        let event = whole[0]
        for part in [#""specversion": "1.0", "#, #""id": "E-1", "#, #""source": "/partner/system", "#, #""type": "vn.test.seen", "#] {
            #expect(event.contains(part))
            let lacking = event.replacingOccurrences(of: part, with: "")
            #expect(probe.send(attributes: attributes, data: lacking).words == "schema /data/ref", "\(lacking)")
        }
        for (part, wrong) in [("\"1.0\"", "\"2.0\""), ("\"data\":", "\"date\":"), ("\"E-1\"", "\"\""), ("2026-06-01T", "2026-06-41T")] {
            let lacking = event.replacingOccurrences(of: part, with: wrong)
            #expect(probe.send(attributes: attributes, data: lacking).words == "schema /data/ref", "\(lacking)")
        }
    }

    @Test("the limit of size and the partner hold in binary form too") func theLimitOfSizeAndThePartnerHold() throws {
        let probe = try IngestProbe(maximumBytes: 64)
        let large = #"{"ref": ""# + String(repeating: "x", count: 64) + "\"}"
        #expect(probe.send(attributes: attributes, data: large).words == "too-large ")
        #expect(probe.send(attributes: attributes, data: #"{"ref": "R"}"#, partner: "other").words == "source-mismatch /source")
        #expect(probe.send(attributes: attributes, data: #"{"ref": "R"}"#, partner: "partner").words == "1")
    }
}
