import Testing

@testable import Ingest

@Suite("Conditions over fields") struct ConditionTests {
    /// For each value of the fields, whether the condition held: once as a flag's, once as the rule's.
    private func check(_ condition: String, holds: [String], fails: [String]) throws {
        let rules = """
              - from: vn.test.seen
                record: "flag {ref}"
                subject: "owner {ref}"
                flags: {seen: \(condition)}
              - from: vn.test.seen
                when: \(condition)
                record: "rule {ref}"
                subject: "owner {ref}"
                flags: {other: true}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rules)])
        for fields in holds {
            #expect(probe.send(fields: fields).facts.joined().map(\.flags) == [1, 2], "\(condition) of \(fields)")
        }
        for fields in fails {
            #expect(probe.send(fields: fields).facts.joined().map(\.flags) == [0], "\(condition) of \(fields)")
        }
    }

    private let nothing = ["\"x\": 1"]

    @Test("one of") func oneOf() throws {
        let absent = nothing + ["\"choice\": null"]
        try check("{choice: [c1, c59]}", holds: [#""choice": "c1""#, #""choice": "c59""#], fails: [#""choice": "c0""#] + absent)
        try check("{choice: c7}", holds: [#""choice": "c7""#], fails: [#""choice": "c8""#] + absent)
    }

    @Test("none of; an absent field passes") func noneOf() throws {
        try check(
            "{choice: {not: [c0, c59]}}", holds: [#""choice": "c1""#, "\"choice\": null"] + nothing,
            fails: [#""choice": "c0""#, #""choice": "c59""#])
    }

    @Test("true and false; an absent field is neither") func booleans() throws {
        let absent = nothing + ["\"isFinal\": null"]
        try check("{isFinal: true}", holds: ["\"isFinal\": true"], fails: ["\"isFinal\": false"] + absent)
        try check("{isFinal: false}", holds: ["\"isFinal\": false"], fails: ["\"isFinal\": true"] + absent)
    }

    @Test(
        "present and absent, of every type",
        arguments: [
            ("choice", "\"c0\""), ("choice", "\"c59\""), ("count", "0"), ("isFinal", "false"), ("isFinal", "true"), ("text", "\"ab\""),
            ("at", "\"2026-05-04T08:30:00Z\""), ("day", "\"2026-05-04\""), ("month", "\"2026-05\""), ("parts", "[{\"part\": \"A\"}]"),
        ])
    func presence(_ field: String, _ value: String) throws {
        let there = ["\"\(field)\": \(value)"]
        let absent = nothing + ["\"\(field)\": null"]
        try check("{\(field): {present: true}}", holds: there, fails: absent)
        try check("{\(field): {present: false}}", holds: absent, fails: there)
    }

    @Test("ranges hold their ends; an absent field fails") func ranges() throws {
        func counts(_ numbers: [Int]) -> [String] { numbers.map { "\"count\": \($0)" } }
        let absent = nothing + ["\"count\": null"]
        try check("{count: {min: -1, max: 3}}", holds: counts([-1, 0, 3]), fails: counts([-2, 4]) + absent)
        try check("{count: {min: 0}}", holds: counts([0, 100]), fails: counts([-1]) + absent)
        try check("{count: {max: 0}}", holds: counts([0, -5]), fails: counts([1]) + absent)
    }

    @Test("not after compares instants; where either is absent it fails") func notAfter() throws {
        func both(_ at: String, _ until: String) -> String { "\"at\": \(at), \"until\": \(until)" }
        try check(
            "{at: {not_after: until}}",
            holds: [
                both("\"2026-05-04T08:30:00Z\"", "\"2026-05-04T08:30:00Z\""),
                both("\"2026-05-04T08:30:00+07:00\"", "\"2026-05-04T08:30:00Z\""),
            ],
            fails: [
                both("\"2026-05-04T08:30:00.001Z\"", "\"2026-05-04T08:30:00Z\""),
                both("\"2026-05-04T08:30:00-07:00\"", "\"2026-05-04T08:30:00Z\""),
                both("null", "\"2026-05-04T08:30:00Z\""), both("\"2026-05-04T08:30:00Z\"", "null"), "\"at\": \"2026-05-04T08:30:00Z\"",
            ] + nothing)
    }

    @Test("a mapping is all of its tests, a list any of its mappings") func alternatives() throws {
        try check(
            "{isFinal: true, count: {min: 1}}", holds: ["\"isFinal\": true, \"count\": 1"],
            fails: ["\"isFinal\": true, \"count\": 0", "\"isFinal\": true", "\"count\": 1"])
        try check(
            "[{isFinal: true}, {count: {min: 1}, choice: [c3]}]",
            holds: ["\"isFinal\": true", #""count": 1, "choice": "c3""#, #""isFinal": false, "count": 1, "choice": "c3""#],
            fails: ["\"count\": 1", #""choice": "c3""#] + nothing)
    }

    @Test("within a list, each element is tested for itself") func elements() throws {
        let rule = """
              - from: vn.test.seen
                each: parts
                when: {parts.share: {min: 5}}
                record: "thing {ref} {parts.part}"
                subject: "owner {ref}"
                flags: {seen: true, other: {parts.commune: {present: true}, isFinal: true}}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule)])
        let parts = #"[{"part": "A", "share": 5}, {"part": "B", "share": 4}, {"part": "C", "share": 6, "commune": "14797"}]"#
        #expect(probe.send(fields: "\"isFinal\": true, \"parts\": \(parts)").facts.joined().map(\.flags) == [1, 3])
        #expect(probe.send(fields: "\"parts\": \(parts)").facts.joined().map(\.flags) == [1, 1])
    }
}
