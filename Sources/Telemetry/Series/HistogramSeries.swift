import CoreMetrics
import Synchronization

/// How many values fell between which bounds, and their sum. Recording is two atomic additions: no lock, no allocation.
///
/// `@unchecked`: the memory of `counts` is made in `init`, freed in `deinit`, and touched only atomically in between.
public final class HistogramSeries: Series, @unchecked Sendable {
    private let bounds: [Double]
    /// One for each bound, and a last one for what lies above them all.
    private let counts: UnsafeMutablePointer<Atomic<UInt64>>
    private let sum = Atomic<UInt64>((0.0).bitPattern)

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: bounds.count + 1)
        counts.deallocate()
    }

    /// - Parameter value: In the unit of the instrument's name. What is no number is passed over.
    public func record(_ value: Double) {
        if value.isNaN { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        counts[index].wrappingAdd(1, ordering: .relaxed)
        var current = sum.load(ordering: .relaxed)
        while true {
            let outcome = sum.compareExchange(
                expected: current, desired: (Double(bitPattern: current) + value).bitPattern, ordering: .relaxed)
            if outcome.exchanged { return }
            current = outcome.original
        }
    }

    /// The counts add up within one reading, since their total is added up here; the sum may be a value ahead or behind.
    var reading: SeriesReading {
        var total: UInt64 = 0
        let cumulative = (0...bounds.count).map { index in
            total += counts[index].load(ordering: .relaxed)
            return total
        }
        return .histogram(
            HistogramReading(bounds: bounds, cumulative: cumulative, sum: Double(bitPattern: sum.load(ordering: .relaxed))))
    }
}

extension HistogramSeries: TimerHandler, RecorderHandler {
    public func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    public func record(_ value: Int64) { record(Double(value)) }
}
