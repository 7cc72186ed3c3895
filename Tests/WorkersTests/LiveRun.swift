import Aggregation
import Catalog
import Clients
import Foundation
import Ingest
import Kafka
import Replay
import Testing
import Workers

import struct Logging.Logger

@testable import Stages

/// A worker, a broker and a subscriber in this process.
final class LiveRun {
    let broker: EmbeddedBroker
    let options: WorkerOptions
    let catalog: Catalog
    let logger: Logger
    /// What workers and clients have logged.
    let log = CapturedLog()
    private(set) var workers: [Worker] = []

    /// - Parameter partners: topics of partners, with how many partitions each has.
    init(
        catalog: Catalog, partitions: Int = 2, partners: [String: Int] = [:], brokers: Int = 1,
        changing change: (inout WorkerOptions) -> Void = { _ in }
    ) throws {
        let log = self.log
        logger = Logger(label: "live") { _ in CapturedLog.Handler(log: log) }
        self.catalog = catalog
        broker = try EmbeddedBroker(brokers: brokers)
        var options = WorkerOptions(
            catalog: catalog, key: try PseudonymKey(hexadecimal: String(repeating: "5a", count: 16)), factsPartitions: partitions,
            partialsPartitions: partitions, kafka: .forEmbeddedBroker(broker.bootstrapServers))
        options.snapshotMilliseconds = 2_000
        // Standing states expire as event time goes on: by the latest event once all sources have fallen silent, as at the end of a replay.
        options.idleAfterMilliseconds = 3_000
        // Several runs share the machine: they need not be quick, but must leave each other some of it.
        options.kafka.consumer.fetchWaitMax = .milliseconds(10)
        // The shortest that the embedded broker knows: its rebalances take as long, less a second.
        options.kafka.consumer.sessionTimeout = .seconds(4)
        change(&options)
        self.options = options
        for topic in options.plannedTopics { try broker.createTopic(topic.name, partitions: topic.partitions ?? 2) }
        for (topic, count) in partners { try broker.createTopic(topic, partitions: count) }
    }

    func startWorker(_ other: WorkerOptions? = nil) -> Worker {
        let worker = Worker(other ?? options, logger: logger)
        worker.start()
        workers.append(worker)
        return worker
    }

    /// Sends each topic's lines to it: the topics in turn in structured and in binary mode.
    func send(_ events: ProvinceEvents, part: Range<Double> = 0..<1) throws {
        for (index, topic) in events.lines.keys.sorted().enumerated() {
            try send(events.part(part, of: topic), to: topic, mode: index % 2 == 0 ? .structured : .binary)
        }
    }

    /// Sends the lines of a file to the topic.
    func send(_ lines: [[UInt8]], to topic: String, mode: EventSender.Mode) throws {
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers)
        configuration.messageBytesMax = 2 << 20
        let sender = try EventSender(configuration, logger: logger)
        defer { sender.close() }
        for line in lines { try sender.send(line, to: topic, mode: mode) }
        #expect(sender.finish(waitingMilliseconds: 10_000))
        #expect(sender.account.acknowledged == lines.count)
    }

    /// Reads updates until they say what is expected, or the time is over; the differences that are left.
    func differences(from expected: [String: String], in topic: String? = nil, within seconds: Double) throws -> [String] {
        let reader = try UpdateReader(
            .forEmbeddedBroker(broker.bootstrapServers), topic: topic ?? options.topics.updates, logger: logger)
        defer { reader.close() }
        let end = Date(timeIntervalSinceNow: seconds)
        var left: [String] = ["nothing has been read"]
        while Date() < end {
            var hasRead = false
            while try reader.next(waitingMilliseconds: 200) != nil { hasRead = true }
            if !hasRead, reader.newest.isEmpty { continue }
            left = FigureComparison.differences(
                expected: expected, found: reader.newest.mapValues { FigureContent.line(ofUpdate: $0.document) ?? "no document" })
            if left.isEmpty { return [] }
        }
        return left
    }

    /// Waits until the worker has its partitions and their state.
    func waitUntilReady(_ worker: Worker, within seconds: Double = 30) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while Date() < end {
            if worker.isReady { return true }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return false
    }

    /// All that a topic holds.
    func records(of topic: String) throws -> [StoredRecord] {
        var configuration = KafkaConfiguration.forEmbeddedBroker(broker.bootstrapServers, groupID: "reader")
        configuration.consumer.fetchWaitMax = .milliseconds(10)
        let reader = try KafkaLog(configuration, topics: [], logger: logger)
        defer { reader.close() }
        var records: [StoredRecord] = []
        for partition in 0..<Int32(try reader.partitionCount(ofTopic: topic)) {
            let place = TopicPartition(topic, partition)
            let bounds = try reader.bounds(of: place)
            try reader.read(place, from: bounds.low, to: bounds.high) { record in
                records.append(StoredRecord(record, at: place, in: reader))
                return true
            }
        }
        return records
    }

    func close() {
        for worker in workers { worker.stop() }
        broker.close()
    }
}

enum FigureComparison {
    static func differences(expected: [String: String], found: [String: String]) -> [String] {
        var differences: [String] = []
        for key in Set(expected.keys).union(found.keys).sorted() {
            let (e, f) = (
                expected[key].flatMap { FigureContent.isAbsent($0) ? nil : $0 },
                found[key].flatMap { FigureContent.isAbsent($0) ? nil : $0 }
            )
            if e != f { differences.append("\(key): expected \(e ?? "nothing"), found \(f ?? "nothing")") }
        }
        return differences
    }

    /// What a replay of the files says.
    static func replay(_ catalog: Catalog, _ paths: [String], key: PseudonymKey) throws -> (
        figures: [String: String], account: ReplayAccount
    ) {
        let options = ReplayOptions(
            catalog: catalog, inputs: try InputSelection(paths: paths), key: key,
            now: EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)))
        let replay = try Replay(options)
        let result = try replay.run()
        var figures: [String: String] = [:]
        for update in result.updates {
            figures[update.key.description] = FigureContent.line(ofUpdate: Array(update.document().utf8)) ?? "no document"
        }
        return (figures, result.account)
    }
}
