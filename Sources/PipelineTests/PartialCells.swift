import Aggregation
import Publication

/// What one partition says to the publisher: its changed cells, and up to which of its facts they stand.
public struct PartialCells: Sendable {
    public var partition: Int
    public var position: Int64
    public var cells: [Cell]
    public var progress: [PartnerProgress]
    public var watermark: EventTime

    public init(partition: Int, position: Int64, cells: [Cell], progress: [PartnerProgress], watermark: EventTime) {
        self.partition = partition
        self.position = position
        self.cells = cells
        self.progress = progress
        self.watermark = watermark
    }
}

extension Publisher {
    /// Takes in what one partition says.
    public mutating func accept(_ partial: PartialCells) {
        accept(
            cells: partial.cells, partition: partial.partition, position: partial.position, progress: partial.progress,
            watermark: partial.watermark)
    }
}
