import Aggregation
import Clients
import Foundation
import Kafka
import Stages
import Testing
import Workers

@testable import Operations

/// What only real brokers can show. Runs where `NHIPSO_TEST_BROKERS` names them.
@Suite("On a real cluster", .serialized, .enabled(if: RealCluster.brokers != nil, "NHIPSO_TEST_BROKERS names no brokers"))
struct ClusterTests {
    /// A `partners.yaml` whose users are nobody.
    private func strangers(_ cluster: RealCluster) -> String {
        """
        partners:
          bank: {kinds: [elec], partitions: 3, retention: 10d, principal: "User:\(cluster.prefix)bank"}
        readers: {scoring: "User:\(cluster.prefix)scoring"}
        worker_principal: "User:\(cluster.prefix)worker"
        operators: ["User:\(cluster.prefix)lan"]
        """
    }

    @Test("topics and rights are made as planned, and then there is nothing left to do") func apply() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let plan = try cluster.plan(strangers(cluster))
        let (made, left) = try cluster.apply(plan)
        #expect(left.isEmpty)
        #expect(made == plan.topics.map { .create($0) } + plan.rules.map { .grant($0) })
        let found = try ClusterTopics(of: cluster.admin, topics: plan.topicNames, withRules: true)
        for topic in plan.topics {
            let standing = try #require(found.topics[topic.name])
            #expect(standing.partitions == topic.partitions)
            for (name, value) in topic.initialProperties { #expect(standing.properties[name] == value, "\(topic.name) \(name)") }
        }
        let input = found.topics[cluster.prefix + "in.bank.elec"]?.properties
        #expect(input?["message.timestamp.type"] == "LogAppendTime" && input?["cleanup.policy"] == "delete")
        #expect(found.topics[cluster.prefix + "partials"]?.properties["cleanup.policy"] == "compact")
        #expect(!plan.rules.isEmpty && found.rules?.isSuperset(of: plan.rules) == true)
        #expect(try cluster.difference(plan).isEmpty)
        let again = try cluster.apply(plan)
        #expect(again.made.isEmpty && again.left.isEmpty)
        var options = cluster.options(try OperatedCluster.catalog())
        #expect(StartCheck.problems(&options, logger: cluster.logger).isEmpty)
    }

