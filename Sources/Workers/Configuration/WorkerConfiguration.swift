/// What a worker is told: `worker.yaml`, the environment and flags together. Its initial values are the defaults.
public struct WorkerConfiguration: Equatable, Sendable {
    /// How many partitions the topics have that the workers write for each other.
    public struct PartitionCounts: Equatable, Sendable {
        /// Of `facts.<pipeline>` and `snapshots.<pipeline>`: a power of two.
        public var facts = 4
        /// Of `partials` and `indicator-updates`.
        public var partials = 4

        public init() {}
    }

    /// When a partition's state is written down: as soon as one of both holds.
    public struct SnapshotRhythm: Equatable, Sendable {
        public var everyFacts = 1_000_000
        public var every = Duration.seconds(60)

        public init() {}
    }

    /// Where the worker answers those who watch it.
    public struct ScrapeEndpoint: Equatable, Sendable {
        public var address = "127.0.0.1"
        /// nil: there is no endpoint; 0: any port that is free.
        public var port: Int?

        public init() {}
    }

    /// `host:port`; empty: the embedded broker.
    public var brokers: [String] = []
    public var stages = WorkerStage.allCases
    /// The folder of pipelines.
    public var pipelines = "Pipelines"
    /// What the names of the consumer groups begin with.
    public var group = "nhipso"
    /// What the names of all topics begin with.
    public var topicPrefix = ""
    /// Which version of the pipelines these are; empty: the default one.
    public var pipelineVersion = ""
    public var partitions = PartitionCounts()
    /// Copies of each topic.
    public var replication = 3
    public var pseudonymKey: SecretReference?
    public var security = SecuritySettings()
    public var snapshot = SnapshotRhythm()
    /// A source that has been silent so long by the log's time holds the watermark back no more.
    public var idleAfter = Duration.seconds(300)
    /// A changed cell is written within this time.
    public var emitWithin = Duration.milliseconds(25)
    /// A larger event is a reject.
    public var maximumEventBytes = 1 << 20
    public var metrics = ScrapeEndpoint()
    /// A level of swift-log.
    public var logLevel = "info"
    /// Further properties of librdkafka.
    public var kafka: [String: String] = [:]

    public init() {}

    /// No broker is named, so the worker brings its own.
    public var usesEmbeddedBroker: Bool { brokers.isEmpty }
}
