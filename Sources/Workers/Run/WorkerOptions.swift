import Catalog
import Ingest
import Kafka
import Stages

/// What a worker runs, and with what.
public struct WorkerOptions: Sendable {
    public var stages: Set<WorkerStage>
    public var catalog: Catalog
    public var key: PseudonymKey
    public var topics: Topics
    /// Partitions of each `facts` topic (a power of two) and of `partials` and `indicator-updates`.
    public var factsPartitions: Int
    public var partialsPartitions: Int
    /// Consumer groups are named after it: `<group>.ingest` and so on.
    public var group: String
    public var kafka: KafkaConfiguration
    public var maximumEventBytes = 1 << 20
    public var snapshotFacts = 1_000_000
    public var snapshotMilliseconds: Int64 = 60_000
    public var idleAfterMilliseconds: Int64 = 300_000
    /// Changed cells wait at most so long for others to change with them, while little is to be done.
    public var lingerMilliseconds: Int64 = 10

    public init(
        stages: Set<WorkerStage> = Set(WorkerStage.allCases), catalog: Catalog, key: PseudonymKey, topics: Topics = Topics(),
        factsPartitions: Int = 4, partialsPartitions: Int = 4, group: String = "nhipso", kafka: KafkaConfiguration
    ) {
        self.stages = stages
        self.catalog = catalog
        self.key = key
        self.topics = topics
        self.factsPartitions = factsPartitions
        self.partialsPartitions = partialsPartitions
        self.group = group
        self.kafka = kafka
    }

    /// The group of a stage: each version of the pipelines reads for itself.
    func groupName(of stage: WorkerStage) -> String {
        ([group] + (topics.version.isEmpty ? [] : [topics.version]) + [stage.rawValue]).joined(separator: ".")
    }

    /// What the group of a stage reads.
    func subscription(of stage: WorkerStage) -> [String] {
        switch stage {
        case .ingest: [topics.inputPattern]
        case .aggregate: catalog.pipelines.map { topics.facts(of: $0.id) }
        case .publish: [topics.partials]
        }
    }

    /// A stage over the log.
    func makeStage(_ name: WorkerStage, log: any StageLog) throws(StageError) -> any Stage {
        // Told apart from every other that ever ran.
        let instance = UInt64.random(in: .min ... .max)
        switch name {
        case .ingest:
            var settings = IngestSettings(catalog: catalog, key: key, topics: topics, factsPartitions: factsPartitions)
            settings.maximumEventBytes = maximumEventBytes
            return try IngestStage(settings, log: log)
        case .aggregate:
            var settings = AggregateSettings(
                pipelines: catalog.pipelines, topics: topics, keyID: key.id, partialsPartitions: partialsPartitions, instance: instance)
            settings.idleAfterMilliseconds = idleAfterMilliseconds
            settings.snapshotFacts = snapshotFacts
            settings.snapshotMilliseconds = snapshotMilliseconds
            settings.lingerMilliseconds = lingerMilliseconds
            return AggregateStage(settings, log: log)
        case .publish:
            return PublishStage(
                PublishSettings(catalog: catalog, topics: topics, factsPartitions: factsPartitions, instance: instance), log: log)
        }
    }
}
