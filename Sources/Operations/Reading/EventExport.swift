import Aggregation
import Foundation
import Kafka
import Stages

/// Writes what partners' topics keep to files that a replay reads: `in.<partner>.<kind>.ndjson`, one event a line.
public struct EventExport {
    public struct Account: Equatable, Sendable {
        /// By topic.
        public var events: [String: Int] = [:]
        /// Records without a value.
        public var empty = 0
        /// Partitions of which older records have been deleted: what came before may be missing.
        public var cutPartitions: [String] = []
    }

    private let reader: LogReader
    private let folder: String
    private let lines = StructuredEvents()
    private static let bufferBytes = 1 << 20

    /// - Parameter folder: is there already.
    public init(_ reader: LogReader, folder: String) {
        self.reader = reader
        self.folder = folder
    }

    /// - Parameters:
    ///   - since: by the log's time, inclusive; nil: from the oldest that is kept.
    ///   - until: exclusive; nil: all that is there now.
    ///   - topics: only these; empty: all of partners.
    /// - Precondition: `until` is not before `since`.
    /// - Throws: `KafkaError`, or what the files' writing throws.
    public func run(since: EventTime?, until: EventTime?, topics wanted: [String]) throws -> Account {
        var account = Account()
        let (since, until) = (since ?? .distantPast, until ?? .distantFuture)
        precondition(since <= until, "a time ends before it begins")
        let range = since..<until
        for (topic, partitions) in try reader.partitionCounts().sorted(by: { $0.key < $1.key }) {
            guard let source = reader.topics.source(ofInput: topic), wanted.isEmpty || wanted.contains(topic) else { continue }
            // Without the prefix: a replay finds the partner in the file's name.
            let path = "\(folder)/in.\(source.partner).\(source.kind).ndjson"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            let file = FileHandle(fileDescriptor: descriptor)
            defer { try? file.close() }
            account.events[topic] = 0
            for partition in 0..<Int32(partitions) {
                try write(KafkaPartition(topic, partition), range, to: file, &account)
            }
        }
        return account
    }

    private func write(_ place: KafkaPartition, _ range: Range<EventTime>, to file: FileHandle, _ account: inout Account) throws {
        // Where the oldest that is kept came before the range, nothing of the range is gone.
        var isCut = try reader.bounds(of: place).low > 0
        var isFirst = true
        var buffer: [UInt8] = []
        var failure: (any Error)?
        func flush() {
            do { try file.write(contentsOf: Data(buffer)) } catch { failure = error }
            buffer.removeAll(keepingCapacity: true)
        }
        try reader.forEachRecord(ofPartition: place) { record in
            let time = EventTime(millisecondsSinceEpoch: record.time.milliseconds)
            if isFirst, time < range.lowerBound { isCut = false }
            isFirst = false
            guard range.contains(time) else { return true }
            guard let line = lines.line(KeptEvent(record)) else {
                account.empty += 1
                return true
            }
            buffer += line
            buffer.append(0x0A)
            account.events[place.topic, default: 0] += 1
            if buffer.count >= Self.bufferBytes { flush() }
            return failure == nil
        }
        flush()
        if isCut { account.cutPartitions.append("\(place)") }
        if let failure { throw failure }
    }
}
