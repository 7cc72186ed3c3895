import Catalog
import Clients
import Foundation
import Ingest
import Kafka
import Stages
import Testing

@testable import Workers

@Suite("What should not be there", .ownThread) struct PoisonTests {
    @Test("Damaged, foreign and unfinished snapshots are passed over, with a word; the figures are right") func snapshots() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 8)
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        let first = run.startWorker()
        #expect(run.waitUntilReady(first))
        try run.send(events, part: 0..<0.5)
        Thread.sleep(forTimeInterval: 1)
        // It leaves a snapshot of each partition behind.
        #expect(first.stop())
        let topic = run.options.topics.snapshots(of: "electricity")
        let manifests = try run.records(of: topic).filter { String(decoding: $0.key, as: UTF8.self).hasSuffix("|manifest") }
        #expect(Set(manifests.map(\.place.partition)) == [0, 1], "there are snapshots to be poisoned")
        for manifest in manifests { try run.poison(manifest) }
        try run.send(events, part: 0.5..<1)
        let second = run.startWorker()
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.count): \(left.prefix(3).joined(separator: "\n"))")
        #expect(second.states.allSatisfy { $0.failure == nil && $0.restarts == 0 })
        #expect(run.log.has("does not begin with the mark"), "of garbage")
        #expect(run.log.has("whose checksum does not agree"), "of a damaged one")
        #expect(run.log.has("is not whole"), "of one without chunks")
        #expect(try run.fallingRevisions().isEmpty)
    }

    @Test(
        "Events that are none are rejected; a topic of no known kind is read with a warning, one without a proper name not, with an error")
    func events() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 9)
        var topics = events.topics
        topics["in.bank.weather"] = 1
        topics["in.Bank.electricity"] = 1
        let run = try LiveRun(catalog: catalog, partners: topics)
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        let poison: [[UInt8]] = [
            [], [0], Array("{".utf8), Array("null".utf8), Array(repeating: 0xFF, count: 1_000),
            Array(repeating: UInt8(ascii: "["), count: 100_000),
            Array("{\"specversion\":\"1.0\"}".utf8), Array(repeating: UInt8(ascii: " "), count: 500_000),
            // The largest that is looked at, and one more than that.
            Array(repeating: UInt8(ascii: "x"), count: 1 << 20), Array(repeating: UInt8(ascii: "x"), count: (1 << 20) + 1),
        ]
        try run.send(poison, to: "in.bank.electricity", mode: .structured)
        try run.send(poison, to: "in.bank.weather", mode: .structured)
        try run.send(poison, to: "in.Bank.electricity", mode: .structured)
        try run.send(events)
        let worker = run.startWorker()
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.count): \(left.prefix(3).joined(separator: "\n"))")
        #expect(worker.states.allSatisfy { $0.failure == nil && $0.restarts == 0 })
        let account = try EventAccount.settled(
            run, topics: Array(events.lines.keys) + ["in.bank.weather"], unused: expected.unused, within: 30)
        #expect(account.rejected.count == expected.rejected + 2 * poison.count)
        #expect(account.unused.count == expected.unused)
        #expect(run.log.has("no pipeline has the kind weather"))
        #expect(run.log.has("the topic in.Bank.electricity is not read: its name is not in.<partner>.<kind>"))
    }

    @Test("A bad event with a header as large as topics take, one with very many, and one with both parts full are rejects like others")
    func headers() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 10)
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        try run.sendSwollen(to: "in.bank.electricity")
        try run.send(events)
        let worker = run.startWorker()
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.count): \(left.prefix(3).joined(separator: "\n"))")
        #expect(worker.states.allSatisfy { $0.failure == nil && $0.restarts == 0 })
        let account = try EventAccount.settled(run, topics: Array(events.lines.keys), unused: expected.unused, within: 30)
        #expect(account.rejected.count == expected.rejected + 3)
        let leftOut = try run.records(of: "rejected.bank").compactMap { $0.header("nhipso_left_out") }
        #expect(leftOut.count == 3 && leftOut.allSatisfy { $0.contains("bytes") }, "\(leftOut)")
    }

    @Test("A bad event that is larger than all that a worker keeps waiting for others is a reject, and those behind it are counted")
    func largerThanQueues() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 11)
        let run = try LiveRun(catalog: catalog, partners: events.topics) { $0.maximumEventBytes = 20 << 20 }
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        let worker = run.startWorker()
        #expect(run.waitUntilReady(worker))
        try run.sendLarge(17 << 20, to: "in.bank.electricity")
        #expect(try run.waitForRejects(1, of: "bank", within: 30))
        try run.send(events)
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.count): \(left.prefix(3).joined(separator: "\n"))")
        #expect(worker.states.allSatisfy { $0.failure == nil && $0.restarts == 0 })
    }
}

