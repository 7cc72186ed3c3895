import Kafka
import Stages
import Testing
import Workers

@Suite("Fetching", .ownThread) struct FetchTests {
    /// Without a word to librdkafka each full queue costs up to a second: more than a minute here.
    @Test("A queue that is full again and again is filled as soon as it empties", .tags(.bugClass), .timeLimit(.minutes(2)))
    func fullQueue() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 4)
        let partitions = (0..<4).map { TopicPartition("a", $0) }
        let log = try KafkaLog.embedded(broker) {
            $0.producer.compression = .none
            $0.consumer.queuedKilobytesMax = 100
        }
        defer { log.close() }
        let records = 400
        for number in 0..<records {
            let value = [UInt8](repeating: UInt8(number % 256), count: 40_000)
            try log.send(OutgoingRecord(to: partitions[number % 4], key: Array(String(number).utf8), value: value))
            // A batch each, of which an answer has one for each partition: each answer fills the queue.
            if number % 4 == 3 { #expect(log.flush(waitingMilliseconds: 10_000)) }
        }
        log.assign(partitions.map { LogStart($0, .offset(0)) })
        let start = ContinuousClock.now
        let keys = try log.keys(of: records)
        for slot in 0..<4 { #expect(keys[slot] == stride(from: slot, to: records, by: 4).map(String.init)) }
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
