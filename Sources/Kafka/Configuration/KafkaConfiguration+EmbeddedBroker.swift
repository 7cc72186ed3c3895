extension KafkaConfiguration {
    /// For a broker in this process: its fetches do not wake up when data comes, so they must be short, and its groups know only sessions of
    /// 4 to 6 seconds.
    public static func forEmbeddedBroker(_ bootstrapServers: String, groupID: String = "") -> KafkaConfiguration {
        var configuration = KafkaConfiguration(bootstrapServers: [bootstrapServers])
        configuration.consumer.groupID = groupID
        configuration.consumer.sessionTimeout = .seconds(6)
        configuration.consumer.heartbeatInterval = .milliseconds(500)
        configuration.consumer.fetchWaitMax = .milliseconds(5)
        configuration.consumer.fetchErrorBackoff = .milliseconds(10)
        configuration.producer.linger = .zero
        configuration.metadataRefreshInterval = .milliseconds(500)
        configuration.statisticsInterval = .zero
        configuration.requestWaitMax = .seconds(5)
        configuration.reconnectBackoffMax = .milliseconds(500)
        return configuration
    }
}
