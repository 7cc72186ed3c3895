import Kafka
import Stages
import Testing
import Workers

import struct Logging.Logger

/// What a log said, with records as values that outlive the poll.
enum Heard: Equatable {
    case record(slot: Int, offset: Int64, key: String)
    case assigned([TopicPartition])
    case revoked
    case lost
    case failed(LogError)
}

extension KafkaLog {
    /// - Parameter topics: as for a worker; none: only what is assigned.
    static func embedded(
        _ broker: EmbeddedBroker, group: String = "g", topics: [String] = [], _ change: (inout KafkaConfiguration) -> Void = { _ in }
    ) throws -> KafkaLog {
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers, groupID: group)
        // The shortest that the embedded broker knows: its rebalances take as long, less a second.
        configuration.consumer.sessionTimeout = .seconds(4)
        change(&configuration)
        return try KafkaLog(configuration, topics: topics, logger: Logger(label: "test"))
    }

    /// The next thing that is no silence; nil when nothing comes for so long.
    func hear(within bound: Duration = .seconds(20)) -> Heard? {
        let end = ContinuousClock.now + bound
        while ContinuousClock.now < end {
            if let heard = hearOnce(waitingMilliseconds: 50) { return heard }
            takeReports { _ in }
        }
        return nil
    }

    func hearOnce(waitingMilliseconds: Int) -> Heard? {
        switch poll(waitingMilliseconds: waitingMilliseconds) {
        case .nothing: nil
        case .record(let record):
            .record(slot: record.slot, offset: record.offset, key: record.key.map { String(decoding: $0, as: UTF8.self) } ?? "")
        case .assigned(let partitions): .assigned(partitions.sorted())
        case .revoked: .revoked
        case .lost: .lost
        case .failed(let error): .failed(error)
        }
    }

    /// The keys of so many records by slot, in the order in which they came.
    func keys(of count: Int) throws -> [Int: [String]] {
        var keys: [Int: [String]] = [:]
        for _ in 0..<count {
            switch try #require(hear()) {
            case .record(let slot, _, let key): keys[slot, default: []].append(key)
            case let other: Issue.record("\(other)")
            }
        }
        return keys
    }

    func write(_ keys: [String], to partition: TopicPartition) throws {
        for key in keys { try send(OutgoingRecord(to: partition, key: Array(key.utf8), value: [1])) }
        #expect(flush(waitingMilliseconds: 10_000))
        takeReports { #expect($0.failure == nil) }
    }
}
