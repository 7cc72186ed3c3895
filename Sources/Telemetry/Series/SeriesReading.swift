/// What a series says at one moment.
enum SeriesReading: Equatable, Sendable {
    /// A gauge that was never set, say: not shown.
    case nothing
    case count(UInt64)
    case number(Double)
    case histogram(HistogramReading)
}

/// A histogram at one moment.
struct HistogramReading: Equatable, Sendable {
    var bounds: [Double]
    /// How many values lie at or below each bound, and last how many there are at all.
    var cumulative: [UInt64]
    var sum: Double
}

/// One line (of a histogram: one group of lines) of the exposition, apart from its labels.
protocol Series: AnyObject, Sendable {
    var reading: SeriesReading { get }
}