@Suite("A start that cannot be", .ownThread) struct RefusedStartTests {
    private func options(_ brokers: String, factsPartitions: Int = 2) throws -> WorkerOptions {
        var options = WorkerOptions(
            catalog: try ProvinceEvents.catalog(), key: .random(), factsPartitions: factsPartitions, partialsPartitions: 2,
            kafka: .forEmbeddedBroker(brokers))
        options.kafka.requestWaitMax = .seconds(2)
        return options
    }

    @Test("A broker that is not there is named, with what to do, in bounded time") func absentBroker() throws {
        // Nobody listens on port 1.
        var options = try options("127.0.0.1:1")
        let log = CapturedLog()
        let begun = Date()
        let problems = StartCheck.problems(&options, logger: .init(label: "test") { _ in CapturedLog.Handler(log: log) })
        #expect(Date().timeIntervalSince(begun) < 20)
        #expect(problems.count == 1)
        #expect(problems.first?.contains("127.0.0.1:1") == true)
        #expect(problems.first?.contains("check bootstrap servers") == true)
    }

    @Test("Topics that are missing and that have another number of partitions are all named at once, each with what to do") func topics()
        throws
    {
        let broker = try EmbeddedBroker()
        defer { broker.close() }
        var options = try options(broker.bootstrapServers)
        let log = CapturedLog()
        let planned = options.plannedTopics
        for topic in planned where topic.name != "partials" {
            try broker.createTopic(topic.name, partitions: topic.name == "facts.ocop" ? 3 : topic.partitions ?? 2)
        }
        let problems = StartCheck.problems(&options, logger: .init(label: "test") { _ in CapturedLog.Handler(log: log) })
        #expect(problems.count == 2)
        #expect(problems.contains { $0.contains("topic partials: it is not there") && $0.contains("create it with 2 partitions") })
        #expect(problems.contains { $0.contains("topic facts.ocop: it has 3 partitions") && $0.contains("set partitions to 3") })
    }

    @Test("Facts must bear the brokers' time, and the advice to make a topic says so") func times() throws {
        let topic = PlannedTopic("facts.ocop", partitions: 2, cleanup: .delete, hasTimeOfBrokers: true)
        let found = StartCheck.problems(of: topic, properties: ["cleanup.policy": "delete", "message.timestamp.type": "CreateTime"])
        #expect(found.count == 1 && found[0].contains("message.timestamp.type is CreateTime, it must be LogAppendTime"))
        #expect(
            StartCheck.problems(of: topic, properties: ["cleanup.policy": "delete", "message.timestamp.type": "LogAppendTime"]).isEmpty)
        #expect(StartCheck.problems(of: topic, properties: [:]).isEmpty, "what is hidden is not held against anybody")
        let other = PlannedTopic("partials", partitions: 2, cleanup: .compact)
        #expect(StartCheck.problems(of: other, properties: ["message.timestamp.type": "CreateTime"]).isEmpty)
        let broker = try EmbeddedBroker()
        defer { broker.close() }
        var options = try options(broker.bootstrapServers)
        let problems = StartCheck.problems(&options, logger: .init(label: "test") { _ in CapturedLog.Handler(log: CapturedLog()) })
        let facts = problems.filter { $0.contains("topic facts.") }
        #expect(facts.count == 3 && facts.allSatisfy { $0.contains("cleanup.policy=delete and message.timestamp.type=LogAppendTime") })
    }

    @Test("Without a key, and with a property that the guarantees forbid, both are said at once") func configuration() throws {
        var configuration = WorkerConfiguration()
        configuration.brokers = ["127.0.0.1:1"]
        configuration.pipelines = ProvinceEvents.pipelines.path
        configuration.kafka = ["enable.auto.commit": "true", "fetch.wait.max.ms": "often"]
        let problems = #expect(throws: StartProblems.self) { _ = try WorkerOptions(configuration, environment: [:]) }
        let all = problems?.problems ?? []
        #expect(all.contains { $0.contains("pseudonym_key") && $0.contains("NHIPSO_PSEUDONYM_KEY") && $0.contains("openssl rand") })
        #expect(all.contains { $0.contains("enable.auto.commit") && $0.contains("guarantees") })
        #expect(all.contains { $0.contains("fetch.wait.max.ms") })
    }
}

