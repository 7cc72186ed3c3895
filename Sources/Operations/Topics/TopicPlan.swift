import Catalog
import Kafka
import Stages
import Workers

/// All topics and rights as they must be: from the pipelines, `worker.yaml` and `partners.yaml`. Pure; `difference(to:)` holds it against a
/// cluster.
public struct TopicPlan: Equatable, Sendable {
    /// A snapshot is written after `snapshot.every` at the latest, if it can be. Facts are kept for so many times that interval beside the
    /// longest absence, so that snapshots which fail for hours cost nothing.
    public static let snapshotMargin = 100
    /// What a record has beside the event in it: key and headers. A reject has room for more: for them and for its reasons.
    public static let recordHeadroomBytes = 64 << 10

    public let topics: [PlannedLogTopic]
    /// Sorted by words.
    public let rules: [AccessRule]
    /// What would lose data however the cluster is.
    public let faults: [TopicChange]

    static let dayMilliseconds = 86_400_000

    /// - Parameter pipelines: their ids.
    public init(pipelines: [String], worker: WorkerConfiguration, partners: Partners) {
        let builder = TopicPlanBuilder(worker: worker, partners: partners)
        topics = builder.topics(pipelines: pipelines)
        rules = builder.rules().sorted { $0.words < $1.words }
        faults = builder.faults()
    }

    public var topicNames: [String] { topics.map(\.name) }
}

/// Makes the parts of a plan.
struct TopicPlanBuilder {
    let worker: WorkerConfiguration
    let partners: Partners
    var names: Topics { Topics(prefix: worker.topicPrefix, version: worker.pipelineVersion) }

    func topics(pipelines: [String]) -> [PlannedLogTopic] {
        var topics: [PlannedLogTopic] = []
        let state = "each of its records is needed, compaction would drop some"
        for pipeline in pipelines.sorted() {
            topics.append(
                topic(
                    names.facts(of: pipeline), worker.partitions.facts, .fixed,
                    deleting(afterDays: partners.factsRetentionDays, why: state) + brokerTime))
            topics.append(compacted(names.snapshots(of: pipeline), worker.partitions.facts, soonCompaction))
        }
        topics.append(compacted(names.partials, worker.partitions.partials, soonCompaction))
        topics.append(compacted(names.updates, worker.partitions.partials, soonCompaction + [lateCompaction]))
        if let trial = names.trialUpdates { topics.append(compacted(trial, worker.partitions.partials, soonCompaction + [lateCompaction])) }
        topics.append(compacted(names.versions, 1))
        topics.append(compacted(names.references, 1))
        topics.append(compacted(names.redrives, 1))
        let events = "raw identifiers are in them, so they are kept for a time only"
        for partner in partners.partners {
            for kind in partner.kinds.sorted() {
                topics.append(
                    topic(
                        names.input(partner: partner.name, kind: kind), partner.partitions, .growing,
                        deleting(afterDays: partner.retentionDays, why: events) + brokerTime + [room(beside: TopicPlan.recordHeadroomBytes)]
                    ))
            }
            topics.append(
                topic(
                    names.rejected(of: partner.name), partner.partitions, .growing,
                    deleting(afterDays: partner.rejectedRetentionDays, why: events) + [room(beside: RejectRecord.headroomBytes)]))
        }
        return topics
    }

    private func topic(
        _ name: String, _ partitions: Int, _ layout: PlannedLogTopic.Layout, _ properties: [PlannedLogTopic.Property]
    ) -> PlannedLogTopic {
        var properties = properties
        properties.append(
            .init(
                name: "unclean.leader.election.enable", demand: .exactly("false"), reason: "a broker that lacks records must not lead"))
        if worker.replication >= 3 {
            properties.append(
                .init(name: "min.insync.replicas", demand: .atLeast(2), reason: "what is acknowledged must stand on two brokers"))
        }
        return PlannedLogTopic(
            name: name, partitions: partitions, layout: layout, replicas: worker.replication,
            properties: properties.sorted { $0.name < $1.name })
    }

