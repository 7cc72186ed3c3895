import Catalog
import Foundation
import Kafka
import Testing
import Workers

@Suite("Faults of the brokers", .ownThread) struct FaultTests {
    /// How long a fault lasts that does not end by itself.
    private static let holdSeconds = 1.5
    /// Turns a second of a stage's loop beyond which it waits for nothing: with events it is some hundreds, without some tens.
    private static let stepsMax = 1_500.0

    @Test("It recovers, or stops and says what to do; nothing is lost, nothing doubled, no loop spins", arguments: FaultCase.all)
    func fault(_ fault: FaultCase) throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 7)
        let run = try LiveRun(catalog: catalog, partners: events.topics, brokers: LiveRun.faultBrokers.count) {
            $0.kafka.producer.requestsInFlightMax = 1
        }
        defer { run.close() }
        try run.giveBrokersTheirParts(events, third: fault.topic)
        let expected = try events.replayed(catalog, key: run.options.key)
        var worker: Worker
        if fault.time == .starting {
            try run.send(events)
            try fault.begin(run)
            worker = run.startWorker()
        } else {
            worker = run.startWorker()
            #expect(run.waitUntilReady(worker))
            try run.send(events, part: 0..<0.5)
            try fault.begin(run)
            if fault.time == .running { try run.send(events, part: 0.5..<0.75) }
        }
        let before = worker.states
        Thread.sleep(forTimeInterval: Self.holdSeconds)
        for (old, new) in zip(before, worker.states) {
            #expect(Double(new.steps - old.steps) / Self.holdSeconds < Self.stepsMax, "\(new.stage) spins")
        }
        // Whatever the fault has let through, there is more to be written while it lasts.
        if fault.time == .running { try run.send(events, part: 0.75..<1) }
        if case .stops(let count, let words) = fault.outcome {
            run.expectStop(of: count, saying: words, worker)
            _ = worker.stop()
            try fault.end(run)
            worker = run.startWorker()
        } else {
            try fault.end(run)
        }
        if fault.time == .standstill { try run.send(events, part: 0.5..<1) }
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.count): \(left.prefix(3).joined(separator: "\n"))\n\(run.whatHappened(worker))")
        #expect(worker.states.allSatisfy { $0.failure == nil && $0.restarts < 6 }, "\(worker.states)")
        #expect(try run.fallingRevisions().isEmpty)
        let account = try EventAccount.settled(run, topics: Array(events.lines.keys), unused: expected.unused, within: 30)
        #expect(account.sent.count == events.count)
        #expect(account.rejected.count == expected.rejected)
        #expect(account.unused.count == expected.unused, "\(account.unused)\n\(run.whatHappened(worker))")
    }
}

extension LiveRun {
    static let faultBrokers = 1...3

    /// The first broker leads the partners' topics, the third one other topic, the second all others and the groups.
    func giveBrokersTheirParts(_ events: ProvinceEvents, third: String?) throws {
        for (topic, count) in events.topics {
            for partition in 0..<Int32(count) { try broker.setLeader(of: KafkaPartition(topic, partition), broker: 1) }
        }
        var own = options.plannedTopics.map { ($0.name, $0.partitions ?? 2) }
        for partner in Set(events.topics.keys.compactMap { options.topics.source(ofInput: $0)?.partner }) {
            let topic = options.topics.rejected(of: partner)
            try broker.createTopic(topic, partitions: 1)
            own.append((topic, 1))
        }
        for (topic, count) in own {
            let leader = topic == third ? 3 : 2
            for partition in 0..<Int32(count) { try broker.setLeader(of: KafkaPartition(topic, partition), broker: leader) }
        }
        for stage in WorkerStage.allCases { try broker.setCoordinator(ofGroup: "nhipso.\(stage)", broker: 2) }
    }

    /// For whoever looks into a failure: the stages as they stand, and the newest lines of the log that are of note.
    func whatHappened(_ worker: Worker) -> String {
        let lines = log.lines.filter { !$0.hasPrefix("trace") && !$0.hasPrefix("debug") }.suffix(40)
        return (worker.states.map { "\($0)" } + lines).joined(separator: "\n")
    }

    /// Waits until so many stages have stopped, and looks at what they say.
    func expectStop(of count: ClosedRange<Int>, saying words: [String], _ worker: Worker, within seconds: Double = 60) {
        let end = Date(timeIntervalSinceNow: seconds)
        func failures() -> [String] { worker.states.compactMap { state in state.failure.map { "\(state.stage): \($0)" } } }
        while failures().count < count.lowerBound, Date() < end { Thread.sleep(forTimeInterval: 0.05) }
        #expect(count.contains(failures().count), "\(whatHappened(worker))")
        for failure in failures() {
            for word in words { #expect(failure.contains(word), "\(failure)") }
        }
    }
}
