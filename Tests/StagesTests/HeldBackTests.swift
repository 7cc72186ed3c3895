import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("What is held back") struct HeldBackTests {
    private let probe: StageProbe

    init() throws {
        probe = try StageProbe()
        let (ingest, _) = try probe.ingest()
        for number in 1..<4 { probe.send(StageProbe.bill(number)) }
        try probe.turn(ingest)
        try probe.turn(probe.aggregate().stage)
    }

    private func words(_ stage: PublishStage) -> [String] {
        stage.takeNotices().filter { $0.level == .warning }.map(\.text).filter { $0.contains("is an aggregate worker running?") }
    }

    @Test("while all has come, nothing is said") func silence() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage, times: 40, milliseconds: 1_000)
        #expect(stage.isReady && stage.heldBack.isEmpty && words(stage).isEmpty)
    }

    @Test("a pipeline of which a partition has said nothing is told after ten seconds, and once a minute") func unready() throws {
        let (stage, _) = try probe.publish { $0.factsPartitions = 2 }
        try probe.turn(stage, times: 9, milliseconds: 1_000)
        #expect(words(stage).isEmpty && stage.heldBack.isEmpty)
        #expect(stage.waitsFor.contains("an aggregate worker") && stage.waitsFor.contains("electricity in partials/0"))
        try probe.turn(stage, times: 20, milliseconds: 1_000)
        let said = words(stage)
        #expect(said.count == 1 && said[0].contains("nothing of the pipeline electricity is published"))
        #expect(said.first?.contains("partials/0") == true && said.first?.contains("in partition 1 speaks of") == true)
        #expect(stage.heldBack.map(\.isAll) == [true])
        try probe.turn(stage, times: 60, milliseconds: 1_000)
        #expect(words(stage).count == 1)
    }

    @Test("windows that do not give their mark's digest are named") func windows() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        // A late writer's mark of another state, at a higher position.
        let standing = try #require(probe.records("partials").last { $0.keyText.contains("2026-05") && isMark($0) })
        guard case .mark(var mark) = try PartialRecord.decode(try #require(standing.value)) else { return }
        mark.position += 5
        mark.digest ^= 1
        let record = PartialRecord.mark(mark)
        probe.cluster.append(OutgoingRecord(to: TopicPartition("partials", 0), key: record.key, value: record.encoded))
        try probe.turn(stage, times: 20, milliseconds: 1_000)
        let said = words(stage)
        #expect(said.count == 1 && said[0].contains("the windows 2026-05 of the pipeline electricity stay as they are"))
        #expect(stage.heldBack.map(\.windows) == [["2026-05"]] && stage.isReady)
    }

    private func isMark(_ record: StoredRecord) -> Bool {
        guard let value = record.value, case .mark? = try? PartialRecord.decode(value) else { return false }
        return true
    }
}
