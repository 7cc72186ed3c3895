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
    private(set) var workers: [Worker] = []

    init(catalog: Catalog, partitions: Int = 2, partners: [String: Int] = [:]) throws {
        var logger = Logger(label: "live")
        logger.logLevel = ProcessInfo.processInfo.environment["NHIPSO_TEST_LOG"] == nil ? .critical : .info
        self.logger = logger
        self.catalog = catalog
        broker = try EmbeddedBroker()
        var options = WorkerOptions(
            catalog: catalog, key: try PseudonymKey(hexadecimal: String(repeating: "5a", count: 16)), factsPartitions: partitions,
            partialsPartitions: partitions, kafka: .forEmbeddedBroker(broker.bootstrapServers))
        options.snapshotMilliseconds = 2_000
        // Standing states expire as event time goes on: by the latest event once all sources have fallen silent, as at the end of a replay.
        options.idleAfterMilliseconds = 3_000
        self.options = options
        for topic in options.plannedTopics { try broker.createTopic(topic.name, partitions: topic.partitions ?? 2) }
        for (topic, count) in partners { try broker.createTopic(topic, partitions: count) }
    }

    func startWorker() -> Worker {
        let worker = Worker(options, logger: logger)
        worker.start()
        workers.append(worker)
        return worker
    }

    /// Sends the lines of a file to the topic.
    func send(_ lines: [[UInt8]], to topic: String, mode: EventSender.Mode) throws {
        let sender = try EventSender(.forEmbeddedBroker(broker.bootstrapServers), logger: logger)
        defer { sender.close() }
        for line in lines { try sender.send(line, to: topic, mode: mode) }
        #expect(sender.finish(waitingMilliseconds: 10_000))
        #expect(sender.account.acknowledged == lines.count)
    }

    /// Reads updates until they say what is expected, or the time is over; the differences that are left.
    func differences(from expected: [String: String], within seconds: Double) throws -> [String] {
        let reader = try UpdateReader(
            .forEmbeddedBroker(broker.bootstrapServers), topic: options.topics.updates, logger: logger)
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
        var replay = try Replay(options)
        let result = try replay.run()
        var figures: [String: String] = [:]
        for update in result.updates {
            figures[update.key.description] = FigureContent.line(ofUpdate: Array(update.document().utf8)) ?? "no document"
        }
        return (figures, result.account)
    }
}
