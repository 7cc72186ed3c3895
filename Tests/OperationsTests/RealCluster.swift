import Aggregation
import Catalog
import Clients
import Foundation
import Ingest
import Kafka
import Stages
import Testing
import Workers

import struct Logging.Logger

@testable import Operations

/// Brokers that somebody else runs, named by the environment; a test has topics of its own there, and takes them away at its end.
///
/// `NHIPSO_TEST_BROKERS` (`host:port`): whoever connects there may do everything. `NHIPSO_TEST_SASL_BROKERS`: the same brokers, which here ask
/// for a name and a password (SASL PLAIN without TLS) and know the users bank, worker and lan, each with its name for a password.
final class RealCluster {
    static let brokers = ProcessInfo.processInfo.environment["NHIPSO_TEST_BROKERS"]
    static let passwordBrokers = ProcessInfo.processInfo.environment["NHIPSO_TEST_SASL_BROKERS"]
    static let limitSeconds = 90.0

    /// What the names of this test's topics, groups and unknown users begin with.
    let prefix: String
    let key: PseudonymKey
    let logger: Logger
    let configuration: KafkaConfiguration
    let admin: Admin
    private var workers: [Worker] = []
    /// The rights that this test has given.
    private var granted: Set<AccessRule> = []

    init() throws {
        prefix = "test-\(String(UInt32.random(in: .min ... .max), radix: 36))."
        key = try PseudonymKey(hexadecimal: String(repeating: "5a", count: 16))
        var logger = Logger(label: "cluster")
        logger.logLevel = ProcessInfo.processInfo.environment["NHIPSO_TEST_LOG"] == nil ? .critical : .info
        self.logger = logger
        configuration = Self.connection(to: try #require(Self.brokers))
        admin = try Admin(configuration, logger: logger)
    }

    /// - Parameter user: nil: where no password is asked for.
    static func connection(to brokers: String, user: String? = nil, password: String? = nil) -> KafkaConfiguration {
        var configuration = KafkaConfiguration(bootstrapServers: brokers.split(separator: ",").map(String.init))
        if let user { configuration.security.sasl = .plain(user: user, password: Secret(password ?? user)) }
        configuration.consumer.fetchWaitMax = .milliseconds(50)
        configuration.statisticsInterval = .zero
        // Topics that fit a pattern are to be seen soon.
        configuration.metadataRefreshInterval = .seconds(2)
        return configuration
    }

    /// - Parameter yaml: `partners.yaml`.
    func plan(
        _ yaml: String, pipelines: [String] = ["electricity"], worker change: (inout WorkerConfiguration) -> Void = { _ in }
    ) throws -> TopicPlan {
        let (partners, findings) = Partners.read(yaml: yaml)
        var worker = WorkerConfiguration()
        worker.topicPrefix = prefix
        worker.replication = 1
        worker.partitions.facts = 2
        worker.partitions.partials = 2
        change(&worker)
        return TopicPlan(pipelines: pipelines, worker: worker, partners: try #require(partners, "\(findings)"))
    }

    /// Makes the cluster as planned; what was changed, and what is left.
    func apply(_ plan: TopicPlan) throws -> (made: [TopicChange], left: [TopicChange]) {
        var made: [TopicChange] = []
        let left = try plan.apply(to: admin, pause: { Thread.sleep(forTimeInterval: 0.3) }, note: { made.append($0) })
        for case .grant(let rule) in made { granted.insert(rule) }
        return (made, left)
    }

    func difference(_ plan: TopicPlan) throws -> [TopicChange] {
        plan.difference(to: try ClusterTopics(of: admin, topics: plan.topicNames, withRules: true))
    }

    /// Sets properties, and waits until the brokers say so.
    func set(_ properties: [String: String], of topic: String) throws {
        try admin.set(properties: properties, ofTopic: topic)
        #expect(try waits { try self.admin.properties(ofTopic: topic).merging(properties) { $1 } == self.admin.properties(ofTopic: topic) })
    }

    func reader(_ topics: Topics? = nil) throws -> LogReader {
        try LogReader(configuration, topics: topics ?? Topics(prefix: prefix), logger: logger)
    }

    func options(_ catalog: Catalog, version: String = "") -> WorkerOptions {
        var options = WorkerOptions(
            catalog: catalog, key: key, topics: Topics(prefix: prefix, version: version), factsPartitions: 2, partialsPartitions: 2,
            group: prefix + "nhipso", kafka: configuration)
        options.snapshotMilliseconds = 2_000
        options.idleAfterMilliseconds = 3_000
        return options
    }

    func startWorker(_ options: WorkerOptions) -> Worker {
        let worker = Worker(options, logger: logger)
        worker.start()
        workers.append(worker)
        return worker
    }

    /// Each stage runs, and none has failed.
    var allStagesAreWell: Bool { workers.allSatisfy { $0.states.allSatisfy { $0.failure == nil && $0.restarts == 0 } } }

    func send(_ lines: [[UInt8]], to topic: String, mode: EventSender.Mode = .structured) throws {
        let sender = try EventSender(configuration, logger: logger)
        defer { sender.close() }
        for line in lines { try sender.send(line, to: prefix + topic, mode: mode) }
        #expect(sender.finish(waitingMilliseconds: 20_000))
        #expect(sender.account.acknowledged == lines.count, "\(sender.account)")
    }

    /// Looks until it holds, at most for the limit; says whether it does.
    func waits(until holds: () throws -> Bool) throws -> Bool {
        let end = Date(timeIntervalSinceNow: Self.limitSeconds)
        while Date() < end {
            if try holds() { return true }
            Thread.sleep(forTimeInterval: 0.1)
        }
        return false
    }

    /// Reads updates until they say what is expected, or the limit is over; the differences that are left.
    func differences(from expected: [String: String], in topic: String) throws -> [String] {
        let reader = try UpdateReader(configuration, topic: topic, logger: logger)
        defer { reader.close() }
        let end = Date(timeIntervalSinceNow: Self.limitSeconds)
        var left = ["nothing has been read"]
        while Date() < end, !left.isEmpty {
            while try reader.next(waitingMilliseconds: 300) != nil {}
            if reader.newest.isEmpty { continue }
            left = FigureComparison.differences(
                expected: expected, found: reader.newest.mapValues { FigureContent.line(ofUpdate: $0.document) ?? "no document" })
        }
        return left
    }

    /// Updates whose revision is not above that of the one before them under the same key.
    func fallingRevisions() throws -> [String] {
        let reader = try reader()
        defer { reader.close() }
        var last: [String: Int64] = [:]
        var falling: [String] = []
        try reader.forEachRecord(of: reader.topics.updates) { record in
            let key = String(decoding: record.key ?? .init(start: nil, count: 0), as: UTF8.self)
            var revision: Int64 = 0
            record.forEachHeader { name, value in
                guard name.elementsEqual("nhipso_revision".utf8) else { return }
                revision = Int64(String(decoding: value, as: UTF8.self)) ?? 0
            }
            if revision <= last[key] ?? 0 { falling.append("\(key): \(revision) after \(last[key] ?? 0)") }
            last[key] = revision
            return true
        }
        return falling
    }

    /// Stops what still runs, and takes away this test's topics and rights.
    func close() {
        for worker in workers { worker.stop() }
        defer { admin.close() }
        do {
            try admin.delete(granted)
            try admin.deleteTopics(admin.topics().keys.filter { $0.hasPrefix(prefix) })
        } catch { Issue.record("the topics \(prefix)* are still there, or rights to them: \(error)") }
    }
}
