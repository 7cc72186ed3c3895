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
