import CRdKafka
import Synchronization

/// Kafka brokers in this process, for tests and demonstrations: librdkafka's mock cluster. It keeps nothing when it is closed.
///
/// What it is not:
/// - a partition keeps its newest 5 MiB, or 100,000 batches, and forgets what is older;
/// - a topic that was not created has 4 partitions as soon as somebody asks for it; nothing is compacted or expires;
/// - a group's first rebalance takes 3 s, later ones up to the session's timeout less a second, which must be 4 to 6 s; while members join,
///   commits are refused (`REBALANCE_IN_PROGRESS`), where a real broker takes them;
/// - a fetch that finds nothing does not wake up when something comes: `fetch.wait.max.ms` is what records wait for at most, and a fetch
///   gives one batch of each partition (`KafkaConfiguration.forEmbeddedBroker`);
/// - it has no admin requests, no rights, no TLS, no look-up by time, and does not verify what idempotent producers number.
///
/// Any thread may call it: librdkafka carries every call to the cluster's own thread.
public final class EmbeddedBroker: Sendable {
    // librdkafka's functions for it are safe on any thread.
    nonisolated(unsafe) private let client: OpaquePointer
    // As above.
    nonisolated(unsafe) private let cluster: OpaquePointer
    private let isClosed = Mutex(false)

    /// For clients in this process, or in others on this machine: on loopback only.
    public let bootstrapServers: String
    public let brokerCount: Int

    /// - Parameter brokers: 1 … 3; they are named 1, 2, 3.
    public init(brokers: Int = 1) throws(KafkaError) {
        let attempt = "start the embedded broker"
        guard (1...3).contains(brokers) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, attempting: attempt, detail: "\(brokers) brokers; it has 1 to 3")
        }
        let conf = rd_kafka_conf_new()
        // The cluster needs a client to live in, which talks to nobody and would say so.
        rd_kafka_conf_set_log_cb(conf, nil)
        var words = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, &words, words.count) else {
            rd_kafka_conf_destroy(conf)
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, attempting: attempt, detail: words.text)
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, Int32(brokers)) else {
            rd_kafka_destroy(client)
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, attempting: attempt)
        }
        self.client = client
        self.cluster = cluster
        brokerCount = brokers
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit { close() }

    /// Ends the brokers; nothing else may be called after it, but `close`.
    public func close() {
        isClosed.withLock { isClosed in
            guard !isClosed else { return }
            isClosed = true
            rd_kafka_mock_cluster_destroy(cluster)
            rd_kafka_destroy(client)
        }
    }

    /// Creates a topic, kept by every broker.
    public func createTopic(_ name: String, partitions: Int) throws(KafkaError) {
        try check(
            rd_kafka_mock_topic_create(cluster, name, Int32(clamping: partitions), Int32(brokerCount)), "create topic \(name)")
    }

    /// The next `count` requests of this kind fail, each after the delay.
    ///
    /// - Parameter broker: nil for every broker: each has its own count.
    public func fail(
        _ request: Request, with fault: Fault, count: Int = 1, broker: Int? = nil, delayMilliseconds: Int = 0
    ) throws(KafkaError) {
        for number in broker.map({ $0...$0 }) ?? 1...brokerCount {
            let error = nhipso_kafka_mock_push_error(
                cluster, Int32(clamping: number), request.rawValue, count, rd_kafka_resp_err_t(fault.rawValue),
                Int32(clamping: delayMilliseconds))
            try check(error, "let requests fail")
        }
    }

    /// Every request for the topic fails from now on; nil: succeeds again.
    public func setFault(_ fault: Fault?, ofTopic topic: String) {
        rd_kafka_mock_topic_set_error(cluster, topic, fault.map { rd_kafka_resp_err_t($0.rawValue) } ?? RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// Closes a broker's connections and takes no new ones, until it is up again.
    public func setDown(broker: Int) throws(KafkaError) {
        try check(rd_kafka_mock_broker_set_down(cluster, Int32(clamping: broker)), "take broker \(broker) down")
    }

    public func setUp(broker: Int) throws(KafkaError) {
        try check(rd_kafka_mock_broker_set_up(cluster, Int32(clamping: broker)), "bring broker \(broker) up")
    }

    /// Every answer of the broker takes so long.
    public func setRoundTrip(milliseconds: Int, broker: Int) throws(KafkaError) {
        try check(
            rd_kafka_mock_broker_set_rtt(cluster, Int32(clamping: broker), Int32(clamping: milliseconds)), "slow broker \(broker) down")
    }

    /// - Parameter broker: nil: the partition has no leader.
    public func setLeader(of partition: KafkaPartition, broker: Int?) throws(KafkaError) {
        let error = rd_kafka_mock_partition_set_leader(
            cluster, partition.topic, partition.partition, broker.map { Int32(clamping: $0) } ?? -1)
        try check(error, "set the leader of \(partition)")
    }

    public func setCoordinator(ofGroup group: String, broker: Int) throws(KafkaError) {
        try check(rd_kafka_mock_coordinator_set(cluster, "group", group, Int32(clamping: broker)), "set the coordinator of \(group)")
    }

    private func check(_ error: rd_kafka_resp_err_t, _ attempt: String) throws(KafkaError) {
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, attempting: attempt) }
    }
}
