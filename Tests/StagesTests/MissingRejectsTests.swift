import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("A partner without a topic for rejects") struct MissingRejectsTests {
    private let probe: StageProbe
    private let other = TopicPartition("in.newcomer.elec-bill", 0)

    init() throws {
        probe = try StageProbe()
        probe.cluster.addTopic(other.topic, partitions: 1)
        // The newcomer's first event is a bad one.
        probe.cluster.append(OutgoingRecord(to: other, key: [], value: Array("{".utf8)))
    }

    @Test("is not read, which is said; the others are") func others() throws {
        let (stage, _) = try probe.ingest()
        probe.send(StageProbe.bill(1))
        try probe.turn(stage, times: 20, milliseconds: 500)
        #expect(try probe.facts().count == 1)
        let said = stage.takeNotices().filter { $0.level == .error && $0.text.contains("rejected.newcomer is not there") }
        #expect(said.count == 1 && said[0].text.contains("nhipso topics apply"))
        #expect(probe.cluster.group("ingest")?.committed[other] == nil, "nothing of it counts as read")
        try probe.turn(stage, times: 130, milliseconds: 500)
        #expect(stage.takeNotices().contains { $0.text.contains("rejected.newcomer is not there") }, "once a minute")
    }

    @Test("is read from its first event on once the topic is there; nothing of the others is read twice") func later() throws {
        let (stage, _) = try probe.ingest()
        probe.send(StageProbe.bill(1))
        try probe.turn(stage)
        probe.cluster.addTopic("rejected.newcomer", partitions: 1)
        probe.send(StageProbe.bill(2))
        try probe.turn(stage, times: 30, milliseconds: 500)
        #expect(probe.records("rejected.newcomer").map { $0.header("nhipso_id") } == ["\(other)/0"])
        #expect(try probe.facts().map(\.origin.offset) == [0, 1])
        #expect(stage.takeNotices().contains { $0.level == .info && $0.text.contains("rejected.newcomer is there") })
        #expect(probe.cluster.group("ingest")?.committed[other] == 1)
    }

    @Test("while nobody says whether the topic is there, the partner waits, and is asked for again") func unanswered() throws {
        let log = InterveningLog(try probe.log("ingest"))
        var isAway = true
        log.refusesCount = { _ in isAway ? LogError("_TIMED_OUT", "no answer", recovery: .retry) : nil }
        let stage = try IngestStage(IngestSettings(catalog: probe.catalog, key: probe.key, factsPartitions: 1), log: log)
        probe.send(StageProbe.bill(1))
        try probe.turn(stage)
        #expect(try probe.facts().isEmpty && stage.account.assignedPartitions == 0)
        isAway = false
        try probe.turn(stage, times: 30, milliseconds: 500)
        #expect(try probe.facts().count == 1)
    }
}