    @Test("a retention that somebody has changed is one difference, and is mended; other properties stay") func retention() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let plan = try cluster.plan(strangers(cluster))
        #expect(try cluster.apply(plan).left.isEmpty)
        let topic = cluster.prefix + "in.bank.elec"
        try cluster.set(["retention.ms": "950400000", "segment.ms": "3600000"], of: topic)
        let changes = try cluster.difference(plan)
        #expect(changes.count == 1)
        #expect(changes.first?.text.contains("retention.ms from 950400000 to 864000000") == true)
        #expect(changes.first?.text.contains("older records are deleted") == true)
        let (made, left) = try cluster.apply(plan)
        #expect(made == changes && left.isEmpty)
        let properties = try cluster.admin.properties(ofTopic: topic)
        #expect(properties["retention.ms"] == "864000000" && properties["segment.ms"] == "3600000")
        #expect(properties["message.timestamp.type"] == "LogAppendTime")
    }

    @Test("fewer partitions are refused, and then nothing else is changed either; more are added") func partitions() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let yaml = strangers(cluster)
        #expect(try cluster.apply(try cluster.plan(yaml)).left.isEmpty)
        let topic = cluster.prefix + "in.bank.elec"
        let fewer = yaml.replacing("partitions: 3", with: "partitions: 2").replacing("[elec]", with: "[elec, other]")
            .replacing("retention: 10d", with: "retention: 11d")
        let (made, left) = try cluster.apply(try cluster.plan(fewer))
        #expect(made.isEmpty)
        let refusals = left.filter { !$0.isPossible }.map(\.text)
        #expect(refusals.count == 2, "its topic of events and its topic of rejects")
        #expect(refusals.allSatisfy { $0.contains("it has 3 partitions, and 2 are planned: Kafka takes none away") })
        #expect(try cluster.admin.topics()[topic] == 3)
        #expect(try cluster.admin.topics()[cluster.prefix + "in.bank.other"] == nil)
        #expect(try cluster.admin.properties(ofTopic: topic)["retention.ms"] == "864000000")

        let more = try cluster.apply(try cluster.plan(yaml.replacing("partitions: 3", with: "partitions: 5")))
        #expect(more.left.isEmpty && more.made.count == 2)
        #expect(try cluster.admin.topics()[topic] == 5)
    }

    @Test("a wrong cleanup policy keeps workers from starting, and is mended with its warning") func cleanup() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let plan = try cluster.plan(strangers(cluster))
        #expect(try cluster.apply(plan).left.isEmpty)
        let topic = cluster.prefix + "partials"
        try cluster.set(["cleanup.policy": "delete"], of: topic)
        var options = cluster.options(try OperatedCluster.catalog())
        let problems = StartCheck.problems(&options, logger: cluster.logger)
        #expect(problems.count == 1 && problems.first?.contains("cleanup.policy is delete, it must be compact") == true, "\(problems)")
        let (made, left) = try cluster.apply(plan)
        #expect(left.isEmpty && made.count == 1)
        #expect(made.first?.text.contains("records may be gone already: compare its figures with a replay") == true)
        #expect(try cluster.admin.properties(ofTopic: topic)["cleanup.policy"] == "compact")
        #expect(StartCheck.problems(&options, logger: cluster.logger).isEmpty)
    }

    @Test("events bear the brokers' time, and an export takes exactly those between two times") func times() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        #expect(try cluster.apply(try cluster.plan(strangers(cluster))).left.isEmpty)
        let topic = cluster.prefix + "in.bank.elec"
        let start = Int64(Date().timeIntervalSince1970 * 1000) - 5_000
        for part in [0..<10, 10..<25, 25..<40] {
            try cluster.send(Bills.lines[part].map { Array($0.utf8) }, to: "in.bank.elec")
            Thread.sleep(forTimeInterval: 0.05)
        }
        let reader = try cluster.reader()
        defer { reader.close() }
        var times: [Int: Int64] = [:]
        try reader.forEachRecord(of: topic) { record in
            #expect(record.time.isOfBroker)
            #expect(record.time.milliseconds >= start && record.time.milliseconds <= Int64(Date().timeIntervalSince1970 * 1000) + 5_000)
            times[Self.number(ofBill: record.value.map { Array($0) } ?? [])] = record.time.milliseconds
            return true
        }
        #expect(times.count == 40)
        #expect(try consumedTimes(cluster, topic) == times.values.sorted())

        let since = EventTime(millisecondsSinceEpoch: try #require((10..<25).compactMap { times[$0] }.min()))
        let until = EventTime(millisecondsSinceEpoch: try #require((25..<40).compactMap { times[$0] }.min()))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-cluster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let account = try EventExport(reader, folder: folder.path).run(since: since, until: until, topics: [])
        #expect(account.events == [topic: 15] && account.cutPartitions.isEmpty && account.empty == 0)
        let file = try String(contentsOf: folder.appendingPathComponent("in.bank.elec.ndjson"), encoding: .utf8)
        #expect(file.split(separator: "\n").map { Self.number(ofBill: Array($0.utf8)) }.sorted() == Array(10..<25))
    }

    @Test("what is taken away is gone, and taking it away again is no failure") func removal() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let plan = try cluster.plan(strangers(cluster))
        #expect(try cluster.apply(plan).left.isEmpty)
        let (kept, gone) = (plan.topicNames[0], Array(plan.topicNames.dropFirst()))
        for _ in 0..<2 {
            try cluster.admin.deleteTopics(gone)
            try cluster.admin.delete(plan.rules.dropFirst())
        }
        #expect(try cluster.waits { try cluster.admin.topics().keys.filter { $0.hasPrefix(cluster.prefix) } == [kept] })
        #expect(try cluster.waits { try cluster.admin.accessRules().intersection(plan.rules) == [plan.rules[0]] })
    }

    /// What `Bills` has numbered so; -1 for anything else.
    private static func number(ofBill line: [UInt8]) -> Int {
        let rest = String(decoding: line, as: UTF8.self).split(separator: "\"HD-").last ?? ""
        return Int(rest.prefix { $0.isNumber }) ?? -1
    }

    /// The times of 40 records, as a consumer reads them.
    private func consumedTimes(_ cluster: RealCluster, _ topic: String) throws -> [Int64] {
        var configuration = cluster.configuration
        configuration.consumer.groupID = cluster.prefix + "times"
        let consumer = try Consumer(configuration, logger: cluster.logger)
        defer { consumer.close() }
        let count = try consumer.partitionCount(ofTopic: topic)
        try consumer.assign((0..<Int32(count)).map { (KafkaPartition(topic, $0), .beginning) })
        var times: [Int64] = []
        let end = Date(timeIntervalSinceNow: RealCluster.limitSeconds)
        while times.count < 40, Date() < end {
            guard case .record(let record) = consumer.poll(waitingMilliseconds: 100) else { continue }
            #expect(record.time.isOfBroker)
            times.append(record.time.milliseconds)
        }
        return times.sorted()
    }
}
