import Aggregation
import Testing

@testable import Ingest

/// Plain events are read without a tape. With an escape in an attribute that nobody looks at, the same event is read from the tape: what
/// becomes of it must be the same.
@Suite("Plain events are read as all others are") struct PlainEventTests {
    static let rules = """
          - from: vn.test.seen
            record: "thing {ref}"
            subject: "owner {ref}"
            commune: {field: commune, vintage: vintage}
            version: at
            flags: {seen: true, other: {isFinal: true}}
            amounts: {sum: count, rest: wide}
          - {from: vn.test.seen, when: {text: {present: true}}, record: "text {ref} {text}", subject: "owner {ref}", flags: {seen: true}}
          - {from: vn.test.seen, when: {code: {present: true}}, record: "code {ref} {code}", subject: "owner {ref}", flags: {seen: true}}
          - {from: vn.test.seen, when: {month: {present: true}}, record: "month {ref} {month}", subject: "owner {ref}", flags: {seen: true}}
          - {from: vn.test.seen, when: {choice: [c0, c59]}, record: "choice {ref}", subject: "owner {ref}", flags: {seen: true}}
          - from: vn.test.seen
            each: parts
            record: "part {ref} {parts.part}"
            subject: "owner {ref}"
            commune: parts.commune
            flags: {other: true}
            amounts: {sum: parts.share}
        """

    private let probe: IngestProbe

