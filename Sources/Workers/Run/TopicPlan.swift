import Catalog
import Stages

/// A topic as it must be.
public struct PlannedTopic: Hashable, Sendable {
    public enum Cleanup: String, Sendable { case delete, compact }

    public var name: String
    /// nil: as many as its owner likes.
    public var partitions: Int?
    public var cleanup: Cleanup

    public init(_ name: String, partitions: Int?, cleanup: Cleanup) {
        self.name = name
        self.partitions = partitions
        self.cleanup = cleanup
    }
}

extension WorkerOptions {
    /// The topics that the stages between them read and write, but for those of partners.
    public var plannedTopics: [PlannedTopic] {
        var planned: [PlannedTopic] = []
        for pipeline in catalog.pipelines {
            planned.append(PlannedTopic(topics.facts(of: pipeline.id), partitions: factsPartitions, cleanup: .delete))
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
