import Aggregation
import Catalog
import Foundation
import Kafka
import Operations
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
        expectRefusal("no worker of the version v2 has worked out anything yet") { try put(inForce: "v2", run) }
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

        expectRefusal("there is no version v3") { try put(inForce: "v3", run) }
        expectRefusal("have written nothing since") { try put(inForce: "v2", run, hoursLater: 2) }
        #expect(try put(inForce: "v2", run) == Topics.defaultVersion)
        try expect(run, after, in: "indicator-updates")
        #expect(try put(inForce: Topics.defaultVersion, run, hoursLater: 2, isForced: true) == "v2")
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

    /// By the way that operators take.
    private func put(inForce version: String, _ run: LiveRun, hoursLater hours: Int64 = 0, isForced: Bool = false) throws -> String {
        let reader = try LogReader(run.options.kafka, topics: Topics(), logger: run.logger)
        defer { reader.close() }
        let writer = try LogWriter(run.options.kafka, logger: run.logger)
        defer { writer.close() }
        let now = EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000) + hours * 3_600_000)
        let before = try VersionSwitch(reader, writer).put(inForce: version, isForced: isForced, now: now)
        #expect(try VersionSwitch.current(reader) == version)
        return before
    }

    private func expectRefusal(_ words: String, _ body: () throws -> String) {
        #expect { _ = try body() } throws: { "\($0)".contains(words) }
    }
}
