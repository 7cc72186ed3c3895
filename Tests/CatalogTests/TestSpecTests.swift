import Aggregation
import Testing

@testable import Catalog

@Suite("Pipeline tests are read and checked like all else") struct TestSpecTests {
    @Test("a sound test has no findings") func soundTest() {
        #expect(LintProbe.lint(Self.sound, Self.context).map(\.description) == [])
        // By itself nothing is known of pipelines and contracts.
        #expect(LintProbe.lint(Self.sound).map(\.description) == [])
    }

    @Test("the example of the reference page is sound") func example() {
        #expect(LintProbe.lint(TestSpec.construct.form.example).map(\.description) == [])
    }

    @Test("a fault is found at its place", arguments: faults) func faultAtItsPlace(_ fault: FaultyDocument) {
        let diagnostics = LintProbe.lint(fault.yaml, Self.context)
        let found = diagnostics.contains {
            $0.code == fault.code.rawValue && $0.line == fault.place.line && $0.column == fault.place.column
        }
        #expect(
            found, "expected \(fault.code.rawValue) at \(fault.place.line):\(fault.place.column), got \(diagnostics.map(\.description))")
    }

    @Test("a misspelt key of a step brings the right one to mind") func misspeltKey() {
        let diagnostics = LintProbe.lint(Self.sound.replacing("expect_revision:", with: "expect_revison:"), Self.context)
        #expect(diagnostics.map(\.message) == ["unknown key `expect_revison`; did you mean `expect_revision`?"])
    }

    @Test("defaults are filled in, numbers and the clock put into texts, and attributes that are null left out") func events() throws {
        let test = try #require(read(Self.sound))
        let steps = try #require(test.cases.first).steps
        #expect(steps.map { FixedTimeZone.vietnam.format($0.time) } == ["2026-05-02T08:00:00+07:00", "2026-05-05T08:00:00+07:00"])
        #expect(steps[0].events.count == 4)
        #expect(
            steps[0].events[1].json == #"{"specversion":"1.0","id":"probe-1-2","source":"/bank","type":"vn.test.paid","time":"#
                + #""2026-05-02T08:00:00+07:00","data":{"id":"P-002","household":"H002","channel":"agent","amount":5,"month":"2026-05","#
                + #""paidAt":"2026-05-02T08:00:00+07:00","isFinal":true,"parts":[{"bill":"B-002","share":1.5}],"note":null}}"#)
        #expect(steps[0].events[3].json.hasPrefix(#"{"specversion":"1.0","id":"own","type":"vn.test.paid","time""#))
        #expect(steps[0].reject == nil)
    }

    @Test("a reject is expected of the events before it, also where it stands in a later step") func rejects() throws {
        let steps = try #require(read(Self.sound)?.cases.last).steps
        #expect(steps.map { $0.reject?.reason } == [.schema, nil, .tooLarge])
        #expect(steps[0].reject?.path == "/data/amount")
    }

    @Test("an expectation knows the place of each of its fields") func places() throws {
        let steps = try #require(read(Self.sound)?.cases.first).steps
        let figure = try #require(steps[1].figures.first)
        #expect(figure.description == "T01 of 14758 in 2026-05")
        #expect(figure.checks.map(\.field) == [.value, .denominator, .reason])
        #expect(figure.checks.map(\.content) == [.number(hundredths: 6670), .none, .word("small-cell")])
        #expect(Set(figure.checks.map(\.place.line)).count == 1)
        #expect(figure.checks.map(\.place.column) == figure.checks.map(\.place.column).sorted())
        #expect(steps[1].figures.map { $0.checks.map(\.field) } == [[.value, .denominator, .reason], [.value], [.revision], [.published]])
    }

    @Test(
        "instants need an offset, and may leave their seconds out",
        arguments: [
            ("2026-06-03T08:00+07:00", 1_780_448_400), ("2026-06-03T01:00:00Z", 1_780_448_400),
            ("2026-06-03T08:00:07+07:00", 1_780_448_407),
            ("2026-06-02T21:30-03:30", 1_780_448_400),
        ])
    func instants(_ text: String, _ seconds: Int64) {
        #expect(InstantSpec.parse(text)?.rawValue == seconds * 1000)
    }

    @Test(
        "what is no instant is refused",
        arguments: [
            "2026-06-03T08:00", "2026-06-03", "2026-02-29T08:00+07:00", "2026-06-03T24:00+07:00", "2026-06-03T08:00+07", "", "08:00Z",
        ])
    func noInstants(_ text: String) {
        #expect(InstantSpec.parse(text) == nil)
    }

    private func read(_ yaml: String) -> PipelineTest? {
        var findings = Findings(file: "probe.yaml")
        return YAMLReader.read(yaml, &findings).flatMap { Document.test($0, &findings) }?.model
    }

    private static var context: CheckContext {
        var context = SoundDocument.context
        context.pipelines = LintProbe.pipeline(SoundDocument.pipeline).map { [$0.id: $0] } ?? [:]
        context.communes = [CommuneCode(rawValue: 14758)]
        return context
    }

    private static let sound = """
        test: probe
        pipeline: test
        at: 2026-05-02T08:00+07:00
        defaults:
          vn.test.paid:
            envelope: {source: /bank}
            data:
              id: "P-{n}"
              household: "H{n}"
              channel: bank
              amount: 5
              month: 2026-05
              paidAt: "{at}"
              isFinal: true
              parts: [{bill: "B-{n}", share: 1}]
        cases:
          - name: first
            steps:
              - in:
                  - type: vn.test.paid
                    for: [001..002, 7]
                    data: {channel: agent, parts: [{bill: "B-{n}", share: 1.5}], note: null}
                  - {type: vn.test.paid, for: 9, envelope: {id: own, source: null}}
              - advance: 3d
                expect:
                  - {indicator: T01, commune: "14758", window: 2026-05, value: 66.7, denominator: none, reason: small-cell}
                  - {measure: money, commune: "38", window: 2026-Q2, value: -3}
                expect_revision: {indicator: T01, commune: "38", window: 2026-05, revision: 2}
                expect_none: {indicator: T02, commune: unlocated, window: 2026-Q2}
          - name: second
            steps:
              - in: {type: vn.test.paid, for: 1, data: {amount: 500}}
              - expect_reject: {reason: schema, path: /data/amount}
              - in: {type: vn.test.paid, for: 1}
                expect_reject: {reason: too-large}

        """

    private static let faults: [FaultyDocument] = {
        func fault(_ code: DiagnosticCode, _ old: String, _ new: String) -> FaultyDocument { FaultyDocument(code, in: sound, old, new) }
        return [
            fault(.unknownPipeline, "pipeline: test", "pipeline: ▸tset"),
            fault(.invalidIdentifier, "test: probe", "test: ▸Probe"),
            fault(.invalidTime, "at: 2026-05-02T08:00+07:00", "at: ▸2026-05-02T08:00"),
            fault(.invalidTime, "- advance: 3d", "- ▸at: 2026-05-02T07:59+07:00"),
            fault(.missingKey, "at: 2026-05-02T08:00+07:00\n", "").with("- ▸in:", for: "- in:"),
            fault(.conflictingKeys, "advance: 3d", "advance: 3d\n        ▸at: 2026-05-06T08:00+07:00"),
            fault(.invalidDuration, "advance: 3d", "advance: ▸three days"),
            fault(.unknownContract, "- {type: vn.test.paid, for: 9", "- ▸{type: vn.test.payed, for: 9"),
            fault(.unknownField, "- {type: vn.test.paid, for: 9,", "- ▸{type: vn.test.paid, for: 9, data: {chanel: bank},"),
            fault(.invalidTemplate, "- {type: vn.test.paid, for: 9,", "- ▸{type: vn.test.paid,"),
            fault(.outOfRange, "001..002", "▸002..001"),
            fault(.unknownValue, "001..002", "▸one"),
            fault(.wrongType, "envelope: {id: own, source: null}", "envelope: ▸own"),
            fault(.unknownIndicator, "indicator: T01, commune: \"14758\"", "indicator: ▸T07, commune: \"14758\""),
            fault(.unknownMeasure, "measure: money", "measure: ▸mony"),
            fault(.unknownCommune, "\"14758\"", "▸\"14759\""),
            fault(.invalidIdentifier, "\"14758\"", "▸\"1475\""),
            fault(.windowNotKept, "indicator: T01, commune: \"38\", window: 2026-05", "indicator: T01, commune: \"38\", window: ▸2026-Q2"),
            fault(.unknownValue, "window: 2026-05, value: 66.7", "window: ▸2026-13, value: 66.7"),
            fault(.invalidDecimal, "66.7,", "▸66.666,"),
            fault(.unknownValue, "reason: small-cell", "reason: ▸small"),
            fault(
                .emptyList, "- {measure: money, commune: \"38\", window: 2026-Q2, value: -3}",
                "- ▸{measure: money, commune: \"38\", window: 2026-Q2}"),
            fault(.keyNotApplicable, "value: -3", "value: -3, numerator: ▸1"),
            fault(.conflictingKeys, "{measure: money,", "{measure: money, ▸indicator: T01,"),
            fault(.outOfRange, "revision: 2", "revision: ▸0"),
            fault(.unknownValue, "reason: too-large", "reason: ▸to-large"),
            fault(.neverHolds, "- in: {type: vn.test.paid, for: 1, data: {amount: 500}}\n      - expect_reject: {", "- expect_reject: ▸{"),
            fault(.duplicateID, "name: second", "name: ▸first"),
            fault(.missingKey, "  - name: second\n    steps:", "  - ▸steps:"),
        ]
    }()
}

extension FaultyDocument {
    /// The same with the mark put elsewhere.
    fileprivate func with(_ new: String, for old: String) -> FaultyDocument { FaultyDocument(code, in: yaml, old, new) }
}
