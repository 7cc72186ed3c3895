import Aggregation
import Testing

@testable import Ingest

@Suite("An event is used as a whole or not at all") struct WholeEventTests {
    private let placed = """
          - from: vn.test.seen
            record: "thing {ref}"
            subject: "owner {ref}"
            flags: {seen: true}
          - from: vn.test.seen
            each: parts
            record: "part {ref} {parts.part}"
            subject: "owner {ref}"
            commune: parts.commune
            flags: {other: true}
        """

    @Test("an event whose second rule rejects leaves no fact of the first") func anEventWhoseSecondRuleRejects() throws {
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: placed)])
        #expect(probe.send(fields: #""parts": [{"part": "A", "commune": "14797"}]"#).words == "2")
        let answer = probe.send(fields: #""parts": [{"part": "A", "commune": "14797"}, {"part": "B", "commune": "99999"}]"#)
        #expect(answer.reject != nil)
        #expect(answer.facts == [[]])
    }

    @Test("a reject in one pipeline takes back the facts of all others") func aRejectInOnePipeline() throws {
        let pipelines = [
            ProbeDocuments.pipeline(id: "first", rules: placed), ProbeDocuments.pipeline.replacing("probe", with: "second"),
        ]
        let probe = try IngestProbe(pipelines: pipelines)
        #expect(probe.send(fields: #""commune": "14797", "parts": [{"part": "A"}]"#).facts.map(\.count) == [2, 1])
        let answer = probe.send(fields: #""commune": "99999", "parts": [{"part": "A"}]"#)
        #expect(answer.words == "commune-unknown /data/commune")
        #expect(answer.facts == [[], []])
    }

    @Test("facts of events before a reject stay") func factsOfEventsBeforeARejectStay() throws {
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: placed)])
        let events = [#""x": 1"#, #""parts": [{"part": "A"}, {"part": "B", "commune": "99999"}]"#, #""parts": [{"part": "C"}]"#]
        #expect(probe.batch(events.map { IngestProbe.event(data: "{\"ref\": \"R-1\", \($0)}") }) == [1, 0, 2])
    }

    @Test("an event that no rule wants gives no fact and is no reject") func anEventThatNoRuleWants() throws {
        let rule = """
              - {from: vn.test.seen, when: {isFinal: true}, record: "thing {ref}", subject: "owner {ref}", flags: {seen: true}}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule)])
        #expect(probe.send(fields: "\"x\": 1").outcome == .facts(0))
        #expect(try IngestProbe(pipelines: []).send(fields: "\"x\": 1").outcome == .facts(0))
    }

    @Test("a fact without the field of its period counts nowhere and is not made") func aFactWithoutItsPeriod() throws {
        let rule = """
              - {from: vn.test.seen, record: "thing {ref}", subject: "owner {ref}", period: month, flags: {seen: true}}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(windows: "month", rules: rule)])
        #expect(probe.send(fields: "\"x\": 1").outcome == .facts(0))
        #expect(probe.send(fields: "\"month\": \"2026-05\"").outcome == .facts(1))
    }

    @Test("a fact carries what its rule says") func aFactCarriesWhatItsRuleSays() throws {
        let rule = """
              - from: vn.test.seen
                when: {text: {present: true}}
                record: "thing {ref}"
                subject: "owner {ref}"
                item: "part {text}"
                commune: commune
                period: at
                version: until
                rank: 3
                flags: {other: true}
                amounts: {rest: wide, sum: count}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(windows: "day, month", rules: rule)])
        let fields = """
            "text": "ab", "commune": "14797", "at": "2026-05-31T17:00:00Z", "until": "2026-06-01T00:00:00Z", "day": "2026-06-30", "wide": -7, "count": 9
            """
        let fact = try #require(probe.send(fields: fields).facts[0].first)
        // Half past midnight in Vietnam is the next day there.
        #expect(CivilDate(rawValue: fact.period).description == "2026-06-01")
        #expect(fact.version == FactVersion(time: try #require(EventTime(rfc3339: "2026-06-01T00:00:00Z")), rank: 3))
        #expect((fact.flags, fact.amount0, fact.amount1) == (2, 9, -7))
        #expect(fact.commune.description == "14797")
        #expect(fact.item != 0)
        let bare = try #require(probe.send(fields: "\"text\": \"ab\", \"at\": \"2026-05-31T17:00:00Z\"").facts[0].first)
        #expect(bare.version.time == EventTime(rfc3339: "2026-06-01T08:00:00+07:00"))
        #expect(bare.expires.rawValue == .max)
        #expect(bare.commune == .unlocated)
    }
    @Test("a standing fact stops counting on the day after its last one") func aStandingFactExpires() throws {
        let rule = """
              - from: vn.test.seen
                record: "thing {ref}"
                subject: "owner {ref}"
                valid_to: day
                flags: {other: true}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(windows: "current", rules: rule)])
        let fact = try #require(probe.send(fields: "\"day\": \"2026-06-30\"").facts[0].first)
        #expect(fact.expires.description == "2026-07-01")
        #expect(fact.period == Fact.standing)
    }
}
