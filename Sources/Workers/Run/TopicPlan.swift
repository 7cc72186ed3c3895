import Catalog
import Stages

/// A topic as it must be.
public struct PlannedTopic: Hashable, Sendable {
    public enum Cleanup: String, Sendable { case delete, compact }

    public var name: String
    /// nil: as many as its owner likes.
    public var partitions: Int?
    public var cleanup: Cleanup
    /// Its records must bear the time at which the brokers took them.
    public var hasTimeOfBrokers: Bool

    public init(_ name: String, partitions: Int?, cleanup: Cleanup, hasTimeOfBrokers: Bool = false) {
        self.name = name
        self.partitions = partitions
        self.cleanup = cleanup
        self.hasTimeOfBrokers = hasTimeOfBrokers
    }

    /// What to make it with.
    var settings: String { "cleanup.policy=\(cleanup.rawValue)" + (hasTimeOfBrokers ? " and message.timestamp.type=LogAppendTime" : "") }
}

extension WorkerOptions {
    /// The topics that the stages between them read and write, but for those of partners.
    public var plannedTopics: [PlannedTopic] {
        var planned: [PlannedTopic] = []
        for pipeline in catalog.pipelines {
            planned.append(
                PlannedTopic(topics.facts(of: pipeline.id), partitions: factsPartitions, cleanup: .delete, hasTimeOfBrokers: true))
            planned.append(PlannedTopic(topics.snapshots(of: pipeline.id), partitions: factsPartitions, cleanup: .compact))
        }
        planned.append(PlannedTopic(topics.partials, partitions: partialsPartitions, cleanup: .compact))
        planned.append(PlannedTopic(topics.updates, partitions: partialsPartitions, cleanup: .compact))
        if let trial = topics.trialUpdates { planned.append(PlannedTopic(trial, partitions: partialsPartitions, cleanup: .compact)) }
        planned.append(PlannedTopic(topics.versions, partitions: 1, cleanup: .compact))
        planned.append(PlannedTopic(topics.references, partitions: 1, cleanup: .compact))
        return planned
    }
}
