/// All that a Kafka client is told. Comments name librdkafka's property, its range and its default here.
///
/// What the guarantees rest on is fixed and cannot be set (`fixedProperties`); what has no typed property can be set in `extra`.
public struct KafkaConfiguration: Sendable {
    /// `bootstrap.servers`: `host:port` of brokers to ask first. Needed.
    public var bootstrapServers: [String]
    /// `client.id`: how the brokers' logs and quotas name this client. Default: nhipso.
    public var clientID = "nhipso"
    public var security = KafkaSecurity.plaintext
    public var consumer = ConsumerSettings()
    public var producer = ProducerSettings()
    /// `message.max.bytes`: of producers: the largest record, or batch of records, that is sent. 1,000 … 1,000,000,000; default 1,000,000.
    public var messageBytesMax = 1_000_000
    /// `topic.metadata.refresh.interval.ms`: how soon topics that fit a pattern, and new partitions, are seen. 10 ms … 1 h; default 30 s.
    public var metadataRefreshInterval: Duration = .seconds(30)
    /// `socket.timeout.ms`: how long an answer of a broker may take. 10 ms … 5 min; default 30 s.
    public var socketTimeout: Duration = .seconds(30)
    /// `reconnect.backoff.max.ms`: the longest pause between attempts to connect. 0 … 1 h; default 5 s.
    public var reconnectBackoffMax: Duration = .seconds(5)
    /// `statistics.interval.ms`: 0 for none. 0 … 24 h; default 5 s.
    public var statisticsInterval: Duration = .seconds(5)
    /// Ours: the bound of every call that asks the brokers something (commit, offsets, metadata, close). Default 10 s.
    public var requestWaitMax: Duration = .seconds(10)
    /// Ours: how long `send` waits for room in the queue before it fails. Default 60 s.
    public var sendWaitMax: Duration = .seconds(60)
    /// librdkafka's properties by their own names, for what is not typed above; they win over what is.
    public var extra: [String: String] = [:]

    public init(bootstrapServers: [String]) { self.bootstrapServers = bootstrapServers }

    /// Properties that cannot be set, for NhipSo's guarantees rest on their values.
    public static let fixedProperties: [String: String] = [
        "enable.auto.commit": "false", "enable.auto.offset.store": "false", "auto.offset.reset": "error",
        "partition.assignment.strategy": "range", "acks": "all", "enable.idempotence": "true", "max.in.flight": "5",
    ]

    /// Other names of those, and what would hand records or callbacks to somebody else.
    static let forbiddenProperties: Set<String> = [
        "request.required.acks", "max.in.flight.requests.per.connection", "auto.commit.enable", "transactional.id", "enable.partition.eof",
        "plugin.library.paths", "log.queue", "enable.background.event", "test.mock.num.brokers", "enable.gapless.guarantee",
    ]

    var requestWaitMaxMilliseconds: Int32 { Int32(clamping: requestWaitMax.wholeMilliseconds) }
}
