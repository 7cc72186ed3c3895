import Aggregation
import Catalog
import Clients
import Foundation
import Kafka
import Stages
import Testing
import Workers

@testable import Operations

extension ClusterTests {
    /// All shipped pipelines.
    private static func catalog() throws -> Catalog { try #require(Catalog.load(folder: OperatedCluster.root + "/Pipelines").0) }

    private func expect(_ figures: [String: String], _ cluster: RealCluster, in topic: String, line: Int = #line) throws {
        let left = try cluster.differences(from: figures, in: cluster.prefix + topic)
        #expect(left.isEmpty, "line \(line): \(left.count): \(left.prefix(3).joined(separator: "\n"))")
    }

    private func expectReady(_ worker: Worker, _ cluster: RealCluster, line: Int = #line) throws {
        #expect(try cluster.waits { worker.isReady }, "line \(line)")
    }

    @Test("Workers that join and leave, compaction and a cold start change no figure, and revisions rise") func compaction() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let catalog = try Self.catalog()
        let events = try GeneratedEvents(catalog, count: 2_000, seed: 21)
        #expect(try cluster.apply(try cluster.plan(events.partners, pipelines: catalog.pipelines.map(\.id))).left.isEmpty)
        let options = cluster.options(catalog)
        let compacted = options.plannedTopics.filter { $0.cleanup == .compact }.map(\.name)
        for topic in compacted { try cluster.admin.set(properties: Self.quickCompaction, ofTopic: topic) }

        let first = cluster.startWorker(options)
        try expectReady(first, cluster)
        try events.send(0..<0.3, to: cluster)
        let second = cluster.startWorker(options)
        try events.send(0.3..<0.6, to: cluster)
        try expectReady(second, cluster)
        #expect(first.stop(), "a worker that is asked to leave does so in time")
        try sendUntilCompacted(events, 0.6..<0.9, cluster, options.topics)

        let third = cluster.startWorker(options)
        #expect(second.stop(), "a worker that is asked to leave does so in time")
        try events.send(0.9..<0.95, to: cluster)
        try expectReady(third, cluster)
        #expect(third.stop(), "a worker that is asked to leave does so in time")
        // Nobody is left: all that the next one knows it has from the log.
        let cold = cluster.startWorker(options)
        try events.send(0.95..<1, to: cluster)
        try expect(try events.replayed(catalog, key: cluster.key), cluster, in: "indicator-updates")
        try expectReady(cold, cluster)
        #expect(try cluster.fallingRevisions().isEmpty)
        #expect(cluster.allStagesAreWell)
    }

    /// Brokers compact what is a second old as soon as they look.
    private static let quickCompaction = [
        "segment.ms": "1000", "min.cleanable.dirty.ratio": "0.001", "min.compaction.lag.ms": "0", "max.compaction.lag.ms": "1000",
    ]

    /// Sends the events bit by bit, so that segments end, until brokers have taken records out of `partials` and `indicator-updates`.
    private func sendUntilCompacted(
        _ events: GeneratedEvents, _ range: Range<Double>, _ cluster: RealCluster, _ topics: Topics
    ) throws {
        let reader = try cluster.reader()
        defer { reader.close() }
        let bits = 40
        let step = (range.upperBound - range.lowerBound) / Double(bits)
        var isCompacted = false
        for bit in 0..<bits {
            // What is left goes at once when it is done.
            let lower = range.lowerBound + Double(bit) * step
            let upper = isCompacted || bit == bits - 1 ? range.upperBound : lower + step
            try events.send(lower..<upper, to: cluster)
            if isCompacted { break }
            Thread.sleep(forTimeInterval: 1.5)
            isCompacted = try lacksRecords(topics.partials, reader) && lacksRecords(topics.updates, reader)
        }
        #expect(isCompacted, "brokers have compacted while the workers ran")
    }

    /// Whether there are offsets without a record.
    private func lacksRecords(_ topic: String, _ reader: LogReader) throws -> Bool {
        for partition in 0..<Int32(try reader.partitionCounts()[topic] ?? 0) {
            let place = KafkaPartition(topic, partition)
            let (low, high) = try reader.bounds(of: place)
            var count: Int64 = 0
            try reader.forEachRecord(ofPartition: place) { record in
                if record.offset < high { count += 1 }
                return true
            }
            if count < high - low || low > 0 { return true }
        }
        return false
    }

    private static var now: EventTime { EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)) }

    @Test("A version nobody has worked out is refused; one that is put in force takes over, and gives back what it took")
    func versions() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let catalog = try Self.catalog()
        let events = try GeneratedEvents(catalog, count: 400, seed: 12)
        let pipelines = catalog.pipelines.map(\.id)
        #expect(try cluster.apply(try cluster.plan(events.partners, pipelines: pipelines)).left.isEmpty)
        let reader = try cluster.reader()
        defer { reader.close() }
        let writer = try LogWriter(cluster.configuration, logger: cluster.logger)
        defer { writer.close() }
        let change = VersionSwitch(reader, writer)
        expectRefusal("there is no version v2") { try change.put(inForce: "v2", now: Self.now) }
        #expect(try cluster.apply(try cluster.plan(events.partners, pipelines: pipelines) { $0.pipelineVersion = "v2" }).left.isEmpty)
        expectRefusal("no worker of the version v2 has worked out anything yet") { try change.put(inForce: "v2", now: Self.now) }
        #expect(try VersionSwitch.current(reader) == Topics.defaultVersion)

        // What small cells are is another matter in the new version, so figures differ.
        var newer = catalog
        for index in newer.pipelines.indices { newer.pipelines[index].minimumSubjects = 0 }
        let before = try events.replayed(catalog, key: cluster.key)
        let after = try events.replayed(newer, key: cluster.key)
        #expect(before != after)
        _ = cluster.startWorker(cluster.options(catalog))
        _ = cluster.startWorker(cluster.options(newer, version: "v2"))
        try events.send(0..<1, to: cluster)
        try expect(before, cluster, in: "indicator-updates")
        try expect(after, cluster, in: "v2.indicator-updates")

        #expect(try change.put(inForce: "v2", now: Self.now) == Topics.defaultVersion)
        try expect(after, cluster, in: "indicator-updates")
        #expect(try VersionSwitch.current(reader) == "v2")
        #expect(try change.put(inForce: Topics.defaultVersion, now: Self.now) == "v2")
        try expect(before, cluster, in: "indicator-updates")
        #expect(try cluster.fallingRevisions().isEmpty)
        #expect(cluster.allStagesAreWell)
    }

    private func expectRefusal(_ words: String, _ body: () throws -> String) {
        let refusal = #expect(throws: VersionSwitch.Refusal.self) { _ = try body() }
        #expect(refusal?.description.contains(words) == true, "\(String(describing: refusal))")
    }
}