extension LiveRun {
    /// Sends bad events with headers that leave no room for those of a reject.
    fileprivate func sendSwollen(to topic: String) throws {
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers)
        configuration.messageBytesMax = 4 << 20
        let producer = try Producer(configuration, logger: logger)
        defer { producer.close(waitingMilliseconds: 5_000) }
        let place = KafkaPartition(topic, 0)
        let many = (0..<20_000).map { (name: "ce_x\($0)", value: Array("0123456789".utf8)) }
        let large = [(name: "large", value: [UInt8](repeating: 1, count: 1_113_980))]
        try producer.send(to: place, key: [], value: Array("{".utf8), headers: large)
        try producer.send(to: place, key: [], value: Array("{".utf8), headers: many)
        try producer.send(to: place, key: [], value: Array(repeating: UInt8(ascii: "x"), count: 1 << 20), headers: large + many)
        #expect(producer.flush(waitingMilliseconds: 10_000))
        producer.takeReports { #expect($0.failure == nil) }
    }

    /// Sends so many bytes that are no event.
    fileprivate func sendLarge(_ count: Int, to topic: String) throws {
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers)
        configuration.messageBytesMax = count + 1_000
        let producer = try Producer(configuration, logger: logger)
        defer { producer.close(waitingMilliseconds: 5_000) }
        try producer.send(to: KafkaPartition(topic, 0), key: [], value: Array(repeating: UInt8(ascii: "x"), count: count))
        #expect(producer.flush(waitingMilliseconds: 10_000))
        producer.takeReports { #expect($0.failure == nil) }
    }

    fileprivate func waitForRejects(_ count: Int, of partner: String, within seconds: Double) throws -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while Date() < end {
            if try records(of: "rejected.\(partner)").count >= count { return true }
            Thread.sleep(forTimeInterval: 0.2)
        }
        return false
    }

    /// Writes behind the snapshot what passes for a newer one, in every way that one can be spoilt.
    fileprivate func poison(_ manifest: StoredRecord) throws {
        let producer = try Producer(.forEmbeddedBroker(broker.bootstrapServers), logger: logger)
        defer { producer.close(waitingMilliseconds: 5_000) }
        let place = KafkaPartition(manifest.place.topic, manifest.place.partition)
        var damaged = manifest.value
        damaged[damaged.count / 2] ^= 1
        var hollow = try manifest.value.withUnsafeBytes { try SnapshotManifest.decode($0, idleAfterMilliseconds: 3_000) }
        hollow.nonce ^= 1
        hollow.position += 1_000_000
        let chunk = Array(String(decoding: manifest.key, as: UTF8.self).replacingOccurrences(of: "manifest", with: "0").utf8)
        let records: [(key: [UInt8], value: [UInt8]?)] = [
            (chunk, Array("no chunk".utf8)), (manifest.key, Array("no manifest".utf8)), (manifest.key, damaged), (manifest.key, []),
            (manifest.key, hollow.encoded), (chunk, nil),
        ]
        for (key, value) in records { try producer.send(to: place, key: key, value: value) }
        #expect(producer.flush(waitingMilliseconds: 10_000))
    }
}
