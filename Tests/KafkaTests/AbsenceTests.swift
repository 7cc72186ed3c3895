import Kafka
import Logging
import Stages
import Testing
import Workers

@Suite("No broker is there", .ownThread) struct AbsenceTests {
    /// Nobody listens on port 1.
    private func configuration() -> KafkaConfiguration {
        var configuration = KafkaConfiguration.forEmbeddedBroker("127.0.0.1:1", groupID: "g")
        configuration.requestWaitMax = .milliseconds(300)
        return configuration
    }

    @Test("It is said in words, soon, and not again and again; what librdkafka logs goes to the logger") func polling() throws {
        let lines = LogLines()
        let log = try KafkaLog(configuration(), topics: ["in.a"], logger: Logger(label: "test") { _ in LineHandler(lines: lines) })
        var failures: [LogError] = []
        var polls = 0
        let end = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < end {
            polls += 1
            if case .failed(let error) = log.poll(waitingMilliseconds: 100) { failures.append(error) }
        }
        log.close(waitingMilliseconds: 1_000)
        #expect(failures.contains { $0.message.contains("127.0.0.1:1") && $0.message.contains("check bootstrap servers") })
        #expect(failures.allSatisfy { $0.recovery == .retry })
        // Twenty waits fill the time; each failed attempt to connect, by consumer or producer, may end one.
        #expect(polls < 120)
        #expect(lines.all.contains { $0.hasPrefix("error") && $0.contains("127.0.0.1:1") })
    }

    @Test("Every question ends in time") func questions() throws {
        let log = try KafkaLog(configuration(), topics: [], logger: Logger(label: "test") { _ in LineHandler(lines: LogLines()) })
        defer { log.close(waitingMilliseconds: 500) }
        let start = ContinuousClock.now
        let partition = TopicPartition("a", 0)
        #expect(throws: LogError.self) { try log.partitionCount(ofTopic: "a") }
        #expect(throws: LogError.self) { try log.bounds(of: partition) }
        #expect(throws: LogError.self) { try log.commit([partition: 1]) }
        #expect(throws: LogError.self) { try log.read(partition, from: 0, to: 1) { _ in true } }
        log.assign([LogStart(partition, .committed)])
        guard case .failed = log.poll(waitingMilliseconds: 0) else { throw LogError("TEST", "no failure", recovery: .stop) }
        #expect(ContinuousClock.now - start < .seconds(15))
    }
}
