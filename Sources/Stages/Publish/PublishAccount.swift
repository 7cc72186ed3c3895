import Aggregation

/// What a publish stage has done since it began.
public struct PublishAccount: Sendable {
    public internal(set) var partials = 0
    /// Of these, what could not be read and was passed over.
    public internal(set) var damagedPartials = 0
    /// Updates written, by indicator.
    public internal(set) var updates: [String: Int] = [:]
    /// Updates of others that were found at the end of the log.
    public internal(set) var adopted = 0
    public internal(set) var assignments = 0
    /// From the log's time of the newest event of a publication to the acknowledgement of each of its updates, by the stage's clock.
    public internal(set) var latency = LatencyCounts()
}

/// How often a wait was so long, in classes.
public struct LatencyCounts: Sendable {
    /// The upper bounds of the classes, milliseconds; the last class has none.
    public static let bounds: [Int64] = [5, 10, 20, 40, 60, 80, 100, 150, 200, 300, 500, 1_000, 2_500, 5_000, 10_000, 60_000]

    /// By class, one more than there are bounds.
    public private(set) var counts = Array(repeating: 0, count: bounds.count + 1)
    public private(set) var sumMilliseconds: Int64 = 0

    /// Notes a wait; what clocks that disagree say of it, or a damaged time, is none or the longest.
    mutating func note(from start: EventTime, to end: EventTime) {
        let (difference, overflow) = end.rawValue.subtractingReportingOverflow(start.rawValue)
        let milliseconds = overflow ? (end > start ? Int64.max : 0) : max(0, difference)
        counts[LatencyCounts.bounds.firstIndex { milliseconds <= $0 } ?? LatencyCounts.bounds.count] += 1
        let (sum, isTooMuch) = sumMilliseconds.addingReportingOverflow(milliseconds)
        sumMilliseconds = isTooMuch ? .max : sum
    }
}
