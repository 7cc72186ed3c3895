import Aggregation
import Publication

/// What is written of a redrive to the topic `redrives`: once when it begins and, under the same key, once when it has ended. One that stays
/// `begun` was broken off.
public struct RedriveAudit: Equatable, Sendable {
    public enum State: String, Sendable { case begun, finished }

    public var id: String
    public var state: State
    /// Who ran it.
    public var by: String
    public var begun: EventTime
    public var ended: EventTime?
    public var selection: RejectSelection
    public var counts = RedriveCounts()

    public init(id: String, by: String, begun: EventTime, selection: RejectSelection) {
        self.id = id
        state = .begun
        self.by = by
        self.begun = begun
        self.selection = selection
    }

    /// One JSON object.
    public var document: String {
        var json = JSONText()
        json.object { json in
            json.member("id", id)
            json.member("state", state.rawValue)
            json.member("by", by)
            json.member("begun", FixedTimeZone.vietnam.format(begun))
            json.member("ended", ended.map { FixedTimeZone.vietnam.format($0) })
            json.object("selection") { selection.write(to: &$0) }
            json.member("selected", counts.selected)
            json.member("acknowledged", counts.acknowledged)
            json.member("failed", counts.failed)
            json.object("skipped") { json in
                for (reason, count) in counts.skipped.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    json.member(reason.rawValue, count)
                }
            }
        }
        return json.text
    }
}

/// How many events a redrive has taken up, and what became of them.
public struct RedriveCounts: Equatable, Sendable {
    /// Why an event is not sent again.
    public enum Skip: String, Sendable {
        /// It is no longer in its topic, and no whole copy is in the reject.
        case gone
        /// The reject does not say where the event stood, or names a topic of another partner.
        case notTheirs = "not-theirs"
    }

    /// Events, each once however often it or copies of it were rejected.
    public var selected = 0
    public var acknowledged = 0
    public var failed = 0
    public var skipped: [Skip: Int] = [:]
    /// Of those sent: without their key, since only the reject's copy was left.
    public var withoutKey = 0
    public var lastFailure: String?

    public init() {}
}
