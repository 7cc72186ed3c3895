import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("Waits of the stages") struct PatienceTests {
    private let probe: StageProbe
    private let noAnswer = LogError("_TIMED_OUT", "no answer", recovery: .retry)

    init() throws {
        probe = try StageProbe()
        let (ingest, log) = try probe.ingest()
        for number in 1..<4 { probe.send(StageProbe.bill(number)) }
        try probe.turn(ingest)
        log.close()
    }

    private func aggregate(_ change: (inout AggregateSettings) -> Void = { _ in }) throws -> (stage: AggregateStage, log: InterveningLog) {
        let log = InterveningLog(try probe.log("aggregate"))
        var settings = AggregateSettings(
            pipelines: probe.catalog.pipelines, keyID: probe.key.id, partialsPartitions: 1, instance: probe.cluster.chance.next())
        change(&settings)
        return (AggregateStage(settings, log: log), log)
    }

    private var manifests: Int { probe.records("snapshots.electricity").filter { $0.keyText.hasSuffix("|manifest") }.count }

    @Test("stages whose commits are only for others to see never wait for one") func commits() throws {
        let (aggregate, log) = try aggregate()
        try probe.turn(aggregate, times: 30, milliseconds: 1_000)
        let publishLog = InterveningLog(try probe.log("publish"))
        let publish = PublishStage(PublishSettings(catalog: probe.catalog, factsPartitions: 1, instance: 1), log: publishLog)
        try probe.turn(publish, times: 30, milliseconds: 1_000)
        #expect(log.commits == 0 && publishLog.commits == 0)
        #expect(probe.cluster.group("aggregate")?.committed.isEmpty == false, "and yet it is seen how far they have come")
        #expect(probe.cluster.group("publish")?.committed.isEmpty == false)
    }

    @Test("a commit that failed after a long wait leaves the stage time for its work") func coordinator() throws {
        let log = InterveningLog(try probe.log("ingest"))
        let stage = try IngestStage(IngestSettings(catalog: probe.catalog, key: probe.key, factsPartitions: 1), log: log)
        let noAnswer = self.noAnswer
        log.refusesCommit = { [probe] in
            probe.cluster.advance(to: probe.cluster.now + 10_000)
            return noAnswer
        }
        // Half a second of work a step, hence nine steps between two attempts.
        for number in 0..<40 {
            probe.send(StageProbe.bill(number))
            try probe.turn(stage, times: 1, milliseconds: 500)
        }
        #expect((2...6).contains(log.commits), "\(log.commits) attempts")
        #expect(try probe.facts().count > 30)
    }

    @Test("a snapshot that cannot be begun is not tried at every step, however many facts there are") func snapshots() throws {
        let (stage, log) = try aggregate { $0.snapshotFacts = 1 }
        var attempts = 0
        let noAnswer = self.noAnswer
        log.refusesBounds = { [probe] partition in
            guard stage.isReady, partition.topic.hasPrefix("snapshots.") else { return nil }
            attempts += 1
            probe.cluster.advance(to: probe.cluster.now + 10_000)
            return noAnswer
        }
        try probe.turn(stage, times: 40, milliseconds: 500)
        #expect((2...6).contains(attempts), "\(attempts) attempts")
        log.refusesBounds = { _ in nil }
        try probe.turn(stage, times: 20, milliseconds: 500)
        #expect(stage.account.snapshots == 1)
    }

    private func bill(_ number: Int, month: Int) -> String {
        let text = month < 10 ? "2025-0\(month)" : "2025-\(month)"
        return StageProbe.bill(number * 12 + month, contract: 100 + number % 800, month: text, issued: "\(text)-05")
    }

    @Test("what changes does not wait because cells were asserted again") func assertion() throws {
        let communes = probe.catalog.territory.unitsInForce.map(\.code.description).filter { $0 != "38" }
        for (number, commune) in communes.enumerated() {
            for month in 1...12 { probe.send(bill(number, month: month).replacing("14797", with: commune)) }
        }
        let (ingest, ingestLog) = try probe.ingest()
        try probe.turn(ingest, times: 20)
        let (stage, _) = try aggregate { $0.snapshotMilliseconds = 5_000 }
        var last: Int64 = 0
        var longest: Int64 = 0
        var assertions = 0
        for number in 0..<600 {
            probe.send(bill(1_000 + number, month: 1 + number % 12))
            try probe.turn(ingest, times: 1, milliseconds: 0)
            let before = probe.records("partials").count
            try probe.turn(stage, times: 1)
            let written = probe.records("partials").count - before
            if written > 1_000 { assertions += 1 }
            if written == 0 { continue }
            if number > 100 { longest = max(longest, probe.time.monotonicMilliseconds - last) }
            last = probe.time.monotonicMilliseconds
        }
        ingestLog.close()
        #expect(assertions >= 3, "one when it has taken over, and two after it")
        #expect(longest <= 100, "\(longest) ms without a partial, though something changed every 20")
    }

    @Test("who leaves while partials are not acknowledged writes no manifest") func manifest() throws {
        let (stage, log) = try aggregate()
        try probe.turn(stage)
        log.isFrozen = true
        // Only chunks of snapshots are acknowledged.
        log.onReport = { $0.ticket < 0 ? $0 : nil }
        try probe.turn(try probe.ingest().stage)
        try probe.turn(stage, times: 1)
        try stage.leave(at: probe.time)
        #expect(!probe.records("snapshots.electricity").isEmpty, "its chunks")
        #expect(manifests == 0)
    }

    @Test("who leaves while all is acknowledged does") func leaving() throws {
        let (stage, _) = try aggregate()
        try probe.turn(stage)
        try stage.leave(at: probe.time)
        #expect(manifests == 1)
    }

    @Test("all waits of a stage that leaves are within what it is given", arguments: ["ingest", "aggregate", "publish"])
    func limits(name: String) throws {
        let log = InterveningLog(try probe.log(name))
        let stage: any Stage
        switch name {
        case "ingest": stage = try IngestStage(IngestSettings(catalog: probe.catalog, key: probe.key, factsPartitions: 1), log: log)
        case "aggregate": stage = try aggregate().stage
        default: stage = PublishStage(PublishSettings(catalog: probe.catalog, factsPartitions: 1, instance: 1), log: log)
        }
        probe.send(StageProbe.bill(9))
        try probe.turn(stage, times: 3)
        log.isFrozen = true
        let before = log.waits.count
        try stage.leave(at: probe.time, withinMilliseconds: 1_200)
        #expect(log.waits[before...].reduce(0, +) <= 1_200)
    }
}