    private func compacted(_ name: String, _ partitions: Int, _ more: [PlannedLogTopic.Property] = []) -> PlannedLogTopic {
        topic(
            name, partitions, .fixed,
            [.init(name: "cleanup.policy", demand: .exactly("compact"), reason: "the newest record of each key must stay for ever")] + more)
    }

    /// A late writer's update must be read by the owner before compaction takes it away: its revision is not to be given again.
    /// Whoever takes a partition over reads all of it. The segment that is written to is never compacted: by Kafka's defaults a gigabyte, or a
    /// week, would have to be read each time.
    private var soonCompaction: [PlannedLogTopic.Property] {
        let reason = "who takes a partition over reads all of it, so little of it may wait for compaction"
        return [
            .init(name: "segment.bytes", demand: .atMost(64 << 20), reason: reason),
            .init(name: "segment.ms", demand: .atMost(3_600_000), reason: reason),
            .init(name: "min.cleanable.dirty.ratio", demand: .exactly("0.2"), reason: reason),
        ]
    }

    private var lateCompaction: PlannedLogTopic.Property {
        .init(
            name: "min.compaction.lag.ms", demand: .atLeast(600_000),
            reason: "the owner must have read every revision before one may be compacted away")
    }

    private func deleting(afterDays days: Int, why: String) -> [PlannedLogTopic.Property] {
        [
            .init(name: "cleanup.policy", demand: .exactly("delete"), reason: why),
            .init(name: "retention.ms", demand: .exactly(String(days * TopicPlan.dayMilliseconds)), reason: "\(days)d"),
            .init(
                name: "retention.bytes", demand: .exactly("-1"), reason: "a bound of size would delete records before their time"),
        ]
    }

    private var brokerTime: [PlannedLogTopic.Property] {
        [
            .init(
                name: "message.timestamp.type", demand: .exactly("LogAppendTime"),
                reason: "retention and idle sources are judged by the brokers' clock, not by the senders'")
        ]
    }

    private func room(beside headroomBytes: Int) -> PlannedLogTopic.Property {
        .init(
            name: "max.message.bytes", demand: .atLeast(worker.maximumEventBytes + headroomBytes),
            reason: "maximum_event_bytes, and what stands beside an event")
    }

    /// Retentions that would delete what is still to be read.
    func faults() -> [TopicChange] {
        var faults: [TopicChange] = []
        let absence = partners.longestAbsenceDays * TopicPlan.dayMilliseconds
        let snapshots = Int(worker.snapshot.every.components.seconds) * 1000 * TopicPlan.snapshotMargin
        let facts = partners.factsRetentionDays * TopicPlan.dayMilliseconds
        if facts < absence + snapshots {
            let needed = (absence + snapshots + TopicPlan.dayMilliseconds - 1) / TopicPlan.dayMilliseconds
            faults.append(
                .cannot(
                    subject: "facts_retention \(partners.factsRetentionDays)d",
                    reason: "a worker that comes back after the longest absence (\(partners.longestAbsenceDays)d) would not find the facts "
                        + "behind its newest snapshot (every \(worker.snapshot.every.components.seconds) s, "
                        + "\(TopicPlan.snapshotMargin) times over); give \(needed)d or more"))
        }
        for partner in partners.partners where partner.retentionDays < partners.longestAbsenceDays {
            faults.append(
                .cannot(
                    subject: "partner \(partner.name): retention \(partner.retentionDays)d",
                    reason:
                        "events would be deleted before workers that were away for \(partners.longestAbsenceDays)d have read them; give "
                        + "\(partners.longestAbsenceDays)d or more, or a shorter longest_absence"))
        }
        return faults
    }
}

extension Topics {
    /// What has been sent again by `nhipso rejects redrive`, by whom and when.
    public var redrives: String { prefix + "redrives" }
}
