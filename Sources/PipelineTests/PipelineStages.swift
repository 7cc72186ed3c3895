import Aggregation
import Catalog
import Ingest
import Publication

/// The three stages of one pipeline in memory, on as many partitions as wanted: what workers do, without a broker, threads or a clock.
///
/// Events and time come in by `take` and `advance`, partial cells go out by `takePartials`; a publisher makes figures of them.
public final class PipelineStages {
    /// What became of an event.
    public enum Outcome: Equatable, Sendable {
        case accepted
        case rejected(Reject)
    }

    private final class Partition {
        var aggregate: Aggregate
        /// The offset of its facts: it goes up with every fact and every word of the watermark.
        var position: Int64 = 0

        init(plan: CountingPlan) { aggregate = Aggregate(plan: plan) }
    }

    private let ingest: IngestStage
    private let plan: CountingPlan
    private let partitions: [Partition]

    public init(_ ingest: IngestStage, partitionCount: Int = 1) {
        self.ingest = ingest
        let plan = ingest.pipeline.countingPlan()
        self.plan = plan
        partitions = (0..<partitionCount).map { _ in Partition(plan: plan) }
    }

    public var pipeline: Pipeline { ingest.pipeline }

    /// Moves event time on in every partition.
    public func advance(to time: EventTime) {
        for partition in partitions {
            partition.aggregate.advance(to: time)
            partition.position += 1
        }
    }

    /// Takes one event in CloudEvents' structured JSON; one of which any fact comes too late is rejected like one that cannot be used, though
    /// its other facts count.
    ///
    /// - Parameter now: the clock that events' times are judged by.
    public func take(_ json: String, now: EventTime) -> Outcome {
        switch ingest.take(json, now: now) {
        case .reject(let reject): return .rejected(reject)
        case .facts(let facts):
            var closed: Fact?
            for fact in facts where fold(fact) == .periodClosed { closed = fact }
            guard let closed else { return .accepted }
            let window = Window(length: plan.base, ordinal: closed.period)
            return .rejected(Reject(.periodClosed, path: "", message: "the pipeline no longer keeps the records of \(window.key)"))
        }
    }

    /// Facts are partitioned by subject, so that each subject is complete within one partition.
    private func fold(_ fact: Fact) -> FoldOutcome {
        let partition = partitions[Int(fact.subject.low % UInt64(partitions.count))]
        if partition.aggregate.partnerNames.count < ingest.partnerNames.count { partition.aggregate.partnerNames = ingest.partnerNames }
        partition.position += 1
        return partition.aggregate.fold(fact)
    }

    /// What has changed in each partition since the last call; each says something, if only how far it has come.
    public func takePartials() -> [PartialCells] {
        partitions.enumerated().map { index, partition in
            PartialCells(
                partition: index, position: partition.position, cells: partition.aggregate.takeDirtyCells(),
                progress: partition.aggregate.partnerProgress(), watermark: partition.aggregate.watermark)
        }
    }

    /// Puts every aggregate in place of itself by way of a snapshot, as after a crash.
    ///
    /// - Returns: what had not been taken yet: a snapshot is written only once all before it is known to the publisher.
    public func restart() throws(SnapshotError) -> [PartialCells] {
        let pending = takePartials()
        for partition in partitions { partition.aggregate = try Aggregate.restore(partition.aggregate.snapshot(), plan: plan) }
        return pending
    }

    /// A publisher for its partials.
    ///
    /// - Parameter lastPublished: what a predecessor has published.
    public func publisher(lastPublished: [IndicatorKey: PublishedFigure] = [:]) -> Publisher {
        let territory = ingest.catalog.territory
        let partners = ingest.partners
        let context = PublicationContext(
            unitsInForce: territory.unitsInForce.map(\.code), communeName: { territory.name(of: $0) },
            partnerName: { partners.name($0) }, partitionCount: partitions.count)
        return Publisher(pipeline: pipeline, references: ingest.catalog.references, context: context, lastPublished: lastPublished)
    }
}
