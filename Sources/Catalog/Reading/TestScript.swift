import Aggregation

/// Makes of a test's drafts what is to be done: times worked out, defaults filled in, an event per number.
struct TestScript {
    private let draft: TestSpec.Draft
    private let defaults: [String: TestEventSpec.Defaults]

    /// nil when something does not hold together; then the findings say what.
    static func test(of draft: TestSpec.Draft, file: String, _ findings: inout Findings) -> PipelineTest? {
        let script = TestScript(draft)
        var isGood = true
        var cases: [PipelineTest.Case] = []
        var names: [String: Place] = [:]
        for (index, testCase) in draft.cases.enumerated() {
            if let first = names.updateValue(testCase.namePlace, forKey: testCase.name) {
                findings.report(.duplicateID, at: testCase.namePlace, "a case of this name stands in line \(first.line) already")
                isGood = false
            }
            if let steps = script.steps(of: testCase, number: index + 1, &findings) {
                cases.append(PipelineTest.Case(name: testCase.name, place: testCase.namePlace, steps: steps))
            } else {
                isGood = false
            }
        }
        guard isGood else { return nil }
        return PipelineTest(id: draft.id, file: file, pipeline: draft.pipeline, pipelinePlace: draft.pipelinePlace, cases: cases)
    }

    private init(_ draft: TestSpec.Draft) {
        self.draft = draft
        defaults = Dictionary(draft.defaults.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private func steps(of testCase: TestSpec.CaseDraft, number: Int, _ findings: inout Findings) -> [PipelineTest.Step]? {
        var isGood = true
        var clock = draft.start
        var steps: [PipelineTest.Step] = []
        var lastWithEvents: Int?
        var eventCount = 0
        for (index, step) in testCase.steps.enumerated() {
            // The file's start is a default: a case may begin before it.
            if index == 0, step.time != nil { clock = nil }
            guard let time = time(of: step, after: clock, &findings) else { return nil }
            clock = time
            var events: [PipelineTest.Event] = []
            for event in step.events {
                guard let made = make(event, at: time, prefix: "\(draft.id)-\(number)", count: &eventCount, &findings) else {
                    isGood = false
                    continue
                }
                events += made
            }
            if !step.events.isEmpty { lastWithEvents = steps.count }
            steps.append(
                PipelineTest.Step(
                    place: step.place, time: time, events: events, figures: step.figures + step.revisions + step.absences))
            guard let reject = step.reject else { continue }
            if let index = lastWithEvents, steps[index].reject == nil {
                steps[index].reject = reject
            } else {
                let why = lastWithEvents == nil ? "no events came in before" : "the events before it have their `expect_reject` already"
                findings.report(.neverHolds, at: reject.place, "\(why): put it after its `in`")
                isGood = false
            }
        }
        return isGood ? steps : nil
    }

    private func time(of step: TestSpec.StepDraft, after clock: EventTime?, _ findings: inout Findings) -> EventTime? {
        if let time = step.time {
            if let clock, time < clock {
                findings.report(
                    .invalidTime, at: step.place, "the clock stands at \(FixedTimeZone.vietnam.format(clock)) and never goes back")
                return nil
            }
            return time
        }
        guard let clock else {
            findings.report(.missingKey, at: step.place, "the clock stands nowhere yet; begin with e.g. `at: 2026-06-03T08:00+07:00`")
            return nil
        }
        return clock.adding(milliseconds: Int64(step.seconds ?? 0) * 1000)
    }

    private func make(
        _ event: TestEventSpec.Draft, at time: EventTime, prefix: String, count: inout Int, _ findings: inout Findings
    ) -> [PipelineTest.Event]? {
        let own = defaults[event.type] ?? TestEventSpec.Defaults()
        let data = own.data.overlaid(with: event.data)
        let envelope = own.envelope.overlaid(with: event.envelope)
        var made: [PipelineTest.Event] = []
        for number in event.numbers?.map({ Optional($0.text) }) ?? [nil] {
            count += 1
            let usual: JSONValue = [
                "specversion": "1.0", "id": .string("\(prefix)-\(count)"), "source": "/test", "type": .string(event.type), "time": "{at}",
            ]
            let filling = TestFilling(at: FixedTimeZone.vietnam.format(time), number: number)
            guard let attributes = filling.fill(usual.overlaid(with: envelope)), let data = filling.fill(data) else {
                findings.report(
                    .invalidTemplate, at: event.place,
                    "`{n}` stands in the event or its defaults, and nothing says what it is; write e.g. `for: 101`")
                return nil
            }
            let json = attributes.withoutNulls.overlaid(with: ["data": data]).compactText
            made.append(PipelineTest.Event(place: event.place, type: event.type, data: data, json: json))
        }
        return made
    }
}
