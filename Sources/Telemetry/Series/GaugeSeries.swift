import CoreMetrics
import Synchronization

/// A number that is what it is now. Not shown until it is set for the first time: there is no time 0 and no age 0 that nobody measured.
public final class GaugeSeries: Series {
    private let bits = Atomic<UInt64>(Double.nan.bitPattern)

    public func set(_ number: Double) { bits.store(number.bitPattern, ordering: .relaxed) }

    public func set(_ number: Int) { set(Double(number)) }

    /// Not shown any more, until it is set again.
    public func clear() { set(.nan) }

    /// nil: not set.
    public var value: Double? {
        let number = Double(bitPattern: bits.load(ordering: .relaxed))
        return number.isNaN ? nil : number
    }

    public func add(_ difference: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let number = Double(bitPattern: current)
            let sum = (number.isNaN ? 0 : number) + difference
            let outcome = bits.compareExchange(expected: current, desired: sum.bitPattern, ordering: .relaxed)
            if outcome.exchanged { return }
            current = outcome.original
        }
    }

    var reading: SeriesReading { value.map { .number($0) } ?? .nothing }
}

extension GaugeSeries: MeterHandler, RecorderHandler {
    public func set(_ value: Int64) { set(Double(value)) }
    public func increment(by amount: Double) { add(amount) }
    public func decrement(by amount: Double) { add(-amount) }
    public func record(_ value: Int64) { set(Double(value)) }
    public func record(_ value: Double) { set(value) }
}
