extension KafkaConfiguration {
    /// For a broker in this process: its fetches do not wake up when records come, so they must be short, and its groups know only sessions of
    /// 4 to 6 seconds.
    ///
    /// What a shorter `fetch.wait.max.ms` saves in time it costs in processor: from `send` to the record being polled 1.3 ms in the middle with 2,
    /// 7 ms with 10; a worker of three stages that waits for 256 partitions takes 12 to 14 % of a core with 2, 9 % with 5, 5 to 6 % with 10. Most of
    /// what is saved is ingest's, which has the many partitions, and so waits for 10 ms at least.
    public static func forEmbeddedBroker(_ bootstrapServers: String, groupID: String = "") -> KafkaConfiguration {
        var configuration = KafkaConfiguration(bootstrapServers: [bootstrapServers])
        configuration.consumer.groupID = groupID
        configuration.adaptToEmbeddedBroker()
        return configuration
    }

    /// Sets what an embedded broker needs and leaves the rest as it is.
    public mutating func adaptToEmbeddedBroker() {
        consumer.sessionTimeout = .seconds(6)
        consumer.heartbeatInterval = .milliseconds(500)
        consumer.fetchWaitMax = .milliseconds(2)
        consumer.fetchErrorBackoff = .milliseconds(10)
        // Without a pause each record wakes librdkafka's thread and is a batch of its own.
        producer.linger = .milliseconds(2)
        // Not a divisor of the 3 or 5 s that its rebalances take: librdkafka 2.0.2 joins anew when a refresh comes while the leader of a
        // group that has subscribed to a pattern asks for metadata, and a refresh is what begins a rebalance for a new topic.
        metadataRefreshInterval = .milliseconds(1_300)
        requestWaitMax = .seconds(5)
        reconnectBackoffMax = .milliseconds(500)
        // It knows no requests that forbid making a topic, and each client would warn of that.
        extra["allow.auto.create.topics"] = "true"
    }
}
