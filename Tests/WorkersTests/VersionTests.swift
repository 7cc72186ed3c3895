import Catalog
import Foundation
import Kafka
import Stages
import Testing
import Workers

@Suite("Two versions of the pipelines", .ownThread) struct VersionTests {
    @Test("A version works beside the one in force, takes over when it is put in force, and gives back what it took") func change() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 400, seed: 12)
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        defer { run.close() }
        // What small cells are is another matter in the new version, so figures differ, and so does what is counted.
        var newer = run.options
        newer.topics = Topics(version: "v2")
        for index in newer.catalog.pipelines.indices {
            newer.catalog.pipelines[index].minimumSubjects = 0
            newer.catalog.pipelines[index].graceDays += 1
        }
        for topic in newer.plannedTopics where topic.name.hasPrefix("v2.") {
            try run.broker.createTopic(topic.name, partitions: topic.partitions ?? 2)
        }
        let before = try events.replayed(catalog, key: run.options.key).figures
        let after = try events.replayed(newer.catalog, key: run.options.key).figures
        #expect(before != after)

        try run.send(events, part: 0..<0.7)
        _ = run.startWorker()
        let trial = run.startWorker(newer)
        #expect(run.waitUntilReady(trial))
        try run.send(events, part: 0.7..<1)
        try expect(run, before, in: "indicator-updates")
        try expect(run, after, in: "v2.indicator-updates")

        try put(inForce: "v2", run)
        try expect(run, after, in: "indicator-updates")
        try put(inForce: Topics.defaultVersion, run)
        try expect(run, before, in: "indicator-updates")
        try expect(run, after, in: "v2.indicator-updates")
        #expect(run.log.has("the version v2 of the pipelines is in force; this one (v2) writes to indicator-updates"))
        #expect(run.log.has("the version v2 of the pipelines is in force; this one (default) writes nothing"))
        #expect(try run.fallingRevisions().isEmpty)
        #expect(run.workers.allSatisfy { $0.states.allSatisfy { $0.failure == nil && $0.restarts == 0 } })
    }

    private func expect(_ run: LiveRun, _ figures: [String: String], in topic: String, line: Int = #line) throws {
        let left = try run.differences(from: figures, in: topic, within: 60)
        #expect(left.isEmpty, "line \(line): \(left.count): \(left.prefix(3).joined(separator: "\n"))")
    }

    private func put(inForce version: String, _ run: LiveRun) throws {
        let producer = try Producer(run.options.kafka, logger: run.logger)
        defer { producer.close(waitingMilliseconds: 1_000) }
        try producer.send(
            to: KafkaPartition(run.options.topics.versions, 0), key: Array(VersionRecord.key.utf8), value: VersionRecord.encode(version))
        #expect(producer.flush(waitingMilliseconds: 10_000))
    }
}
