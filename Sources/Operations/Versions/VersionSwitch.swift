import Aggregation
import Kafka
import Stages

/// Which version of the pipelines publishes what everybody reads.
public struct VersionSwitch {
    /// Why a version cannot come into force.
    public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
        public var description: String
    }

    private let reader: LogReader
    private let writer: LogWriter
    private static let silenceMaxMilliseconds: Int64 = 3_600_000

    public init(_ reader: LogReader, _ writer: LogWriter) {
        self.reader = reader
        self.writer = writer
    }

    /// The name of the version in force.
    public static func current(_ reader: LogReader) throws(KafkaError) -> String {
        var version = ""
        try reader.forEachRecord(of: reader.topics.versions) { record in
            if let key = record.key, key.elementsEqual(VersionRecord.key.utf8) { version = VersionRecord.decode(record.value) }
            return true
        }
        return Topics(version: version).versionName
    }

    /// A version begins with the oldest event that is kept.
    private func checkEvents(_ found: [String: Int], _ topics: Topics) throws {
        for (topic, count) in found.sorted(by: { $0.key < $1.key }) where topics.source(ofInput: topic) != nil {
            for partition in 0..<Int32(count) {
                let place = KafkaPartition(topic, partition)
                guard try reader.bounds(of: place).low > 0 else { continue }
                throw Refusal(
                    description:
                        "older events of \(place) are no longer kept: a version that began after they were deleted has counted the "
                        + "windows before in part only, and would lower their figures. Compare first (nhipso diff); then --force")
            }
        }
    }

    /// Aggregate workers write to `partials` at each snapshot interval, whether anything happens or not.
    private func checkWorkers(of topics: Topics, partitions: Int, isForced: Bool, now: EventTime) throws {
        var newest: Int64?
        for partition in 0..<Int32(partitions) {
            if let time = try reader.newestTime(of: KafkaPartition(topics.partials, partition)) { newest = max(newest ?? time, time) }
        }
        guard let newest else {
            throw Refusal(
                description: "no worker of the version \(topics.versionName) has worked out anything yet (\(topics.partials) is empty): "
                    + "readers would be left with the figures of before")
        }
        let time = EventTime(millisecondsSinceEpoch: newest)
        guard !isForced, now.rawValue - newest > Self.silenceMaxMilliseconds else { return }
        throw Refusal(
            description: "workers of the version \(topics.versionName) have written nothing since \(time): where none runs, nobody would "
                + "publish. Start them, or say --force")
    }

    /// Puts the version in force: its publishers take over, the others' give up, each as soon as it reads this.
    ///
    /// - Parameter isForced: even where figures of windows that began before the oldest event kept may become smaller.
    /// - Returns: the version that was in force before.
    /// - Throws: `Refusal` where that is so, or its workers seem not to run, and it is not forced; where nobody has worked out any figure of that
    ///   version, or the topic `versions` is not there; `KafkaError`.
    public func put(inForce version: String, isForced: Bool = false, now: EventTime) throws -> String {
        let topics = Topics(prefix: reader.topics.prefix, version: version)
        let found = try reader.partitionCounts()
        guard found[topics.versions] != nil else {
            throw Refusal(description: "the topic \(topics.versions) is not there: make it with nhipso topics apply")
        }
        guard let count = found[topics.partials] else {
            throw Refusal(
                description: "there is no version \(topics.versionName): the topic \(topics.partials) is not there. Run workers with "
                    + "pipeline_version: \(topics.versionName) first")
        }
        try checkWorkers(of: topics, partitions: count, isForced: isForced, now: now)
        let before = try VersionSwitch.current(reader)
        if before != topics.versionName {
            // The default version has the state of before; another may have begun after events were deleted.
            if !isForced, !topics.version.isEmpty { try checkEvents(found, topics) }
            try writer.write(to: topics.versions, key: Array(VersionRecord.key.utf8), value: VersionRecord.encode(topics.version))
        }
        return before
    }
}
