import Aggregation
import Catalog
import Kafka
import Publication
import Stages

/// The newest partials of one window, of every partition of the facts.
struct PartialsOfWindow {
    struct Part {
        /// What it stands for: all facts before this offset.
        var position: Int64 = -1
        var watermark = EventTime.distantPast
        var newestLogTime = EventTime.distantPast
        var progress: [PartnerProgress] = []
        var digest: UInt64 = 0
        var cells: [CommuneCode: (position: Int64, digest: UInt64, cell: Cell)] = [:]
    }

    private(set) var parts: [Int32: Part] = [:]
    private(set) var partnerNames: [String] = []
    /// Partials that could not be read.
    private(set) var damaged = 0
    /// The partition of `partials`, and of `indicator-updates`, that the window belongs to.
    let partition: Int32
    private let question: FigureQuestion
    private let planDigest: UInt64

    /// - Parameter partitions: of `partials`.
    init(_ question: FigureQuestion, reader: LogReader, partitions: Int) throws {
        self.question = question
        planDigest = question.pipeline.countingPlan().digest
        partition = Topics.partition(of: question.key.window, pipeline: question.pipeline.id, count: partitions)
        let place = KafkaPartition(reader.topics.partials, partition)
        var failure: StageError?
        try reader.forEachRecord(ofPartition: place) { record in
            guard let value = record.value else { return true }
            do throws(StageError) {
                try accept(try PartialRecord.decode(value))
                return true
            } catch {
                if error.code == .damagedRecord {
                    damaged += 1
                    return true
                }
                failure = StageError(error.code, "\(place)/\(record.offset): \(error.message)")
                return false
            }
        }
        if let failure { throw failure }
    }

    /// Whether the cells are those that the marks speak of.
    var isWhole: Bool {
        parts.values.allSatisfy { part in part.cells.values.reduce(0) { $0 ^ $1.digest } == part.digest }
    }

    private mutating func accept(_ record: PartialRecord) throws(StageError) {
        switch record {
        case .cell(let cell):
            guard cell.source.pipeline == question.pipeline.id, cell.window == question.key.window else { return }
            try check(cell.source)
            let measures = question.pipeline.measures.count
            guard cell.content.hasMeasures(measures) else {
                throw StageError(.damagedRecord, "it has \(cell.content.values.count) measures; the pipeline has \(measures)")
            }
            var part = parts[cell.source.partition] ?? Part()
            if cell.position >= part.cells[cell.content.commune]?.position ?? .min {
                part.cells[cell.content.commune] = (
                    cell.position, cell.content.digest, cell.content.cell(in: cell.window, measures: measures, number: { number(of: $0) })
                )
            }
            parts[cell.source.partition] = part
        case .mark(let mark):
            guard mark.source.pipeline == question.pipeline.id else { return }
            try check(mark.source)
            var part = parts[mark.source.partition] ?? Part()
            part.watermark = max(part.watermark, mark.watermark)
            part.newestLogTime = max(part.newestLogTime, mark.newestLogTime)
            let isNewer = mark.position >= part.position
            part.position = max(part.position, mark.position)
            if isNewer, let window = mark.window, window == question.key.window {
                part.digest = mark.digest
                part.progress = mark.partners.map { PartnerProgress(window: window, partner: number(of: $0.name), latest: $0.latest) }
            }
            parts[mark.source.partition] = part
        }
    }

    private mutating func number(of name: String) -> UInt16 {
        if let index = partnerNames.firstIndex(of: name) { return UInt16(index) }
        // More than there can be partners: damage, which shows no name.
        guard partnerNames.count < Aggregate.partnersMax else { return .max }
        partnerNames.append(name)
        return UInt16(partnerNames.count - 1)
    }

    private func check(_ source: PartialSource) throws(StageError) {
        guard source.planDigest == planDigest else {
            throw StageError(
                .otherPlan,
                "it was made by another version of the pipeline \(source.pipeline) (plan \(String(source.planDigest, radix: 16)), this one is "
                    + "\(String(planDigest, radix: 16))): give the --pipelines that the workers run with")
        }
    }
}
