import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("Ingest over a log") struct IngestStageTests {
    private let probe: StageProbe
    private let input = TopicPartition("in.pcthanhhoa.elec-bill", 0)

    init() throws { probe = try StageProbe() }

    private func reasons() -> [String] { probe.records("rejected.pcthanhhoa").compactMap { $0.header("nhipso_reason") } }

    @Test("an event in binary mode gives the fact that it gives in structured mode") func modes() throws {
        let (stage, _) = try probe.ingest()
        probe.send(StageProbe.bill(1))
        probe.send(StageProbe.bill(1), as: .binary)
        try probe.turn(stage)
        let facts = try probe.facts()
        #expect(facts.map(\.origin.offset) == [0, 1])
        #expect(facts.count == 2 && facts[0].fact == facts[1].fact)
        #expect(reasons().isEmpty)
    }

    @Test("what a record is does not depend on those before it") func modesInTurn() throws {
        let seed = UInt64.random(in: .min ... .max)
        let chance = SimulatedChance(seed: seed)
        let (stage, _) = try probe.ingest()
        // A whole event that has headers, too, as some senders write it, counts as what it says itself.
        let forms: [StageProbe.Form] = (0..<60).map { _ in [.structured, .binary, .structuredWithAttributes][chance.below(3)] }
        for form in forms { probe.send(StageProbe.bill(1), as: form) }
        try probe.turn(stage)
        let facts = try probe.facts()
        #expect(facts.map(\.origin.offset) == Array(0..<60), "seed \(seed)")
        #expect(facts.allSatisfy { $0.fact == facts[0].fact }, "seed \(seed)")
        #expect(reasons().isEmpty, "seed \(seed)")
    }

    @Test("what cannot be used is a reject with its id, its bytes and the reason") func rejects() throws {
        let (stage, _) = try probe.ingest { $0.maximumEventBytes = 2_000 }
        probe.send(raw: nil)
        probe.send(raw: Array("{".utf8))
        probe.send(raw: Array(repeating: 32, count: 3_000))
        try probe.turn(stage)
        #expect(reasons() == ["not-cloudevents", "malformed-json", "too-large"])
        let rejects = probe.records("rejected.pcthanhhoa")
        #expect(rejects.map { $0.header("nhipso_id") } == ["\(input)/0", "\(input)/1", "\(input)/2"])
        #expect(rejects[1].value.map { Array($0) } == Array("{".utf8))
        #expect(rejects[2].header("nhipso_original_bytes") == "3000")
        try probe.turn(stage, times: 4, milliseconds: 600)
        #expect(probe.cluster.group("ingest")?.committed[input] == 3)
    }

    @Test("a topic whose name says no partner and kind is not read, and that is said") func unparsable() throws {
        probe.cluster.addTopic("in.PARTNER", partitions: 1)
        probe.cluster.append(OutgoingRecord(to: TopicPartition("in.PARTNER", 0), key: [], value: [1]))
        let (stage, _) = try probe.ingest()
        probe.send(StageProbe.bill(1))
        try probe.turn(stage)
        #expect(stage.takeNotices().contains { $0.level == .error && $0.text.contains("in.PARTNER") })
        #expect(try probe.facts().count == 1)
        #expect(stage.account.assignedPartitions == 1)
    }

    @Test("every partition hears of the sources though nothing comes") func tick() throws {
        let (stage, _) = try probe.ingest()
        try probe.turn(stage, times: 30, milliseconds: 100)
        let blocks = try probe.records("facts.electricity").map { try FactBlock.decode(try #require($0.value)).block }
        #expect(blocks.count >= 2)
        #expect(blocks.first?.sources == [SourceProgress(source: "\(input)", latest: .distantPast)])
        #expect(blocks.dropFirst().allSatisfy { $0.sources.isEmpty }, "what was told once is not told again")
    }

    @Test("nothing is committed before all that came of it is acknowledged") func commits() throws {
        let (stage, log) = try probe.ingest { $0.commitMilliseconds = 0 }
        probe.send(StageProbe.bill(1))
        // What is handed over stays there.
        log.isPaused = true
        try probe.turn(stage, times: 10, milliseconds: 100)
        #expect(try probe.facts().isEmpty)
        #expect(probe.cluster.group("ingest")?.committed[input] == nil)
        log.isPaused = false
        try probe.turn(stage, times: 3)
        #expect(try probe.facts().count == 1)
        #expect(probe.cluster.group("ingest")?.committed[input] == 1)
    }

    @Test("a successor reads again what was not committed, and the block is the same") func again() throws {
        let (stage, log) = try probe.ingest { $0.commitMilliseconds = 1_000_000 }
        probe.send(StageProbe.bill(1))
        try probe.turn(stage, times: 1)
        try probe.turn(stage)
        log.crash()
        let (successor, _) = try probe.ingest()
        try probe.turn(successor)
        let facts = try probe.facts()
        #expect(facts.count >= 1 && facts.allSatisfy { $0.fact == facts[0].fact && $0.origin == facts[0].origin })
    }
}
