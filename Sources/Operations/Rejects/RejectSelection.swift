import Aggregation
import Publication

/// Which rejects are meant. What is empty or nil does not limit.
public struct RejectSelection: Equatable, Sendable {
    public var partners: [String] = []
    public var reasons: [String] = []
    /// `topic/partition/offset`.
    public var ids: [String] = []
    /// By the log's time of the event: from, inclusive.
    public var since: EventTime?
    /// Until, exclusive.
    public var until: EventTime?

    public init(
        partners: [String] = [], reasons: [String] = [], ids: [String] = [], since: EventTime? = nil, until: EventTime? = nil
    ) {
        self.partners = partners
        self.reasons = reasons
        self.ids = ids
        self.since = since
        self.until = until
    }

    public func contains(_ reject: RejectedEvent) -> Bool {
        guard partners.isEmpty || partners.contains(reject.partner), reasons.isEmpty || reasons.contains(reject.reason),
            ids.isEmpty || ids.contains(reject.id)
        else { return false }
        guard since != nil || until != nil else { return true }
        guard let time = reject.time else { return false }
        return time >= since ?? .distantPast && time < until ?? .distantFuture
    }

    func write(to json: inout JSONText) {
        json.member("partners", partners.joined(separator: ","))
        json.member("reasons", reasons.joined(separator: ","))
        json.member("ids", ids.joined(separator: ","))
        json.member("since", since.map { FixedTimeZone.vietnam.format($0) })
        json.member("until", until.map { FixedTimeZone.vietnam.format($0) })
    }
}
