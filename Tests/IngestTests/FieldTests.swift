import Testing

@testable import Ingest

@Suite("Fields and their bounds") struct FieldTests {
    /// Sends each value as the field and expects it to be accepted, or rejected at the field.
    private func check(_ field: String, accepted: [String], rejected: [String]) throws {
        let probe = try IngestProbe()
        for value in accepted { #expect(probe.send(fields: "\"\(field)\": \(value)").words == "1", "\(field): \(value)") }
        for value in rejected {
            #expect(probe.send(fields: "\"\(field)\": \(value)").words == "schema /data/\(field)", "\(field): \(value)")
        }
    }

    private func quoted(_ texts: [String]) -> [String] { texts.map { "\"\($0)\"" } }

    @Test("a text's length is counted in code points") func aTextsLengthIsCountedInCodePoints() throws {
        try check(
            "text",
            accepted: quoted(["ab", "abcde", "đđ", "đđđđđ", "😀😀", "😀😀😀😀😀", "e\u{301}", "\\ud83d\\ude00x", "\\u0000\\u0000"]) + ["null"],
            rejected: quoted(["", "a", "abcdef", "đ", "đđđđđđ", "😀", "😀😀😀😀😀😀", "\\ud83d\\ude00"]) + ["12", "true", "[]", "{}"])
    }

    @Test("a pattern is for the whole text") func aPatternIsForTheWholeText() throws {
        try check(
            "code", accepted: quoted(["AB0", "CC0123456789"]) + ["null"],
            rejected: quoted(["", "AB", "ab0", "AB0 ", " AB0", "AB0\\n", "ABC0", "AB0x", "ÀB0", "AB٣"]) + ["0"])
    }

    @Test("all sixty values of an enum are told apart") func allSixtyValuesOfAnEnumAreToldApart() throws {
        try check(
            "choice", accepted: quoted((0..<60).map { "c\($0)" }), rejected: quoted(["", "c60", "c", "C1", "c1 ", "c01", "c599"]))
        for chosen in [0, 1, 31, 32, 58, 59] {
            let rule = """
                  - from: vn.test.seen
                    record: "thing {ref}"
                    subject: "owner {ref}"
                    flags: {seen: {choice: [c\(chosen)]}, other: {choice: {not: [c\(chosen)]}}}
                """
            let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule)])
            for value in 0..<60 {
                let flags = probe.send(fields: "\"choice\": \"c\(value)\"").facts.joined().map(\.flags)
                #expect(flags == [value == chosen ? 1 : 2], "c\(value)")
            }
        }
    }

    @Test("whole numbers have bounds, and no fraction or exponent") func wholeNumbersHaveBounds() throws {
        try check(
            "count", accepted: ["-5", "0", "-0", "100", "null"],
            rejected: ["-6", "101", "1.0", "1e1", "\"1\"", "true", "9223372036854775807", "9223372036854775808", "18446744073709551615"])
        try check(
            "wide", accepted: ["9223372036854775807", "-9223372036854775808"],
            rejected: ["9223372036854775808", "18446744073709551615", "1.5", "-0.0"])
        // Beyond these no JSON number of simdjson's goes: the line itself cannot be read.
        let probe = try IngestProbe()
        for number in ["18446744073709551616", "-9223372036854775809", "1" + String(repeating: "0", count: 30), "01", "+1", ".5", "1."] {
            #expect(probe.send(fields: "\"wide\": \(number)").words == "malformed-json ", "\(number)")
        }
    }

    @Test("a boolean is true or false") func aBooleanIsTrueOrFalse() throws {
        try check("isFinal", accepted: ["true", "false", "null"], rejected: ["0", "1", "\"true\"", "\"\"", "[]"])
    }

    @Test("a timestamp has an offset and a day that exists") func aTimestampHasAnOffset() throws {
        try check(
            "at",
            accepted: quoted([
                "2026-05-04T08:30:00+07:00", "2026-05-04T08:30:00-07:00", "2026-05-04T08:30:00Z", "2026-05-04T08:30:00.5Z",
                "2026-05-04T08:30:00.123456789+07:00", "2026-05-04T23:59:59.999+00:00", "2024-02-29T00:00:00Z", "2026-05-04T08:30:00-00:00",
                "2026-05-04T08:30:00+23:59", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999-23:59",
            ]) + ["null"],
            rejected: quoted([
                "", "2026-05-04", "2026-05-04T08:30:00", "2026-05-04T08:30+07:00", "2026-05-04 08:30:00+07:00", "2026-02-30T08:30:00Z",
                "2025-02-29T08:30:00Z", "2026-04-31T08:30:00Z", "2026-13-01T08:30:00Z", "2026-00-01T08:30:00Z", "2026-05-00T08:30:00Z",
                "2026-05-04T24:00:00Z", "2026-05-04T08:60:00Z", "2026-12-31T23:59:60Z", "2026-05-04T08:30:00+24:00",
                "2026-05-04T08:30:00+07:60", "2026-05-04T08:30:00+0700", "2026-05-04T08:30:00+07", "2026-05-04T08:30:00.Z",
                "2026-05-04T08:30:00,5Z", "2026-05-04t08:30:00z", "2026-05-04T08:30:00Z ", " 2026-05-04T08:30:00Z", "2026-05-04T08:30:00ZZ",
                "26-05-04T08:30:00Z", "0000-05-04T08:30:00Z", "2026-05-04T08:30:00\\u0000Z", "2026-05-04T08:30:0٣Z",
            ]) + ["1777890600", "1777890600000", "true"])
    }

    @Test("timestamps of one instant are one instant") func timestampsOfOneInstantAreOneInstant() {
        let expected = EventTimes.milliseconds("2026-05-04T01:30:00Z")
        #expect(expected == 1_777_858_200_000)
        for text in ["2026-05-04T08:30:00+07:00", "2026-05-03T18:30:00-07:00", "2026-05-04T01:30:00.000Z", "2026-05-04T01:30:00.0009Z"] {
            #expect(EventTimes.milliseconds(text) == expected, "\(text)")
        }
        #expect(EventTimes.milliseconds("2026-05-04T01:30:00.1239Z") == expected.map { $0 + 123 })
        #expect(EventTimes.milliseconds("2026-05-04T01:30:00.07Z") == expected.map { $0 + 70 })
    }

    @Test("a date is a day that exists") func aDateIsADayThatExists() throws {
        try check(
            "day", accepted: quoted(["2026-05-04", "2024-02-29", "0001-01-01", "9999-12-31"]) + ["null"],
            rejected: quoted([
                "", "2026-02-30", "2025-02-29", "1900-02-29", "2026-5-4", "20260504", "2026/05/04", "2026-05-04Z", "0000-01-01",
            ])
                + ["20260504"])
    }

    @Test("a period is a month in either form, and both are the same month") func aPeriodIsAMonthInEitherForm() throws {
        try check(
            "month", accepted: quoted(["2026-05", "202605", "2026-12", "2026-01", "0001-01", "9999-12"]) + ["null"],
            rejected: quoted([
                "", "2026", "2026-00", "2026-13", "202600", "202613", "2026-5", "20265", "2026/05", "2026-Q2", "0000-01", "2026-05-01",
            ])
                + ["202605"])
        let rule = """
              - from: vn.test.seen
                when: {month: {present: true}}
                record: "thing {ref} {month}"
                subject: "owner {ref}"
                period: month
                flags: {seen: true}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(windows: "month", rules: rule)])
        let facts = ["2026-05", "202605"].map { probe.send(fields: "\"month\": \"\($0)\"").facts }
        #expect(facts[0] == facts[1])
        #expect(facts[0].joined().map(\.period) == [2026 * 12 + 4])
    }

    @Test("a commune is five digits in a text") func aCommuneIsFiveDigits() throws {
        try check(
            "commune", accepted: ["\"14797\"", "null"],
            rejected: quoted(["", "1479", "147970", "00000", "14 97", "1479a", "-4797", "+4797", "١٤٧٩٧"]) + ["14797"])
    }

    @Test("what the contract does not know is ignored, whatever it is and however often") func whatIsNotKnownIsIgnored() throws {
        let probe = try IngestProbe()
        let expected = probe.send(data: #"{"ref": "R-1"}"#)
        #expect(expected.words == "1")
        for extra in [#""x": 1"#, #""x": {"ref": 7}, "x": [[], {"y": null}]"#, #""Ref": null, "REF": 1"#, #""": """#, #""x": 1.5e300"#] {
            let answer = probe.send(fields: extra)
            #expect(answer.words == "1", "\(extra)")
            #expect(answer.facts == expected.facts, "\(extra)")
        }
    }

    @Test("an optional field that is null is one that is absent") func anOptionalFieldThatIsNullIsAbsent() throws {
        let probe = try IngestProbe()
        let absent = probe.send(data: #"{"ref": "R-1"}"#)
        for field in ["text", "code", "choice", "count", "isFinal", "at", "day", "month", "commune", "vintage", "parts"] {
            #expect(probe.send(fields: "\"\(field)\": null").facts == absent.facts, "\(field)")
        }
    }

    @Test("a value of one event is never seen in the next") func aValueOfOneEventIsNeverSeenInTheNext() throws {
        let probe = try IngestProbe()
        let bare = probe.send(data: #"{"ref": "R-1"}"#).facts
        #expect(probe.send(fields: "\"commune\": \"14797\"").facts.joined().map(\.commune.rawValue) == [14797])
        #expect(probe.send(data: #"{"ref": "R-1"}"#).facts == bare)
        #expect(probe.send(fields: "\"count\": 7, \"commune\": \"x\"").reject != nil)
        #expect(probe.send(data: #"{"ref": "R-1"}"#).facts == bare)
    }

    @Test("a pattern too large for an automaton is refused when the program is made, never passed over")
    func aPatternTooLargeForAnAutomatonIsRefused() {
        let contract = ProbeDocuments.event.replacing("^[A-C]{2}[0-9]+$", with: "^(A|B)*A(A|B){13}$")
        var accepted = false
        if let probe = try? IngestProbe(contracts: [contract]) { accepted = probe.send(fields: "\"code\": \"no match\"").reject == nil }
        #expect(!accepted)
    }
}

/// Timestamps as numbers.
private enum EventTimes {
    static func milliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 8)
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.flatMap { CalendarTexts.timestamp(Text(start: $0, count: bytes.count - 8)) }?.rawValue
        }
    }
}
