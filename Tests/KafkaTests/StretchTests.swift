import Kafka
import Stages
import Testing
import Workers

@Suite("Reading a stretch of a partition apart from the group", .ownThread) struct StretchTests {
    private let broker: EmbeddedBroker
    private let partition = TopicPartition("a", 0)

    init() throws {
        broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 1)
    }

    private func offsets(_ log: KafkaLog, _ from: Int64, _ to: Int64, most: Int = .max) throws -> [Int64] {
        var offsets: [Int64] = []
        try log.read(partition, from: from, to: to) { record in
            #expect(record.slot == -1)
            offsets.append(record.offset)
            return offsets.count < most
        }
        return offsets
    }

    @Test("It visits just the stretch, again and again, and ends when told so") func stretch() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write((0..<10).map(String.init), to: partition)
        #expect(try offsets(log, 0, 10) == Array(0..<10))
        #expect(try offsets(log, 3, 5) == [3, 4])
        #expect(try offsets(log, 8, 10) == [8, 9])
        #expect(try offsets(log, 4, 4) == [])
        #expect(try offsets(log, 0, 10, most: 2) == [0, 1])
    }

    @Test("Records that the log has forgotten are passed over") func forgotten() throws {
        let log = try KafkaLog.embedded(broker) { $0.producer.compression = .none }
        defer { log.close() }
        // More than the 5 MiB that an embedded broker keeps of a partition.
        for _ in 0..<30 {
            try log.send(OutgoingRecord(to: partition, key: [], value: [UInt8](repeating: 1, count: 400_000)))
            #expect(log.flush(waitingMilliseconds: 10_000))
        }
        let bounds = try log.bounds(of: partition)
        #expect(bounds.low > 0)
        #expect(try offsets(log, 0, bounds.high) == Array(bounds.low..<bounds.high))
        #expect(try offsets(log, 0, bounds.low) == [])
    }

    @Test("A log that ends before the stretch does is a failure, never a short answer", .tags(.bugClass)) func tooShort() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write(["0", "1"], to: partition)
        let error = #expect(throws: LogError.self) { try offsets(log, 0, 3) }
        #expect(error?.code == "OFFSET_NOT_AVAILABLE")
        #expect(error?.message.contains("ends at 2") == true)
    }

    @Test("Fetches that fail for a while only make it later") func faults() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write(["0", "1", "2"], to: partition)
        try broker.fail(.fetch, with: .notLeaderForPartition, count: 2)
        try broker.fail(.listOffsets, with: .disconnect, count: 1)
        #expect(try offsets(log, 0, 3) == [0, 1, 2])
    }
}
