import Aggregation

/// Rejected events by partner, reason and stage, each event counted once however often its reject was written or it was sent again; and the
/// newest rejects.
public struct RejectCounts: Sendable {
    /// More are not told apart: the selection must be narrowed.
    public static let eventsMax = 1_000_000

    public struct Key: Hashable, Comparable, Sendable {
        public var partner: String
        public var reason: String
        public var stage: String

        public static func < (left: Key, right: Key) -> Bool {
            (left.partner, left.reason, left.stage) < (right.partner, right.reason, right.stage)
        }
    }

    public struct Count: Equatable, Sendable {
        public var events = 0
        public var first: EventTime?
        public var last: EventTime?
    }

    public private(set) var counts: [Key: Count] = [:]
    /// In the order of the log's time.
    public private(set) var newest: [RejectedEvent] = []
    public private(set) var isCut = false
    private let newestMax: Int
    private var seen: Set<String> = []
    private var counted: Set<String> = []

    /// - Parameter newest: how many are kept.
    public init(newest: Int) { newestMax = newest }

    /// Says whether there is room for more.
    public mutating func add(_ reject: RejectedEvent) -> Bool {
        guard seen.count < Self.eventsMax else {
            isCut = true
            return false
        }
        guard seen.insert(reject.id + "|" + reject.reason).inserted else { return true }
        let key = Key(partner: reject.partner, reason: reject.reason, stage: reject.stage)
        var count = counts[key] ?? Count()
        if counted.insert("\(reject.partner)|\(reject.root)|\(reject.reason)").inserted { count.events += 1 }
        if let time = reject.time {
            count.first = min(count.first ?? time, time)
            count.last = max(count.last ?? time, time)
        }
        counts[key] = count
        newest.append(reject)
        // Sorted now and then only, so that many cost little.
        if newest.count >= 2 * newestMax + 64 { cut() }
        return true
    }

    /// Leaves only the newest, in order.
    public mutating func cut() {
        newest.sort { ($0.time ?? .distantPast, $0.id) < ($1.time ?? .distantPast, $1.id) }
        newest.removeFirst(max(0, newest.count - newestMax))
    }
}
