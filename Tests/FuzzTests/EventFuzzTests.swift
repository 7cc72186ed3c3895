import Aggregation
import Catalog
import Ingest
import Testing

@Suite("Mutilated events") struct EventFuzzTests {
    static let parts = Array(1...4)
    static let eventsOfAPart = 25_500

    /// What came of the events of one part.
    private struct Tally {
        var accepted = 0
        var rejected: [RejectReason: Int] = [:]
        var facts = 0
        var folded: [FoldOutcome: Int] = [:]
    }

    @Test(
        "a hundred thousand mutilated events: no crash, each is accepted or rejected, and facts have declared flags only",
        .timeLimit(.minutes(5)),
        arguments: parts)
    func aHundredThousandMutilatedEvents(_ part: Int) throws {
        let catalog = try PipelinesFixture.catalog.get()
        let mutator = EventMutator(corpus: try PipelinesFixture.events.get())
        var random = FuzzSeed.generator("events", part: part)
        var ingester = try Ingester(
            catalog: catalog, key: try PseudonymKey(hexadecimal: "000102030405060708090a0b0c0d0e0f"), maximumBytes: 1 << 11)
        let counts = catalog.pipelines.map { Counts($0) }
        let checker = FactChecker(catalog)
        var tally = Tally()
        for round in 0..<EventFuzzTests.eventsOfAPart {
            let event = mutator.event(&random)
            func note(_ problem: String) {
                Issue.record("seed \(FuzzSeed.base), part \(part), round \(round): \(problem): \(String(decoding: event, as: UTF8.self))")
            }
            let outcome = ingester.send(event)
            let facts = catalog.pipelines.indices.map { Array(ingester.facts(ofPipeline: $0)) }
            switch outcome {
            case .facts(let count):
                tally.accepted += 1
                tally.facts += count
                if facts.joined().count != count { note("\(facts.joined().count) facts for \(count)") }
            case .reject(let reject):
                tally.rejected[reject.reason, default: 0] += 1
                if !facts.joined().isEmpty { note("a reject with facts") }
                if reject.message.isEmpty || !(reject.path.isEmpty || reject.path.hasPrefix("/")) { note("a reject without words or path") }
            }
            if let problem = ingester.differenceOfTape(event, outcome, facts) { note(problem) }
            for (index, facts) in facts.enumerated() {
                for fact in facts {
                    if let problem = checker.problem(fact, pipeline: index, partners: ingester.partnerNames.count) { note(problem) }
                    tally.folded[counts[index].aggregate.fold(fact), default: 0] += 1
                }
            }
            if round % 50 == 0, ingester.send(event) != outcome { note("the second time it is something else") }
        }
        #expect(tally.accepted + tally.rejected.values.reduce(0, +) == EventFuzzTests.eventsOfAPart)
        #expect(tally.folded.values.reduce(0, +) == tally.facts)
        // Mutations that all fail at the first brace would test nothing.
        #expect(tally.accepted > EventFuzzTests.eventsOfAPart / 20)
        // No event comes on a partner's channel here, and nothing moves event time on.
        let unmet = Set(RejectReason.allCases).subtracting(tally.rejected.keys).subtracting([.periodClosed, .sourceMismatch])
        #expect(unmet.isEmpty)
        for count in counts {
            count.aggregate.partnerNames = ingester.partnerNames
            try count.check()
        }
    }
}

/// One pipeline's aggregate.
private final class Counts {
    let pipeline: Pipeline
    var aggregate: Aggregate

    init(_ pipeline: Pipeline) {
        self.pipeline = pipeline
        aggregate = Aggregate(plan: pipeline.countingPlan())
    }

    /// No count is negative, and a snapshot holds all of it.
    func check() throws {
        let cells = aggregate.cells()
        for cell in cells {
            for (measure, value) in zip(pipeline.measures, cell.values) where value < 0 {
                if case .amount = measure.kind { continue }
                Issue.record("\(pipeline.id), \(cell.window.key), \(cell.commune): \(measure.name) is \(value)")
            }
            #expect(cell.subjects >= 0)
        }
        let restored = try Aggregate.restore(aggregate.snapshot(), plan: pipeline.countingPlan())
        let again = restored.cells()
        #expect(again == cells)
        #expect(restored.liveRecords == aggregate.liveRecords)
    }
}

/// What must hold of every fact.
private struct FactChecker {
    private let flags: [UInt64]
    private let hasItems: [Bool]
    private let units: Set<CommuneCode>

    init(_ catalog: Catalog) {
        flags = catalog.pipelines.map { $0.flags.count == 64 ? .max : (1 << UInt64($0.flags.count)) - 1 }
        hasItems = catalog.pipelines.map { pipeline in pipeline.facts.contains { $0.item != nil } }
        units = Set(catalog.territory.unitsInForce.map(\.code))
    }

    func problem(_ fact: Fact, pipeline: Int, partners: Int) -> String? {
        if fact.flags & ~flags[pipeline] != 0 { return "a fact has a flag that is not declared" }
        if fact.commune != .unlocated, !units.contains(fact.commune) { return "a fact lies in \(fact.commune), which is not in force" }
        if fact.record == .none || fact.subject == .none { return "a fact has no pseudonym" }
        if fact.item != 0, !hasItems[pipeline] { return "a fact has an item where there are none" }
        if Int(fact.partner) >= partners { return "a fact is of a partner that is not there" }
        return nil
    }
}

extension Ingester {
    /// Takes the same event with an escape in it, which makes it one that is read from the tape: the same must become of it.
    fileprivate mutating func differenceOfTape(_ event: [UInt8], _ outcome: Outcome, _ facts: [[Fact]]) -> String? {
        guard event.first == UInt8(ascii: "{"), event.count < 2000 else { return nil }
        let escaped = send(Array("{\"x\":\"\\n\",".utf8) + event.dropFirst())
        if case .reject(let reject) = outcome, case .reject(let other) = escaped {
            // An object without members is not well-formed with the comma behind the escape.
            return reject == other || event.dropFirst().first == UInt8(ascii: "}") ? nil : "from the tape: \(other)"
        }
        if escaped != outcome { return "from the tape: \(escaped)" }
        return facts.indices.allSatisfy { Array(self.facts(ofPipeline: $0)) == facts[$0] } ? nil : "other facts from the tape"
    }

    /// Takes an event; what stands behind its bytes is no JSON.
    fileprivate mutating func send(_ event: [UInt8]) -> Outcome {
        emptyBlocks()
        let now = EventTime(rawValue: 1_782_838_800_000)  // 2026-07-01T00:00:00+07:00
        return (event + [UInt8](repeating: 0xFF, count: Ingester.padding)).withUnsafeBytes {
            ingest(structured: UnsafeRawBufferPointer(rebasing: $0[0..<event.count]), number: 0, now: now)
        }
    }
}
