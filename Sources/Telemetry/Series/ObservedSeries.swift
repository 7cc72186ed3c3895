/// A number that is looked up only when it is asked for, e.g. an age.
final class ObservedSeries: Series {
    private let observe: @Sendable () -> Double?

    init(_ observe: @escaping @Sendable () -> Double?) { self.observe = observe }

    var reading: SeriesReading { observe().map { .number($0) } ?? .nothing }
}
