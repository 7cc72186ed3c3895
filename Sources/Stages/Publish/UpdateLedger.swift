import Aggregation
import Publication

/// The updates that were handed over and are not acknowledged yet. They outlive an assignment: what was handed over before the partitions were
/// taken back may still be written behind what a new owner finds there.
struct UpdateLedger {
    struct Update {
        var key: IndicatorKey
        var revision: Int64
    }

    /// What was handed over in one go: `updates` until each of them is acknowledged.
    private struct Publication {
        var partition: TopicPartition
        var pending: Int
        var updates: [Update]
        var newestLogTime: EventTime?
    }

    private var publications: [Int: Publication] = [:]
    private var nextTicket = 0

    /// - Parameter newestLogTime: of the events that the updates count and the last ones did not.
    /// - Returns: the ticket of the records.
    mutating func begin(_ updates: [Update], to partition: TopicPartition, newestLogTime: EventTime?) -> Int {
        defer { nextTicket += 1 }
        publications[nextTicket] = Publication(
            partition: partition, pending: updates.count, updates: updates,
            newestLogTime: newestLogTime == .distantPast ? nil : newestLogTime)
        return nextTicket
    }

    /// - Returns: the log's newest time of an event behind the update.
    mutating func acknowledge(_ ticket: Int) -> EventTime? {
        guard let index = publications.index(forKey: ticket) else { return nil }
        publications.values[index].pending -= 1
        let newest = publications.values[index].newestLogTime
        if publications.values[index].pending == 0 { publications.remove(at: index) }
        return newest
    }

    /// What may still be on its way to a partition; some of it may have been written.
    func underWay(to partition: TopicPartition?) -> [Update] { publications.values.filter { $0.partition == partition }.flatMap(\.updates) }
}
