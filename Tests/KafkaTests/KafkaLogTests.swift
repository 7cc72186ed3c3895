import Kafka
import Logging
import Stages
import Testing
import Workers

@Suite("A log in Kafka", .ownThread) struct KafkaLogTests {
    private let broker: EmbeddedBroker
    private let first = TopicPartition("a", 0)
    private let second = TopicPartition("a", 1)

    init() throws {
        broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 2)
    }

    @Test("What is written comes back with time, key, value and headers, a tombstone as one") func roundTrip() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        log.assign([LogStart(second, .beginning)])
        let headers = [LogHeader("ce_id", "7"), LogHeader("empty", []), LogHeader("ce_id", "again")]
        try log.send(OutgoingRecord(to: second, key: Array("k".utf8), value: [1, 2], headers: headers, ticket: 1))
        try log.send(OutgoingRecord(to: second, key: Array("k".utf8), value: nil, ticket: 2))
        try log.send(OutgoingRecord(to: second, key: Array("k".utf8), value: [], ticket: -3))
        #expect(log.flush(waitingMilliseconds: 10_000))
        var reports: [[Int64]] = []
        log.takeReports { report in
            #expect(report.failure == nil)
            reports.append([Int64(report.ticket), Int64(report.partition), report.offset])
        }
        #expect(reports == [[1, 1, 0], [2, 1, 1], [-3, 1, 2]])
        var values: [[UInt8]?] = []
        let end = ContinuousClock.now + .seconds(20)
        while values.count < 3, ContinuousClock.now < end {
            guard case .record(let record) = log.poll(waitingMilliseconds: 50) else { continue }
            values.append(record.value.map(Array.init))
            #expect(record.key.map(Array.init) == Array("k".utf8))
            #expect(record.time.rawValue > 0)
            var found: [LogHeader] = []
            log.forEachHeader(of: record) { found.append(LogHeader(String(decoding: $0, as: UTF8.self), Array($1))) }
            #expect(found == (record.offset == 0 ? headers : []))
        }
        #expect(values == [[1, 2], nil, []])
    }

    @Test("Records of one partition come in the order in which they were written, with the slot of what was assigned") func order() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        for number in 0..<300 { try log.write(["\(number)"], to: number % 3 == 0 ? first : second) }
        log.assign([LogStart(second, .offset(0)), LogStart(first, .beginning)])
        let keys = try log.keys(of: 300)
        #expect(keys[0] == (0..<300).filter { $0 % 3 != 0 }.map(String.init))
        #expect(keys[1] == (0..<300).filter { $0 % 3 == 0 }.map(String.init))
    }

    @Test("An assignment says where to begin, and a later one where to go on") func seek() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write(["0", "1", "2", "3"], to: first)
        log.assign([LogStart(first, .offset(2))])
        #expect(try log.keys(of: 2) == [0: ["2", "3"]])
        log.assign([LogStart(second, .beginning), LogStart(first, .offset(1))])
        #expect(try log.keys(of: 3) == [1: ["1", "2", "3"]])
    }

    @Test("What was committed is where the next owner goes on; without a commit it begins at the beginning") func commit() throws {
        let log = try KafkaLog.embedded(broker)
        try log.write(["0", "1", "2"], to: first)
        try log.write(["x"], to: second)
        log.assign([LogStart(first, .committed), LogStart(second, .committed)])
        _ = try log.keys(of: 4)
        try log.commit([first: 2])
        log.close()
        let next = try KafkaLog.embedded(broker)
        defer { next.close() }
        next.assign([LogStart(first, .committed), LogStart(second, .committed)])
        #expect(try next.keys(of: 2) == [0: ["2"], 1: ["x"]])
    }

    @Test("A commit for later holds nobody up, and the next one says what became of it") func commitLater() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try broker.fail(.commitOffsets, with: .illegalGeneration, count: 1, delayMilliseconds: 1_500)
        let begun = ContinuousClock.now
        try log.commitLater([first: 1])
        try log.commitLater([first: 2])
        #expect(ContinuousClock.now - begun < .seconds(1))
        var failure: LogError?
        while failure == nil, ContinuousClock.now - begun < .seconds(20) {
            _ = log.poll(waitingMilliseconds: 50)
            do throws(LogError) { try log.commitLater([first: 3]) } catch { failure = error }
        }
        #expect(failure?.code == "ILLEGAL_GENERATION")
    }

    @Test("Records that are gone while nothing is committed are told of, with how many", .tags(.bugClass)) func goneUnread() throws {
        let lines = LogLines()
        let writer = try KafkaLog.embedded(broker)
        defer { writer.close() }
        // The embedded broker keeps the newest 5 MiB of a partition, compressed.
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<901_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        for number in 0..<10 {
            try writer.send(OutgoingRecord(to: first, key: [], value: noise[number..<900_000 + number].map(\.self)))
            #expect(writer.flush(waitingMilliseconds: 10_000))
        }
        try writer.write(["0"], to: second)
        let low = try writer.bounds(of: first).low
        #expect(low > 0)
        let configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers, groupID: "newcomer")
        let log = try KafkaLog(configuration, topics: [], logger: Logger(label: "test") { _ in LineHandler(lines: lines) })
        defer { log.close() }
        log.assign([LogStart(first, .committed), LogStart(second, .committed)])
        let told = lines.all.filter { $0.contains("offsets are gone") }
        #expect(
            told.count == 1 && told[0].hasPrefix("warning") && told[0].contains("committed of a/0") && told[0].contains("\(low) offsets"))
        try log.commit([first: low])
        log.assign([LogStart(first, .committed)])
        #expect(lines.all.filter { $0.contains("offsets are gone") }.count == 1, "what is committed has been read")
    }

    @Test("A commit that the broker refuses throws its reason and what to do") func refusedCommit() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try broker.fail(.commitOffsets, with: .illegalGeneration)
        let error = #expect(throws: LogError.self) { try log.commit([first: 1]) }
        #expect(error?.code == "ILLEGAL_GENERATION")
        #expect(error?.recovery == .rejoin)
    }

    @Test("Starts that cannot be looked up are tried again by poll, which says so") func lookUpAgain() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write(["0"], to: first)
        try broker.fail(.fetchOffsets, with: .unknownServerError, count: 1)
        log.assign([LogStart(first, .committed)])
        guard case .failed(let error) = try #require(log.hear()) else { throw LogError("TEST", "no failure", recovery: .stop) }
        #expect(error.recovery == .retry)
        #expect(try log.keys(of: 1) == [0: ["0"]])
    }

    @Test("An offset that the log no longer has is a failure for a person, never a jump", .tags(.bugClass)) func outOfRange() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write(["0", "1"], to: first)
        log.assign([LogStart(first, .offset(77))])
        guard case .failed(let error) = try #require(log.hear()) else { throw LogError("TEST", "no failure", recovery: .stop) }
        #expect(error.recovery == .stop)
        #expect(error.code == "_AUTO_OFFSET_RESET")
        #expect(error.message.contains("a/0"))
        #expect(log.hear(within: .milliseconds(300)) == nil)
    }

    @Test("The log knows its partitions and bounds, and says when it knows no such topic") func shape() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        try log.write(["0", "1"], to: second)
        #expect(try log.partitionCount(ofTopic: "a") == 2)
        #expect(try log.bounds(of: first) == LogBounds(low: 0, high: 0))
        #expect(try log.bounds(of: second) == LogBounds(low: 0, high: 2))
        broker.setFault(.topicAuthorizationFailed, ofTopic: "a")
        let error = #expect(throws: LogError.self) { try log.partitionCount(ofTopic: "a") }
        #expect(error?.code == "TOPIC_AUTHORIZATION_FAILED")
        #expect(error?.recovery == .stop)
    }

    @Test("A report ends a long wait for records") func wake() throws {
        let log = try KafkaLog.embedded(broker)
        defer { log.close() }
        let start = ContinuousClock.now
        for number in 0..<20 {
            try log.send(OutgoingRecord(to: first, key: [], value: [1], ticket: number))
            var ticket: Int?
            while ticket == nil, ContinuousClock.now - start < .seconds(60) {
                _ = log.poll(waitingMilliseconds: 30_000)
                log.takeReports { ticket = $0.ticket }
            }
            #expect(ticket == number)
        }
        #expect(ContinuousClock.now - start < .seconds(25))
    }
}

extension Tag {
    /// One of the eight bug classes of this field.
    @Tag static var bugClass: Self
}