    init() throws { probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: PlainEventTests.rules)]) }

    /// The event, and what becomes of it read in either way.
    private func check(_ event: String, sourceLocation: SourceLocation = #_sourceLocation) -> IngestProbe.Answer {
        let plain = probe.send(event)
        let escaped = probe.send("{\"x\": \"\\n\", " + event.drop { $0 != "{" }.dropFirst())
        #expect(plain.outcome == escaped.outcome, "\(event)", sourceLocation: sourceLocation)
        #expect(plain.facts == escaped.facts, "\(event)", sourceLocation: sourceLocation)
        // By now there may be a template that it follows.
        let again = probe.send(event)
        #expect(again.outcome == plain.outcome && again.facts == plain.facts, "\(event)", sourceLocation: sourceLocation)
        return plain
    }

    @Test(
        "values of every type give the same facts",
        arguments: [
            #""text": "abc""#, #""text": "ế ế""#, #""text": """#, #""text": "a""#, #""text": "abcdef""#, #""code": "AB1""#,
            #""code": "AB""#,
            #""choice": "c0""#, #""choice": "c59""#, #""choice": "c60""#, #""count": 0"#, #""count": -5"#, #""count": -6"#,
            #""count": 100"#,
            #""count": 101"#, #""count": 1.0"#, #""count": 1e1"#, #""count": 01"#, #""count": -0"#, #""count": - 1"#, #""count": -"#,
            #""count": +1"#, #""count": 1a"#, #""count": 1 2"#, #""count": "1""#, #""count": 1"2""#, #""wide": 999999999999999999"#,
            #""wide": -99999999999999999"#, #""wide": -999999999999999999"#, #""wide": 1000000000000000000"#,
            #""wide": 9223372036854775807"#, #""wide": 9223372036854775808"#, #""wide": -9223372036854775808"#,
            #""wide": -9223372036854775809"#, #""wide": 18446744073709551616"#, #""isFinal": true"#, #""isFinal": false"#,
            #""isFinal": True"#, #""isFinal": tru"#, #""isFinal": truee"#, #""isFinal": falsE"#, #""isFinal": 1"#, #""isFinal": null"#,
            #""isFinal": nul"#, #""isFinal": nulll"#, #""isFinal": "true""#, #""isFinal": {}"#, #""isFinal": []"#,
            #""at": "2026-06-01T08:00:00+07:00""#, #""at": "2026-06-01T23:59:59+07:00""#, #""at": "2026-06-01T24:00:00+07:00""#,
            #""at": "2026-06-01T08:60:00+07:00""#, #""at": "2026-06-01T08:00:60+07:00""#, #""at": "2026-06-01T0a:00:00+07:00""#,
            #""at": "2026-06-01T08:00:00-07:00""#, #""at": "2026-06-01T08:00:00.250Z""#, #""at": "2026-06-01T08:00:00.0000Z""#,
            #""at": "2026-06-31T08:00:00+07:00""#, #""at": "2026-06-01t08:00:00+07:00""#, #""at": "2026-06-01T08.00:00+07:00""#,
            #""day": "2026-02-28""#, #""day": "2026-02-29""#, #""month": "2026-05""#, #""month": "202605""#, #""month": "2026-13""#,
            #""commune": "14797""#, #""commune": "1479""#, #""commune": "99999""#, #""commune": 14797"#, #""commune": null"#,
            #""commune": "14797", "vintage": "2025""#, #""commune": "14797", "vintage": "1900""#, #""ref": "R-2""#, #""unknown": "text""#,
            #""unknown": 1"#, #""unknown": 1.5e3"#, #""unknown": 1x"#, #""unknown": {"ref": "R-9", "parts": [1, {}]}"#, #""unknown": [[]]"#,
            #""unknown": null"#, #""unknown": "#, #""text" "abc""#, #""text":: "abc""#, #""text": "abc" "def""#,
            #""text": "abc",, "x": "y""#,
            #""text": "abc", "#, #""text""#, #"text: "abc""#, #""text": "abc"d"#, #""text" : "abc""#, #""text": "abc" "#,
            "\"text\": \"abc\"\n\t\r",
            "\"count\": 7\u{1}", "\"count\": 7 \u{1}", "\"text\": \"abc\"\u{1}", "\"text\": \"a\u{1}c\"", #""count": 7  "#, #""ref": null"#,
        ]) func valuesOfEveryType(_ fields: String)
    {
        _ = check(IngestProbe.event(data: "{\"ref\": \"R-1\", \(fields)}"))
        _ = check(IngestProbe.event(data: "{\(fields), \"ref\":\"R-1\"}"))
        _ = check(IngestProbe.event(data: "{\"ref\":\"R-1\",\"parts\":[{\"part\":\"A\"},{\(fields),\"part\":\"B\"}]}"))
    }

    @Test(
        "lists give the same facts",
        arguments: [
            #"[{"part": "A"}]"#, #"[{"part": "A", "share": 5}, {"share": 6, "part": "B"}]"#, "[]", "[{}]", #"[{"part": "A"},]"#,
            #"[,{"part": "A"}]"#, #"[{"part": "A"} {"part": "B"}]"#, #"[{"part": "A"}"#, #"[{"part": "A"}}"#, #"[{"part": "A"]]"#,
            #"[[{"part": "A"}]]"#,
            #"[{"part": "A"}, 1]"#, #"[{"part": "A"}, null]"#, #"[1]"#, #"["A"]"#, #"{"part": "A"}"#, "null", #""A""#,
            #"[{"part": "A", "part": "B"}]"#,
            #"[{"part": null}]"#, #"[{"part": "A", "share": -1}]"#, #"[{"part": "A"}, {"part": "B"}, {"part": "C"}]"#,
            #"[{"part": "A"}, {"part": "B"}, {"part": "C"}, {"part": "D"}]"#, #"[{"part": "A", "commune": "99999"}]"#,
            #"[{"part": "A", "month": "2026-05", "commune": "14797"}]"#, #"[{"part": [{"part": "A"}]}]"#, #"[ { "part" : "A" } ]"#,
        ]) func lists(_ list: String)
    {
        _ = check(IngestProbe.event(data: "{\"ref\": \"R-1\", \"parts\": \(list)}"))
        _ = check(IngestProbe.event(data: "{\"parts\":\(list),\"ref\":\"R-1\",\"parts\":\(list)}"))
    }

    @Test("attributes in any order, twice, wrong or missing give the same") func attributes() {
        let sound = [
            #""specversion":"1.0""#, #""id":"E-1""#, #""source":"/partner/system""#, #""type":"vn.test.seen""#,
            #""time":"2026-06-01T08:00:00+07:00""#, #""data":{"ref":"R-1"}"#,
        ]
        #expect(check("{" + sound.joined(separator: ",") + "}").words == "1")
        #expect(check("{" + sound.reversed().joined(separator: ",") + "}").words == "1")
        #expect(check(" \n{ " + sound.joined(separator: " ,\n ") + " } \n").words == "1")
        for index in sound.indices {
            var missing = sound
            missing.remove(at: index)
            _ = check("{" + missing.joined(separator: ",") + "}")
            _ = check("{" + (sound + [sound[index]]).joined(separator: ",") + "}")
            let name = sound[index].prefix { $0 != ":" }
            for value in ["null", "1", "\"\"", "\"?\"", "{}", "[]", "true", "\"2026-06-01T08:00:00\""] {
                var wrong = sound
                wrong[index] = "\(name):\(value)"
                _ = check("{" + wrong.joined(separator: ",") + "}")
            }
        }
        for more in [
            #""subject":"a""#, #""n":1"#, #""n":null"#, #""n":{"data":1}"#, #""data_base64":"AA==""#, #""datacontenttype":"text/plain""#,
            #""communevintage":"2025""#, #""communevintage":"1900""#, #""data":"x""#, #""data":null"#,
        ] {
            _ = check("{" + (sound + [more]).joined(separator: ",") + "}")
            _ = check("{" + ([more] + sound).joined(separator: ",") + "}")
        }
    }

    @Test("what stands around an event is not overlooked") func around() {
        let event = IngestProbe.event(data: #"{"ref": "R-1"}"#)
        #expect(check(event).words == "1")
        for tail in ["x", "}", "{}", ",", "\"", "1", "null", "\u{1}", " \u{1}", "[", "]"] {
            #expect(check(event + tail).reject?.reason == .malformedJSON, "\(tail)")
        }
        for count in event.indices { #expect(probe.send(String(event[..<count])).reject != nil) }
        for index in event.indices {
            for byte in ["\"", "{", "}", "[", "]", ":", ",", " ", "1", "x", "\u{1}", "\n"] {
                var changed = event
                changed.replaceSubrange(index...index, with: byte)
                if index != event.startIndex { _ = check(changed) }
                var longer = event
                longer.insert(contentsOf: byte, at: index)
                if index != event.startIndex { _ = check(longer) }
            }
        }
    }

    @Test("usual events are plain, and what has escapes, is wrong or comes before its type is not") func whatIsPlain() {
        let fields =
            #""ref":"R-1","count":7,"isFinal":true,"at":"2026-06-01T08:00:00+07:00","commune":null,"more":"x","parts":[{"part":"A"}]"#
        let event = IngestProbe.event(data: "{\(fields)}")
        #expect(probe.isPlain(event))
        #expect(probe.isPlain(event.replacing(",", with: " ,\n  ")))
        #expect(!probe.isPlain(event.replacing("R-1", with: #"R\u002D1"#)))
        #expect(!probe.isPlain(event.replacing("7,", with: "7.5,")))
        #expect(!probe.isPlain(event.replacing("vn.test.seen", with: "vn.test.unknown")))
        #expect(!probe.isPlain(String(event.dropLast())))
        #expect(!probe.isPlain(event.replacing("\"specversion\"", with: "\"data\":{},\"specversion\"")))
    }

    @Test("a text of zeros is no timestamp, however few timestamps there were before") func zeros() throws {
        let zero = String(repeating: #"\u0000"#, count: 11) + "00:00:00" + String(repeating: #"\u0000"#, count: 6)
        #expect(try IngestProbe().send(IngestProbe.event(data: #"{"ref": "R-1"}"#, time: zero)).words == "not-cloudevents /time")
    }
}
