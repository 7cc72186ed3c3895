import Publication

/// The updates that were handed over and are not acknowledged yet. They outlive an assignment: what was handed over before the partitions were
/// taken back may still be written behind what a new owner finds there.
struct UpdateLedger {
    struct Update {
        var partition: Int32
        var key: IndicatorKey
        var revision: Int64
    }

    /// What was handed over in one go: `updates` until each of them is acknowledged.
    private struct Publication {
        var pending: Int
        var updates: [Update]
    }

    private var publications: [Int: Publication] = [:]
    /// The ticket of the records that are handed over next.
    private(set) var nextTicket = 0

    mutating func begin(_ updates: [Update]) {
        publications[nextTicket] = Publication(pending: updates.count, updates: updates)
        nextTicket += 1
    }

    mutating func acknowledge(_ ticket: Int) {
        publications[ticket]?.pending -= 1
        if publications[ticket]?.pending == 0 { publications[ticket] = nil }
    }

    /// What may still be on its way to a partition; some of it may have been written.
    func underWay(to partition: Int32) -> [Update] { publications.values.flatMap { $0.updates.filter { $0.partition == partition } } }
}
