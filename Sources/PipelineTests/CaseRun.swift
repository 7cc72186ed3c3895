import Aggregation
import Catalog
import Ingest
import Publication

/// One case of a test under way.
struct CaseRun {
    private let testCase: PipelineTest.Case
    private let stages: PipelineStages
    private var publisher: Publisher
    /// What was last published of each figure.
    private var published: [IndicatorKey: IndicatorUpdate] = [:]
    private var result: PipelineTestResult.Case

    /// - Parameter stages: fresh ones.
    init(_ testCase: PipelineTest.Case, stages: PipelineStages) {
        self.testCase = testCase
        self.stages = stages
        publisher = stages.publisher()
        result = PipelineTestResult.Case(name: testCase.name, place: testCase.place)
    }

    mutating func run() -> PipelineTestResult.Case {
        for step in testCase.steps {
            stages.advance(to: step.time)
            for event in step.events { take(event, step) }
            // After a wrong outcome of an event figures are bound to be wrong too: they would only hide it.
            if !result.isPassed { break }
            publish(at: step.time)
            for figure in step.figures { check(figure) }
        }
        return result
    }

    private mutating func take(_ event: PipelineTest.Event, _ step: PipelineTest.Step) {
        result.eventCount += 1
        if step.reject != nil { result.expectationCount += 1 }
        switch (stages.take(event.json, now: step.time), step.reject) {
        case (.accepted, nil): break
        case (.accepted, let expected?):
            fail(expected.place, "\(event.type) was accepted", differences(expected, found: nil))
        case (.rejected(let reject), nil):
            result.failures.append(
                PipelineTestFailure(
                    place: event.place, message: "\(event.type) was rejected: \(reject.message)",
                    found: "reason: \(reject.reason.rawValue), path: \(quoted(reject.path))"))
        case (.rejected(let reject), let expected?):
            let differences = differences(expected, found: reject)
            if !differences.isEmpty {
                fail(expected.place, "\(event.type) was rejected for something else: \(reject.message)", differences)
            }
        }
    }

    private func differences(_ expected: ExpectedReject, found: Reject?) -> [PipelineTestFailure.Difference] {
        var differences: [PipelineTestFailure.Difference] = []
        if expected.reason != found?.reason {
            differences.append(
                PipelineTestFailure.Difference(
                    field: "reason", expected: expected.reason.rawValue, found: found?.reason.rawValue ?? "nothing",
                    place: expected.reasonPlace))
        }
        if let path = expected.path, path != found?.path {
            differences.append(
                PipelineTestFailure.Difference(
                    field: "path", expected: quoted(path), found: found.map { quoted($0.path) } ?? "nothing", place: expected.pathPlace))
        }
        return differences
    }

    private func quoted(_ path: String) -> String { path.isEmpty ? "\"\"" : path }

    private mutating func publish(at time: EventTime) {
        for partial in stages.takePartials() { publisher.accept(partial) }
        for update in publisher.changes(at: time, asOf: stages.pipeline.timeZone.day(of: time)) {
            precondition(update.revision > published[update.key]?.revision ?? 0, "revisions of a figure go up")
            published[update.key] = update
            result.updateCount += 1
        }
    }

    private mutating func check(_ expected: ExpectedFigure) {
        result.expectationCount += 1
        let found: FoundFigure
        var message = "\(expected) is not as expected"
        switch expected.name {
        case .measure(let name):
            let row = publisher.measureRows().first {
                $0.measure == name && $0.areaCode == expected.commune && $0.window == expected.window
            }
            found = FoundFigure(measure: row?.value ?? 0)
        case .indicator(let id):
            let update = published[IndicatorKey(indicator: id, commune: expected.commune, window: expected.window)]
            found = FoundFigure(update)
            if update == nil { message = "nothing has been published of \(expected)\(alike(id))" }
        }
        let differences = found.differences(from: expected)
        if differences.isEmpty { return }
        fail(expected.place, message, differences, found: found.summary)
    }

    /// Where else there are figures of the indicator: a wrong commune or window is the usual slip.
    private func alike(_ indicator: String) -> String {
        let keys = published.keys.filter { $0.indicator == indicator }.sorted { ($0.window, $0.commune) < ($1.window, $1.commune) }
        if keys.isEmpty { return "; nor anywhere of that indicator" }
        let listed = keys.prefix(6).map { "\($0.commune) in \($0.window.key)" }.joined(separator: ", ")
        return "; there is \(listed)\(keys.count > 6 ? " and \(keys.count - 6) more" : "")"
    }

    private mutating func fail(
        _ place: Place, _ message: String, _ differences: [PipelineTestFailure.Difference], found: String = ""
    ) {
        result.failures.append(
            PipelineTestFailure(place: differences.first?.place ?? place, message: message, differences: differences, found: found))
    }
}
