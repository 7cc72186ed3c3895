import Kafka
import Stages
import Testing
import Workers

import struct Logging.Logger

@Suite("A log in Kafka") struct KafkaLogTests {
    @Test("What is written comes back with key, value and headers, in order") func roundTrip() throws {
        let broker = try EmbeddedBroker()
        defer { broker.close() }
        try broker.createTopic("a", partitions: 2)
        let log = try KafkaLog(.forEmbeddedBroker(broker.bootstrapServers, groupID: "g"), topics: [], logger: Logger(label: "test"))
        defer { log.close() }
        log.assign([LogStart(TopicPartition("a", 0), .beginning), LogStart(TopicPartition("a", 1), .committed)])
        for number in 0..<10 {
            try log.send(
                OutgoingRecord(
                    to: TopicPartition("a", Int32(number % 2)), key: [UInt8(number)], value: number == 9 ? nil : [7, UInt8(number)],
                    headers: [LogHeader("h", "x\(number)")], ticket: number))
        }
        #expect(log.flush(waitingMilliseconds: 5_000))
        var tickets: Set<Int> = []
        log.takeReports { report in
            #expect(report.failure == nil)
            tickets.insert(report.ticket)
        }
        #expect(tickets == Set(0..<10))
        var seen: [Int: [UInt8]] = [:]
        let end = ContinuousClock.now + .seconds(10)
        while seen.values.map(\.count).reduce(0, +) < 10, ContinuousClock.now < end {
            switch log.poll(waitingMilliseconds: 100) {
            case .record(let record):
                let key = try #require(record.key?.first)
                seen[record.slot, default: []].append(key)
                #expect(record.value.map(Array.init) == (key == 9 ? nil : [7, key]))
                var headers: [String] = []
                log.forEachHeader(of: record) {
                    headers.append(String(decoding: $0, as: UTF8.self) + "=" + String(decoding: $1, as: UTF8.self))
                }
                #expect(headers == ["h=x\(key)"])
            case .failed(let error): Issue.record("\(error)")
            default: break
            }
        }
        #expect(seen == [0: [0, 2, 4, 6, 8], 1: [1, 3, 5, 7, 9]])
        try log.commit([TopicPartition("a", 0): 3])
        var read: [Int64] = []
        try log.read(TopicPartition("a", 0), from: 1, to: 4) { record in
            read.append(record.offset)
            return true
        }
        #expect(read == [1, 2, 3])
        #expect(try log.bounds(of: TopicPartition("a", 1)) == LogBounds(low: 0, high: 5))
        #expect(try log.partitionCount(ofTopic: "a") == 2)
    }
}
