import Aggregation
import Catalog
import Publication

/// The cells of one pipeline put together twice: as they are published, and with nothing withheld.
struct FigureBoard {
    private let question: FigureQuestion
    private var published: Publisher
    private var open: Publisher
    private(set) var partnerNames: [String] = []

    /// - Parameter partitions: of the facts.
    init(_ question: FigureQuestion, references: [ReferenceTable], territory: Territory, partitions: Int, partnerNames: [String]) {
        self.question = question
        let context = PublicationContext(
            unitsInForce: territory.unitsInForce.map(\.code), communeName: { territory.name(of: $0) },
            partnerName: { Int($0) < partnerNames.count ? partnerNames[Int($0)] : nil }, partitionCount: partitions)
        published = Publisher(pipeline: question.pipeline, references: references, context: context)
        var unlimited = question.pipeline
        unlimited.minimumSubjects = 0
        open = Publisher(pipeline: unlimited, references: references, context: context)
    }

    mutating func accept(_ cells: [Cell], partition: Int, position: Int64, progress: [PartnerProgress], watermark: EventTime) {
        published.accept(cells: cells, partition: partition, position: position, progress: progress, watermark: watermark)
        open.accept(cells: cells, partition: partition, position: position, progress: progress, watermark: watermark)
    }

    /// The figure with nothing withheld; nil where it is as when it was last asked for, or nobody is counted.
    mutating func openChange(asOf day: CivilDate) -> IndicatorUpdate? {
        open.changes(at: .distantPast, asOf: day).first { $0.key == question.key }
    }

    /// The figure as it is published; nil where nobody is counted.
    mutating func publishedFigure(asOf day: CivilDate) -> IndicatorUpdate? {
        published.changes(at: .distantPast, asOf: day).first { $0.key == question.key }
    }

    /// All measures of the figure's cell.
    var measures: [MeasureRow] {
        open.measureRows().filter { $0.window == question.key.window && $0.areaCode == question.key.commune }
    }
}
