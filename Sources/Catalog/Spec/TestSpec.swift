import Aggregation

/// The spec of a pipeline test: `Pipelines/tests/<id>.yaml`.
enum TestSpec {
    struct Draft: Sendable {
        var id = ""
        var pipeline = ""
        var pipelinePlace = Place.start
        var start: EventTime?
        var defaults: [(name: String, value: TestEventSpec.Defaults)] = []
        var cases: [CaseDraft] = []
    }

    struct CaseDraft: Sendable {
        var name = ""
        var steps: [StepDraft] = []
        var place = Place.start
        var namePlace = Place.start
    }

    struct StepDraft: Sendable {
        var time: EventTime?
        var seconds: Int?
        var events: [TestEventSpec.Draft] = []
        var reject: ExpectedReject?
        var figures: [ExpectedFigure] = []
        var revisions: [ExpectedFigure] = []
        var absences: [ExpectedFigure] = []
        var place = Place.start
    }

    static let construct = Construct(
        "pipeline test", blank: Draft(),
        "Cases that a pipeline must pass, on a clock of their own: one file `Pipelines/tests/<id>.yaml`, run by `nhipso test`.",
        example: example,
        keys: [
            Key("test", .identifier(.test), into: \.id, "Its id; the file bears the same name.", example: "electricity"),
            Key("pipeline", pipeline, into: \.pipelineName, "The pipeline that it tests.", example: "electricity"),
            Key(
                "at", InstantSpec.shape, into: \.start, .optional("the first step's"),
                "Where a case's clock starts unless its first step says.",
                example: "2026-05-05T08:00+07:00"),
            Key(
                "defaults", .map(.eventType, to: TestEventSpec.defaults.shape), into: \.defaults, .optional("none"),
                "What events hold, by type, unless they say otherwise: so that cases show only what matters.",
                example: "{vn.example.water.bill.issued: {data: {billPeriod: 2026-05}}}"),
            Key("cases", .list(of: caseShape), into: \.cases, "Each starts from nothing.", example: "[{name: …, steps: […]}]"),
        ])

    private static let pipeline = Shape<String>.identifier(.pipeline).then { text, node, _ in
        PipelineName(text: text, place: node.place)
    }

    struct PipelineName: Sendable {
        var text: String
        var place: Place
    }

    static let testCase = Construct(
        "test case", blank: CaseDraft(), "A sentence that must hold, and the steps that show it.",
        keys: [
            Key("name", .text, into: \.name, "What holds, as a sentence.", example: "a reversal before its payment still wins"),
            Key("steps", .list(of: stepShape), into: \.steps, "What happens, in order.", example: "[{at: …, in: {…}}, {expect: {…}}]"),
        ])

    private static let caseShape = testCase.shape.then { draft, node, _ in
        var placed = draft
        (placed.place, placed.namePlace) = (node.place, node.place(["name"]))
        return placed
    }

    static let step = Construct(
        "test step", blank: StepDraft(),
        "One moment: the clock moves (and the watermark with it), events come in, figures are published, expectations are held against them.",
        choices: [.init(keys: ["at", "advance"], isRequired: false)],
        keys: [
            Key(
                "at", InstantSpec.shape, into: \.time, .optional("the clock stands"), "Sets the clock; never back.",
                example: "2026-06-03T08:00+07:00"),
            Key("advance", .seconds, into: \.seconds, .optional("the clock stands"), "Moves the clock on.", example: "3d"),
            Key(
                "in",
                .either("an event, or a list of events,", list: .list(of: TestEventSpec.shape), mapping: TestEventSpec.shape.map { [$0] }),
                into: \.events, .optional("no event"), "Events that come in, in this order.", example: "{type: …, data: {…}}"),
            Key(
                "expect_reject", rejectShape, into: \.reject, .optional("all are accepted"),
                "Every event of this step's `in`, or else of the one before it, is rejected.",
                example: "{reason: schema, path: /data/amountVnd}"),
            Key(
                "expect", ExpectedFigureSpec.figures, into: \.figures, .optional("nothing"), "Figures as they must stand after this step.",
                example: "{indicator: EP01, commune: \"14797\", window: 2026-05, value: 66.67}"),
            Key(
                "expect_revision", ExpectedFigureSpec.revisions, into: \.revisions, .optional("nothing"),
                "How often figures have been published.", example: "{indicator: EP01, commune: \"14797\", window: 2026-05, revision: 2}"),
            Key(
                "expect_none", ExpectedFigureSpec.absences, into: \.absences, .optional("nothing"),
                "Figures of which nothing was ever published.", example: "{indicator: EP01, commune: \"14758\", window: 2026-05}"),
        ])

    private static let stepShape = step.shape.then { draft, node, findings -> StepDraft? in
        if node.entries?.isEmpty ?? true {
            findings.report(.emptyList, at: node.place, "the step does nothing")
            return nil
        }
        var placed = draft
        placed.place = node.place
        return placed
    }

    struct RejectDraft: Sendable {
        var reason = ""
        var path: String?
    }

    static let reject = Construct(
        "expected reject", blank: RejectDraft(), "What must be said of events that cannot be used.",
        keys: [
            Key("reason", .words(RejectReason.allCases.map(\.rawValue)), into: \.reason, "The code of the reason.", example: "schema"),
            Key(
                "path", pathShape, into: \.path, .optional("not looked at"),
                "A JSON pointer to what is wrong; empty: the event as a whole.",
                example: "/data/allocations/0/billId"),
        ])

    private static let pathShape = Shape<String>(.text) { node, findings in
        if case .scalar(let text, _) = node.content { return text }
        findings.reportWrongType(node, needs: "a JSON pointer")
        return nil
    }

    private static let rejectShape = reject.shape.then { draft, node, _ in
        RejectReason(rawValue: draft.reason).map {
            ExpectedReject(
                place: node.place, reason: $0, reasonPlace: node.place(["reason"]), path: draft.path, pathPlace: node.place(["path"]))
        }
    }

    private static let example = """
        test: water
        pipeline: water
        at: 2026-06-02T09:00+07:00
        defaults:
          vn.example.water.bill.issued:
            data: {billId: "W-{n}", meterRef: "M00000{n}", billPeriod: 2026-05, communeCode: "14758", amountVnd: 85000, issuedAt: "{at}"}
        cases:
          - name: a meter with a bill paid in cash does not count
            steps:
              - in:
                  - {type: vn.example.water.bill.issued, for: 101..111}
                  - {type: vn.example.water.bill.issued, for: 112, data: {paidBy: cash}}
                expect: {indicator: W01, commune: "14758", window: 2026-05, value: 91.67, status: provisional}
              - advance: 60d
                expect: {indicator: W01, commune: "14758", window: 2026-05, value: 91.67, status: final}
        """
}

extension TestSpec.Draft {
    fileprivate var pipelineName: TestSpec.PipelineName {
        get { TestSpec.PipelineName(text: pipeline, place: pipelinePlace) }
        set { (pipeline, pipelinePlace) = (newValue.text, newValue.place) }
    }
}
