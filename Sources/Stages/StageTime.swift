import Aggregation

/// The clocks of a step; a stage has no others.
public struct StageTime: Sendable {
    /// The time of day: for the time of updates and for events that carry no broker's time. It may jump.
    public var wall: EventTime
    /// For waits and paces: never goes back.
    public var monotonicMilliseconds: Int64

    public init(wall: EventTime, monotonicMilliseconds: Int64) {
        self.wall = wall
        self.monotonicMilliseconds = monotonicMilliseconds
    }
}
