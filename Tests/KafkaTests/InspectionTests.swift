import Kafka
import Testing

import struct Logging.Logger

@Suite("What the brokers and the clients say of themselves", .ownThread) struct InspectionTests {
    @Test("Admin requests that the embedded broker does not know are answered so, in time") func admin() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 3)
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers)
        configuration.requestWaitMax = .milliseconds(500)
        let admin = try Admin(configuration, logger: .silent)
        defer { admin.close() }
        #expect(try admin.topics() == ["a": 3])
        let start = ContinuousClock.now
        let failures = [
            #expect(throws: KafkaError.self) {
                try admin.create([NewTopic("b", partitions: 1, properties: ["cleanup.policy": "compact"])])
            },
            #expect(throws: KafkaError.self) { try admin.deleteTopics(["a"]) },
            #expect(throws: KafkaError.self) { try admin.addPartitions(toTopic: "a", total: 4) },
            #expect(throws: KafkaError.self) { try admin.properties(ofTopic: "a") },
            #expect(throws: KafkaError.self) {
                try admin.create([AccessRule(.topic, "in.bank.", isPrefix: true, principal: "User:bank", operation: .write)])
            },
            #expect(throws: KafkaError.self) {
                try admin.delete([AccessRule(.topic, "in.bank.", isPrefix: true, principal: "User:bank", operation: .write)])
            },
            #expect(throws: KafkaError.self) { try admin.accessRules() },
        ]
        for failure in failures {
            #expect(failure?.code == "_TIMED_OUT")
            #expect(failure?.message.contains("the embedded broker knows no admin requests") == true, "\(String(describing: failure))")
        }
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test("Statistics tell how far behind a consumer is") func statistics() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 1)
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers, groupID: "g")
        configuration.statisticsInterval = .milliseconds(50)
        let producer = try Producer(configuration, logger: .silent)
        for _ in 0..<5 { try producer.send(to: KafkaPartition("a", 0), key: nil, value: [1]) }
        #expect(producer.flush(waitingMilliseconds: 10_000))
        producer.close(waitingMilliseconds: 1_000)
        let consumer = try Consumer(configuration, logger: .silent)
        defer { consumer.close() }
        try consumer.assign([(KafkaPartition("a", 0), .offset(0))])
        var lag: Int64?
        var isUp = false
        var read = 0
        let end = ContinuousClock.now + .seconds(20)
        // Statistics of before the connection may be taken after the first record, so none of them alone is proof.
        while lag != 0 || !isUp || read < 5, ContinuousClock.now < end {
            if case .record = consumer.poll(waitingMilliseconds: 20) { read += 1 }
            guard let statistics = consumer.takeStatistics() else { continue }
            isUp = statistics.brokers.contains { $0.state == "UP" }
            lag = statistics.partitions.first { $0.partition == KafkaPartition("a", 0) }?.lag
        }
        #expect(lag == 0)
        #expect(isUp)
        #expect(read == 5)
        #expect(KafkaStatistics(json: Array("{}".utf8)) == nil)
    }
}
