import Kafka
import Testing

import struct Logging.Logger

@Suite("A producer", .ownThread) struct ProducerTests {
    private let broker: EmbeddedBroker
    private let partition = KafkaPartition("a", 0)

    init() throws {
        broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 1)
    }

    private func make(_ change: (inout KafkaConfiguration) -> Void = { _ in }) throws -> Producer {
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers)
        change(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try Producer(configuration, logger: logger)
    }

    private func reports(of producer: Producer) -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        producer.takeReports { reports.append($0) }
        return reports
    }

    @Test("A record that the broker refuses is reported as failed, once, and those before it as written") func refused() throws {
        let producer = try make()
        defer { producer.close(waitingMilliseconds: 1_000) }
        try producer.send(to: partition, key: nil, value: [1], ticket: 1)
        #expect(producer.flush(waitingMilliseconds: 10_000))
        try broker.fail(.produce, with: .messageSizeTooLarge)
        try producer.send(to: partition, key: nil, value: [2], ticket: 2)
        #expect(producer.flush(waitingMilliseconds: 10_000))
        let found = reports(of: producer)
        #expect(found.map(\.ticket) == [1, 2])
        #expect(found.map { $0.failure?.code } == [nil, "MSG_SIZE_TOO_LARGE"])
        #expect(found.last?.failure?.recovery == .stop)
        #expect(found.last?.failure?.message.contains("a/0") == true)
        #expect(reports(of: producer).isEmpty)
    }

    @Test("Faults that pass are tried again, and the record stands once") func retried() throws {
        let producer = try make()
        defer { producer.close(waitingMilliseconds: 1_000) }
        try broker.fail(.produce, with: .notEnoughReplicas, count: 2)
        try producer.send(to: partition, key: nil, value: [1], ticket: 1)
        #expect(producer.flush(waitingMilliseconds: 10_000))
        #expect(reports(of: producer).map { $0.failure?.code } == [nil])
    }

    @Test("While no broker takes records, flush ends in time; what is given up is reported as failed, not as written", .tags(.bugClass))
    func purge() throws {
        let producer = try make()
        try broker.setDown(broker: 1)
        try producer.send(to: partition, key: nil, value: [1], ticket: 5)
        #expect(!producer.flush(waitingMilliseconds: 100))
        #expect(producer.outstanding == 1)
        producer.purge()
        #expect(producer.flush(waitingMilliseconds: 5_000))
        let found = reports(of: producer)
        #expect(found.map(\.ticket) == [5])
        #expect(found.first?.failure?.recovery == .rebuild)
        producer.close(waitingMilliseconds: 0)
    }

    @Test("A producer that has lost count says that it must be made anew, and takes nothing more") func fatal() throws {
        let producer = try make()
        try broker.fail(.produce, with: .outOfOrderSequenceNumber)
        try producer.send(to: partition, key: nil, value: [1], ticket: 1)
        #expect(producer.flush(waitingMilliseconds: 10_000))
        #expect(reports(of: producer).map { $0.failure?.recovery } == [.rebuild])
        let error = #expect(throws: KafkaError.self) { try producer.send(to: partition, key: nil, value: [1], ticket: 2) }
        #expect(error?.isFatal == true)
        #expect(error?.recovery == .rebuild)
        #expect(producer.takeError()?.isFatal == true)
        producer.close(waitingMilliseconds: 100)
    }

    @Test("A full queue makes send wait, at most as long as is configured") func fullQueue() throws {
        let producer = try make {
            $0.producer.queuedRecordsMax = 3
            $0.sendWaitMax = .milliseconds(100)
        }
        try broker.setDown(broker: 1)
        for ticket in 1...3 { try producer.send(to: partition, key: nil, value: [1], ticket: ticket) }
        let error = #expect(throws: KafkaError.self) { try producer.send(to: partition, key: nil, value: [1], ticket: 4) }
        #expect(error?.code == "_QUEUE_FULL")
        #expect(error?.recovery == .retry)
        try broker.setUp(broker: 1)
        #expect(producer.flush(waitingMilliseconds: 20_000))
        try producer.send(to: partition, key: nil, value: [1], ticket: 4)
        producer.close(waitingMilliseconds: 10_000)
        #expect(producer.outstanding == 0)
    }

    @Test("A record larger than allowed is refused at once") func tooLarge() throws {
        let producer = try make()
        defer { producer.close(waitingMilliseconds: 0) }
        let error = #expect(throws: KafkaError.self) {
            try producer.send(to: partition, key: nil, value: [UInt8](repeating: 0, count: 1_000_001))
        }
        #expect(error?.code == "MSG_SIZE_TOO_LARGE")
        #expect(producer.outstanding == 0)
    }
}
