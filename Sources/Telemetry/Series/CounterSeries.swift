import CoreMetrics
import Synchronization

/// A count that only rises. Counting is one atomic addition: no lock, no allocation.
public final class CounterSeries: Series {
    private let count = Atomic<UInt64>(0)

    @inline(__always) public func increment(by more: Int = 1) { count.wrappingAdd(UInt64(truncatingIfNeeded: more), ordering: .relaxed) }

    public var value: UInt64 { count.load(ordering: .relaxed) }

    var reading: SeriesReading { .count(value) }
}

extension CounterSeries: CounterHandler {
    /// A counter never falls: what would make it do so is passed over.
    public func increment(by more: Int64) { if more > 0 { increment(by: Int(more)) } }

    public func reset() { count.store(0, ordering: .relaxed) }
}
