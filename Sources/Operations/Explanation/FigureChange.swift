import Aggregation
import Publication

/// One change of a figure, with nothing withheld.
public struct FigureChange: Equatable, Sendable {
    public struct Cause: Equatable, Sendable {
        /// `topic/partition/offset`, or the number of the event in its file.
        public var place: String
        public var partner: String
        /// The business time of the fact.
        public var time: EventTime
        public var outcome: FoldOutcome
    }

    /// From 1.
    public var number: Int
    public var cause: Cause
    /// After the change.
    public var figure: Figure
}
