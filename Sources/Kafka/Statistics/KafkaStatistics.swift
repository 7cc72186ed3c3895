import Foundation

/// What librdkafka says about itself from time to time, as far as it helps an operator.
public struct KafkaStatistics: Sendable {
    /// One broker this client has to do with.
    public struct Broker: Sendable {
        /// `host:port/id`.
        public var name: String
        /// `UP`, `DOWN`, `CONNECT`, …
        public var state: String
        /// From a request to its answer, over the last interval; nil where there was none.
        public var roundTripMeanMicroseconds: Int?
        public var roundTripP99Microseconds: Int?
        /// Requests that wait to be sent, and that wait for an answer.
        public var requestsQueued: Int
        public var requestsUnanswered: Int
    }

    public struct Partition: Sendable {
        public var partition: KafkaPartition
        /// Records between what was polled and the end of the log, whether committed or not; nil where that is not known.
        public var lag: Int64?
        /// Records that were fetched and wait to be polled, and their bytes.
        public var recordsFetched: Int
        public var bytesFetched: Int
        /// Records that wait to be sent.
        public var recordsUnsent: Int
    }

    /// This client's name in librdkafka's logs.
    public var client: String
    /// Microseconds of a monotonic clock; only differences say something.
    public var clockMicroseconds: Int64
    /// Events (reports, errors) that wait to be polled.
    public var eventsWaiting: Int
    /// Records, and their bytes, that were handed over and are not acknowledged.
    public var recordsUnacknowledged: Int
    public var bytesUnacknowledged: Int
    public var brokers: [Broker]
    public var partitions: [Partition]
    /// How often the group was rebalanced since this member came; nil for who is no member.
    public var rebalances: Int?
    /// `steady`, `wait-join`, …; nil for who is no member.
    public var groupState: String?

    /// - Parameter json: librdkafka's own text (its STATISTICS.md); nil when it cannot be read as that.
    public init?(json: [UInt8]) {
        guard let document = try? JSONDecoder().decode(StatisticsDocument.self, from: Data(json)) else { return nil }
        client = document.name
        clockMicroseconds = document.ts
        eventsWaiting = document.replyq ?? 0
        recordsUnacknowledged = document.msgCnt ?? 0
        bytesUnacknowledged = document.msgSize ?? 0
        brokers = (document.brokers ?? [:]).values.filter { $0.nodeid >= 0 }.sorted { $0.nodeid < $1.nodeid }.map(Broker.init)
        partitions = (document.topics ?? [:]).values.flatMap { topic in
            // -1 stands for records that have no partition yet.
            (topic.partitions ?? [:]).values.filter { $0.partition >= 0 }.map { Partition(topic.topic, $0) }
        }
        .sorted { $0.partition < $1.partition }
        rebalances = document.cgrp?.rebalanceCnt
        groupState = document.cgrp?.joinState
    }
}

extension KafkaStatistics.Broker {
    init(_ broker: StatisticsDocument.Broker) {
        name = broker.name
        state = broker.state
        let hasRoundTrips = (broker.rtt?.cnt ?? 0) > 0
        roundTripMeanMicroseconds = hasRoundTrips ? broker.rtt?.avg : nil
        roundTripP99Microseconds = hasRoundTrips ? broker.rtt?.p99 : nil
        requestsQueued = broker.outbufCnt ?? 0
        requestsUnanswered = broker.waitrespCnt ?? 0
    }
}

extension KafkaStatistics.Partition {
    init(_ topic: String, _ partition: StatisticsDocument.Partition) {
        self.partition = KafkaPartition(topic, partition.partition)
        lag = partition.lag
        recordsFetched = partition.fetchqCnt ?? 0
        bytesFetched = partition.fetchqSize ?? 0
        recordsUnsent = (partition.msgqCnt ?? 0) + (partition.xmitMsgqCnt ?? 0)
    }
}

extension StatisticsDocument.Partition {
    /// librdkafka's own lag counts from what this client has committed, so it knows none where a stage keeps its offsets itself.
    fileprivate var lag: Int64? {
        // Without transactions the last stable offset is the end; a negative number says that something is not known.
        guard let end = [lsOffset, hiOffset].compactMap({ $0 }).first(where: { $0 >= 0 }) else { return nil }
        if let polled = appOffset, polled >= 0 { return max(0, end - polled) }
        guard let fetched = nextOffset, fetched >= 0 else { return nil }
        return max(0, end - (fetched - Int64(fetchqCnt ?? 0)))
    }
}
