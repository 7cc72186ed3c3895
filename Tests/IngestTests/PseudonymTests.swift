import Aggregation
import Testing

@testable import Ingest

@Suite("Pseudonyms") struct PseudonymTests {
    private func rule(record: String = "thing {ref}", subject: String = "owner {ref}") -> String {
        "  - {from: vn.test.seen, when: {text: {present: true}}, record: \"\(record)\", subject: \"\(subject)\", flags: {seen: true}}"
    }

    private func fact(_ probe: IngestProbe, ref: String, text: String, pipeline: Int = 0) throws -> Fact {
        try #require(probe.send(data: "{\"ref\": \"\(ref)\", \"text\": \"\(text)\"}").facts[pipeline].first)
    }

    @Test("parts that read alike together never give the same pseudonym") func partsThatReadAlikeTogether() throws {
        for template in ["{ref}{text}", "{ref}/{text}", "x {ref} {text}"] {
            let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule(subject: template))])
            let pairs = [
                ("a/b", "cc"), ("a", "b/cc"), ("a/", "bcc"), ("a/bc", "c/"), ("", "a/bcc"), ("a ", "bbc"), ("a", " bbc"),
                ("a\\u0000", "bb"), ("a", "\\u0000bb"),
            ]
            .filter { (2...5).contains($0.1.replacing("\\u0000", with: "0").count) }
            let subjects = try pairs.map { try fact(probe, ref: $0.0, text: $0.1).subject }
            #expect(Set(subjects).count == pairs.count, "\(template)")
        }
    }

    @Test("an item with a field that an event lacks is none, whatever earlier events had") func itemsWithAbsentFields() throws {
        let rule = #"  - {from: vn.test.seen, record: "thing {ref}", subject: "owner {ref}", item: "part {text}", flags: {seen: true}}"#
        let number = #"  - {from: vn.test.seen, record: "count {ref}", subject: "owner {ref}", item: "part {count}", flags: {seen: true}}"#
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule + "\n" + number)])
        for ref in ["R-1", "R-2"] {
            let whole = "{\"ref\": \"\(ref)\", \"text\": \"abc\", \"count\": 5}"
            for absent in ["{\"ref\": \"\(ref)\"}", "{\"ref\": \"\(ref)\", \"text\": null, \"count\": null}"] {
                #expect(probe.send(data: whole).facts[0].allSatisfy { $0.item != 0 })
                let facts = probe.send(data: absent).facts[0]
                #expect(facts.map(\.item) == [0, 0])
                #expect(probe.sendToTape(Array(IngestProbe.event(data: absent).utf8)).facts[0] == facts)
            }
        }
    }

    @Test("pseudonyms are as they were when the key's id was last given another form") func fixedForm() throws {
        let made = try fact(
            try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule(record: "thing {ref} {text}"))]), ref: "R-1", text: "ab")
        #expect(made.subject == Pseudonym(high: 8_659_380_326_903_629_765, low: 1_711_215_600_188_812_598))
        #expect(made.record == Pseudonym(high: 15_692_486_680_928_219_339, low: 12_376_232_622_846_101_584))
        let id = try PseudonymKey(hexadecimal: IngestProbe.key).id
        #expect(id == "1b64ba51")
    }

    @Test("a thing's pseudonym depends on the words before its fields") func dependsOnTheWords() throws {
        let rules = [rule(subject: "owner {ref}"), rule(subject: "owners {ref}"), rule(subject: "{ref}")].joined(separator: "\n")
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rules)])
        let facts = probe.send(fields: "\"text\": \"ab\"").facts[0]
        #expect(Set(facts.map(\.subject)).count == 3)
    }

    @Test("a record belongs to its subject: the same words of another subject are another record") func aRecordBelongsToItsSubject() throws
    {
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule(record: "thing {text}"))])
        let facts = [
            try fact(probe, ref: "R-1", text: "ab"), try fact(probe, ref: "R-2", text: "ab"), try fact(probe, ref: "R-1", text: "ab"),
        ]
        #expect(facts[0].record != facts[1].record)
        #expect(facts[0].record == facts[2].record)
    }

    @Test("record and subject differ even where their words are the same") func recordAndSubjectDiffer() throws {
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule(record: "owner {ref}"))])
        let made = try fact(probe, ref: "R-1", text: "ab")
        #expect(made.record != made.subject)
    }

    @Test("another key gives other pseudonyms, the same key the same") func anotherKeyGivesOtherPseudonyms() throws {
        let pipeline = ProbeDocuments.pipeline(rules: rule())
        func made(_ key: String) throws -> Fact { try fact(try IngestProbe(pipelines: [pipeline], key: key), ref: "R-1", text: "ab") }
        let first = try made("000102030405060708090a0b0c0d0e0f")
        let other = try made("010102030405060708090a0b0c0d0e0f")
        let longer = try made("000102030405060708090a0b0c0d0e0f00")
        #expect(try made("000102030405060708090A0B0C0D0E0F\n") == first)
        #expect(Set([first.subject, other.subject, longer.subject]).count == 3)
        #expect(Set([first.record, other.record, longer.record]).count == 3)
    }

    @Test("a subject cannot be followed from one pipeline to another") func aSubjectCannotBeFollowed() throws {
        let pipelines = ["one", "two"].map { ProbeDocuments.pipeline(id: $0, rules: rule()) }
        let probe = try IngestProbe(pipelines: pipelines)
        let answer = probe.send(fields: "\"text\": \"ab\"")
        #expect(answer.facts.map(\.count) == [1, 1])
        #expect(answer.facts[0][0].subject != answer.facts[1][0].subject)
        #expect(answer.facts[0][0].record != answer.facts[1][0].record)
        // Whatever else is in the catalog, a pipeline's pseudonyms are the same: snapshots live on when a pipeline is added.
        let alone = try IngestProbe(pipelines: [pipelines[1]]).send(fields: "\"text\": \"ab\"")
        #expect(alone.facts[0] == answer.facts[1])
    }

    @Test("nothing of an identifier stands in a fact") func nothingOfAnIdentifierStandsInAFact() throws {
        let rule = """
              - from: vn.test.seen
                when: {text: {present: true}}
                record: "thing {ref}"
                subject: "owner {ref}"
                item: "part {text}"
                flags: {seen: true}
            """
        let probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: rule)])
        let made = try fact(probe, ref: "PA07TH0000101", text: "H0101")
        let bytes = withUnsafeBytes(of: made) { Array($0) }
        // Even four bytes in a row would be more than chance.
        for identifier in ["PA07TH0000101", "H0101"] {
            let parts = Array(identifier.utf8)
            for start in 0...(parts.count - 4) {
                let part = Array(parts[start..<start + 4])
                #expect(!(0...(bytes.count - 4)).contains { Array(bytes[$0..<$0 + 4]) == part }, "\(identifier) at \(start)")
            }
        }
    }

    @Test("identifiers of any length have pseudonyms of their own") func identifiersOfAnyLength() throws {
        let probe = try IngestProbe()
        var subjects: Set<Pseudonym> = []
        let lengths = [0, 1, 7, 8, 9, 500, 1000, 1024, 5000, 60_000]
        for length in lengths {
            let answer = probe.send(data: "{\"ref\": \"\(String(repeating: "x", count: length))\"}")
            subjects.formUnion(answer.facts.joined().map(\.subject))
        }
        #expect(subjects.count == lengths.count)
    }

    @Test("a key that is too short or no hexadecimal number is refused") func aKeyThatIsTooShort() {
        let digits = "000102030405060708090a0b0c0d0e0f"
        for bad in [
            "", "00", String(digits.dropLast()), String(digits.dropLast(2)), digits + "0", digits.dropLast() + "g",
            digits.dropLast(2) + " f",
        ] {
            #expect(throws: PseudonymKey.Failure.self, "\(bad)") { try PseudonymKey(hexadecimal: bad) }
        }
    }
}
