import Catalog
import Clients
import Foundation
import Kafka
import Stages
import Testing
import Workers

@testable import Operations

extension ClusterTests {
    private static let asksForPasswords = RealCluster.passwordBrokers != nil

    /// The users that the brokers know.
    private static let partners = """
        partners:
          bank: {kinds: [elec], partitions: 2, principal: "User:bank"}
          shop: {kinds: [elec], partitions: 2}
        worker_principal: "User:worker"
        operators: ["User:lan"]
        """

    private func connection(_ user: String, password: String? = nil) throws -> KafkaConfiguration {
        RealCluster.connection(to: try #require(RealCluster.passwordBrokers), user: user, password: password)
    }

    @Test("A wrong password is told as such, once and soon", .enabled(if: asksForPasswords, "NHIPSO_TEST_SASL_BROKERS names no brokers"))
    func wrongPassword() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        var options = cluster.options(try OperatedCluster.catalog())
        options.kafka = try connection("bank", password: "not-it-at-all")
        options.kafka.requestWaitMax = .seconds(3)
        let start = ContinuousClock.now
        let problems = StartCheck.problems(&options, logger: cluster.logger)
        #expect(ContinuousClock.now - start < .seconds(8))
        #expect(problems.count == 1)
        let problem = problems.first ?? ""
        #expect(problem.contains("_AUTHENTICATION") && problem.contains("check the user's name, password and mechanism"), "\(problem)")
        #expect(!problem.contains("not-it-at-all"))
        #expect(!problem.contains("it is tried again"), "\(problem)")

        let admin = try Admin(options.kafka, logger: cluster.logger)
        defer { admin.close() }
        let error = #expect(throws: KafkaError.self) { try admin.properties(ofTopic: "any") }
        #expect(error?.recovery == .stop && error?.message.contains("uthentication") == true, "\(String(describing: error))")
        #expect(ContinuousClock.now - start < .seconds(16))

        let worker = cluster.startWorker(options)
        #expect(try cluster.waits { worker.states.allSatisfy { !$0.isRunning } })
        for state in worker.states {
            let failure = state.failure.map { "\($0)" } ?? "none"
            #expect(failure.contains("check the user's name, password and mechanism") && state.restarts == 0, "\(failure)")
        }
    }

    @Test(
        "With the planned rights and no others a partner sends, a worker counts, and an operator reads; what was not planned is refused",
        .enabled(if: asksForPasswords, "NHIPSO_TEST_SASL_BROKERS names no brokers"))
    func rights() throws {
        let cluster = try RealCluster()
        defer { cluster.close() }
        let catalog = try OperatedCluster.catalog()
        #expect(try cluster.apply(try cluster.plan(Self.partners) { $0.group = cluster.prefix + "nhipso" }).left.isEmpty)
        var options = cluster.options(catalog)
        options.kafka = try connection("worker")
        #expect(StartCheck.problems(&options, logger: cluster.logger).isEmpty)
        let worker = cluster.startWorker(options)
        #expect(try cluster.waits { worker.isReady })

        let sender = try EventSender(try connection("bank"), logger: cluster.logger)
        defer { sender.close() }
        for line in Bills.lines { try sender.send(Array(line.utf8), to: cluster.prefix + "in.bank.elec", mode: .binary) }
        #expect(sender.finish(waitingMilliseconds: 20_000) && sender.account.acknowledged == Bills.lines.count, "\(sender.account)")
        let updates = cluster.prefix + "indicator-updates"
        let expected = try replayed(catalog, cluster)
        let left = try cluster.differences(from: expected, in: updates)
        #expect(expected.values.contains { !FigureContent.isAbsent($0) })
        #expect(left.isEmpty, "\(left.prefix(3).joined(separator: "\n"))")
        let snapshots = options.topics.snapshots(of: "electricity")
        #expect(try cluster.waits { try countRecords(of: snapshots, cluster, as: "worker") > 0 })
        try sender.send(Array("no event".utf8), to: cluster.prefix + "in.bank.elec", mode: .structured)
        #expect(sender.finish(waitingMilliseconds: 20_000))
        #expect(try cluster.waits { try countRecords(of: options.topics.rejected(of: "bank"), cluster, as: "bank") == 1 })
        #expect(cluster.allStagesAreWell)
        #expect(try countRecords(of: updates, cluster, as: "lan") > 0)

        try expectRefusal(toSend: cluster.prefix + "in.shop.elec", cluster)
        try expectRefusal(toSend: updates, cluster)
        let error = #expect(throws: KafkaError.self) { try countRecords(of: updates, cluster, as: "bank") }
        #expect(error?.recovery == .stop && error?.message.contains("this user may not see it") == true, "\(String(describing: error))")
        options.kafka = try connection("bank")
        let problems = StartCheck.problems(&options, logger: cluster.logger)
        #expect(problems.count == options.plannedTopics.count && problems.allSatisfy { $0.contains("or this user may not see it") })
    }

    private func replayed(_ catalog: Catalog, _ cluster: RealCluster) throws -> [String: String] {
        let scratch = try ScratchFile(Bills.lines.joined(separator: "\n") + "\n")
        return try GeneratedEvents.replayed([scratch.path], catalog, key: cluster.key)
    }

    /// What the user may read of a topic with two partitions.
    private func countRecords(of topic: String, _ cluster: RealCluster, as user: String) throws -> Int {
        let reader = try StretchReader(try connection(user), logger: cluster.logger)
        defer { reader.close() }
        var count = 0
        for partition in [KafkaPartition(topic, 0), KafkaPartition(topic, 1)] {
            let bounds = try cluster.admin.bounds(of: partition)
            try reader.read(partition, from: bounds.low, to: bounds.high) { _ in
                count += 1
                return true
            }
        }
        return count
    }

    /// Neither a record nor a wait without end comes of it.
    private func expectRefusal(toSend topic: String, _ cluster: RealCluster) throws {
        var configuration = try connection("bank")
        configuration.producer.deliveryTimeout = .seconds(10)
        let sender = try EventSender(configuration, logger: cluster.logger)
        defer { sender.close() }
        let before = try cluster.admin.bounds(of: KafkaPartition(topic, 0)).high
        do throws(KafkaError) {
            try sender.send(Array(Bills.lines[0].utf8), to: topic, mode: .structured)
            #expect(sender.finish(waitingMilliseconds: 20_000))
            #expect(sender.account.acknowledged == 0 && sender.account.failed == 1)
            #expect(sender.account.lastFailure?.contains("TOPIC_AUTHORIZATION_FAILED") == true, "\(sender.account)")
        } catch { #expect(error.code == "TOPIC_AUTHORIZATION_FAILED", "\(error)") }
        #expect(try cluster.admin.bounds(of: KafkaPartition(topic, 0)).high == before)
    }
}
