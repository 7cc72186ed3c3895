import Aggregation
import Catalog
import Clients
import Foundation
import Ingest
import Kafka
import Replay
import Stages
import Testing
import Workers

import struct Logging.Logger

@testable import Operations

/// A broker in this process, workers on it, and an operator.
final class OperatedCluster {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path
    static let limitSeconds = 60.0

    let broker: EmbeddedBroker
    let key: PseudonymKey
    let logger: Logger
    private var worker: Worker?
    /// The workers' topics that have been made.
    private var made: Set<String> = []

    /// - Parameter topics: of partners, with two partitions each.
    init(topics: [String]) throws {
        var logger = Logger(label: "operations")
        logger.logLevel = .critical
        self.logger = logger
        broker = try EmbeddedBroker()
        key = try PseudonymKey(hexadecimal: String(repeating: "5a", count: 16))
        for topic in topics { try broker.createTopic(topic, partitions: 2) }
    }

    /// The shipped catalog with only one pipeline.
    static func catalog(_ pipeline: String = "electricity") throws -> Catalog {
        var catalog = try #require(Catalog.load(folder: root + "/Pipelines").0)
        catalog.pipelines = catalog.pipelines.filter { $0.id == pipeline }
        return catalog
    }

    var configuration: KafkaConfiguration { .forEmbeddedBroker(broker.bootstrapServers) }

    /// Puts a worker with this catalog in the place of the one before.
    func run(_ catalog: Catalog) throws {
        stop()
        var options = WorkerOptions(catalog: catalog, key: key, factsPartitions: 2, partialsPartitions: 2, kafka: configuration)
        options.snapshotMilliseconds = 1_000
        options.idleAfterMilliseconds = 3_000
        for topic in options.plannedTopics where made.insert(topic.name).inserted {
            try broker.createTopic(topic.name, partitions: topic.partitions ?? 2)
        }
        let worker = Worker(options, logger: logger)
        worker.start()
        self.worker = worker
    }

    func stop() {
        worker?.stop()
        worker = nil
    }

    func close() {
        stop()
        broker.close()
    }

    func send(_ lines: [String], to topic: String, mode: EventSender.Mode = .structured) throws {
        let sender = try EventSender(configuration, logger: logger)
        defer { sender.close() }
        for (number, line) in lines.enumerated() {
            try sender.send(Array(line.utf8), to: topic, mode: mode, key: Array("k\(number)".utf8))
        }
        #expect(sender.finish(waitingMilliseconds: 10_000))
    }

    /// Writes a record behind the workers' backs.
    func write(_ value: [UInt8], to topic: String, _ partition: Int32) throws {
        let producer = try Producer(configuration, logger: logger)
        defer { producer.close(waitingMilliseconds: 5_000) }
        try producer.send(to: KafkaPartition(topic, partition), key: [], value: value)
        #expect(producer.flush(waitingMilliseconds: 10_000))
    }

    func reader() throws -> LogReader { try LogReader(configuration, topics: Topics(), logger: logger) }

    /// Looks until it holds, at most a minute; says whether it does.
    func waits(until holds: () throws -> Bool) throws -> Bool {
        let end = Date(timeIntervalSinceNow: Self.limitSeconds)
        while Date() < end {
            if try holds() { return true }
            Thread.sleep(forTimeInterval: 0.2)
        }
        return false
    }

    /// The figures that stand now, without when and as how firm they were said.
    func figures() throws -> [String: String] {
        let updates = try UpdateReader(configuration, topic: "indicator-updates", logger: logger)
        defer { updates.close() }
        while try updates.next(waitingMilliseconds: 300) != nil {}
        return updates.newest.compactMapValues { FigureContent.line(ofUpdate: $0.document) }.filter { !FigureContent.isAbsent($0.value) }
    }

    /// The figures that a replay of the lines gives.
    func replayed(_ catalog: Catalog, _ lines: [String]) throws -> [String: String] {
        let scratch = try ScratchFile(lines.joined(separator: "\n") + "\n")
        let options = ReplayOptions(
            catalog: catalog, inputs: try InputSelection(paths: [scratch.path]), key: key,
            now: EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)))
        let replay = try Replay(options)
        var figures: [String: String] = [:]
        for update in try replay.run().updates {
            figures[update.key.description] = FigureContent.line(ofUpdate: Array(update.document().utf8))
        }
        return figures.filter { !FigureContent.isAbsent($0.value) }
    }
}

/// A file of a test's own, removed when the test has let go of it.
final class ScratchFile {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-operations-\(UUID().uuidString).ndjson").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension Catalog {
    /// As if the commune had been forgotten.
    func lacking(_ code: String) -> Catalog {
        var catalog = self
        let old = territory
        catalog.territory = Territory(
            vintages: old.vintages, units: old.units.filter { $0.code.description != code },
            successors: old.successors.filter { $0.code.description != code && $0.successor.description != code })
        return catalog
    }
}

/// Bills of households of two communes.
enum Bills {
    static func line(_ number: Int, commune: String) -> String {
        """
        {"specversion": "1.0", "id": "B-\(number)", "source": "bank/billing", "type": "vn.thanhhoa.elec.bill.issued", "data": \
        {"billId": "HD-\(number)", "contractRef": "PA07TH\(String(7_000_000 + number))", "billPeriod": "2026-05", \
        "customerClass": "domestic", "amountVnd": \(100_000 + number), "issuedAt": "2026-05-05T06:00:00+07:00", "communeCode": "\(commune)"}}
        """
    }

    static let known = "14797"
    static let forgotten = "15505"
    static let lines = (0..<40).map { line($0, commune: $0 < 20 ? known : forgotten) }
}
