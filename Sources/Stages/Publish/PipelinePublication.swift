import Aggregation
import Catalog
import Publication

/// The figures of one pipeline in one partition of `partials`.
final class PipelinePublication {
    let pipeline: Pipeline
    let planDigest: UInt64
    private(set) var publisher: Publisher
    private var assemblies: [PartialAssembly]
    private let partners: PartnerRegister
    /// Everything that stands in the log has been taken in and is whole: from here on differences may be published.
    private(set) var isReady = false
    /// Something may have changed since figures were last looked at.
    private(set) var isTouched = false
    /// The log's newest time of an event that has been taken in since figures were last looked at.
    private(set) var newestLogTime: EventTime?

    init(
        _ pipeline: Pipeline, references: [ReferenceTable], context: PublicationContext, partners: PartnerRegister
    ) {
        self.pipeline = pipeline
        self.partners = partners
        planDigest = pipeline.countingPlan().digest
        publisher = Publisher(pipeline: pipeline, references: references, context: context)
        assemblies = Array(repeating: PartialAssembly(), count: context.partitionCount)
    }

    /// - Throws: `damaged-record` where it can be none of the pipeline's; `other-plan`; `topic` where the partition is none of the pipeline's.
    func accept(_ record: PartialRecord) throws(StageError) {
        switch record {
        case .cell(let cell):
            try check(cell.source)
            guard cell.content.hasMeasures(pipeline.measures.count) else {
                throw StageError(
                    .damagedRecord,
                    "it has \(cell.content.values.count) measures; the pipeline \(pipeline.id) has \(pipeline.measures.count)")
            }
            try check(partners: cell.content.partners.map(\.name))
            assemblies[Int(cell.source.partition)].accept(cell)
        case .mark(let mark):
            try check(mark.source)
            try check(partners: mark.partners.map(\.name))
            let partition = Int(mark.source.partition)
            let cells = assemblies[partition].accept(mark)
            if let cells { take(cells, mark, partition) }
            if cells != nil || mark.window == nil, let watermark = assemblies[partition].watermark {
                publisher.accept(cells: [], partition: partition, position: mark.position, progress: [], watermark: watermark)
                isTouched = true
            }
        }
    }

    private func take(_ cells: [CellContent], _ mark: PartialMark, _ partition: Int) {
        guard let window = mark.window else { return }
        let progress = mark.partners.map {
            PartnerProgress(window: window, partner: partners.number(of: $0.name), latest: $0.latest)
        }
        publisher.accept(
            cells: cells.map { $0.cell(in: window, measures: pipeline.measures.count) { partners.number(of: $0) } }, partition: partition,
            position: mark.position,
            progress: progress, watermark: .distantPast)
        isTouched = true
        newestLogTime = max(newestLogTime ?? .distantPast, mark.newestLogTime)
    }

    private func check(partners names: [String]) throws(StageError) {
        guard partners.take(names) else {
            throw StageError(.damagedRecord, "with it there would be more than \(PartnerRegister.namesMax) partners")
        }
    }

    private func check(_ source: PartialSource) throws(StageError) {
        guard source.planDigest == planDigest else {
            throw StageError(
                .otherPlan,
                "partials of the pipeline \(pipeline.id) were made by another version of it. Run the workers of all stages with the "
                    + "same pipelines, or give the new version a pipeline_version of its own")
        }
        guard assemblies.indices.contains(Int(source.partition)) else {
            throw StageError(
                .topic,
                "partials of the pipeline \(pipeline.id) come from partition \(source.partition) of its facts; this worker knows of "
                    + "\(assemblies.count). Run the workers of all stages with the same partitions.facts")
        }
    }

    /// Takes note of a record of `indicator-updates` that this stage has not written itself.
    func adopt(_ found: PublishedFigure, for key: IndicatorKey) {
        var found = found
        if let last = publisher.lastPublished[key] {
            // Where an older one has come to stand last in the log, its revision would be given a second time one day: it is
            // written over, though it may say the same.
            if found.revision < last.revision { found.digest = ContentDigest(rawValue: 0) }
        }
        publisher.adopt(found, for: key)
        isTouched = true
    }

    /// The highest revision of the key that has been given or found.
    func lastRevision(of key: IndicatorKey) -> Int64 { publisher.lastPublished[key]?.revision ?? 0 }

    /// Takes note of an update that is on its way and may be written behind those that were found: what is published of its key from now on
    /// must have a higher revision.
    func expect(_ revision: Int64, of key: IndicatorKey) {
        guard lastRevision(of: key) < revision else { return }
        publisher.adopt(PublishedFigure(revision: revision, digest: ContentDigest(rawValue: 0)), for: key)
        isTouched = true
    }

    func replace(_ table: ReferenceTable) {
        publisher.replace(reference: table)
        isTouched = true
    }

    /// The partitions of facts of which not all has come, or not what their owner says.
    var waitingFor: [Int] { assemblies.indices.filter { !assemblies[$0].isWhole } }

    func remove(reference id: String) {
        publisher.remove(reference: id)
        isTouched = true
    }

    /// The windows that are held back because what is there of them does not give what their owner says.
    var heldBack: [Window] { Array(Set(assemblies.flatMap(\.unmetWindows))).sorted() }

    /// The figures that are to be published now.
    func changes(at time: EventTime) -> [IndicatorUpdate] {
        let day = pipeline.timeZone.day(of: time)
        guard isTouched || publisher.asOf != day else { return [] }
        settle()
        guard isReady else { return [] }
        return publisher.changes(at: time, asOf: day)
    }

    /// Sees whether everything has come. Until something else comes there is nothing more to see.
    func settle() {
        isReady = isReady || assemblies.allSatisfy(\.isWhole)
        isTouched = false
    }

    /// When the newest of the events that the figures now count came into the log; once.
    func takeNewestLogTime() -> EventTime? {
        defer { newestLogTime = nil }
        return newestLogTime
    }
}
