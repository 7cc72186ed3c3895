import Aggregation
import Catalog

/// What is published of one figure when it changes: enough for a scoring service to need nothing else.
public struct IndicatorUpdate: Equatable, Sendable {
    /// A partner whose records stand in the figure's cell.
    public struct Contribution: Hashable, Sendable {
        public var partner: String
        /// The records that count in the cell by this partner's word.
        public var events: Int64
        /// The latest business time that the partner has had in the window, in any commune.
        public var lastEventTime: EventTime?

        public init(partner: String, events: Int64, lastEventTime: EventTime?) {
            self.partner = partner
            self.events = events
            self.lastEventTime = lastEventTime
        }
    }

    public var key: IndicatorKey
    public var area: Area
    /// The commune's or province's name; nil for the bucket and for codes that nobody knows.
    public var areaName: String?
    public var pipeline: String
    public var title: Localized
    public var unit: IndicatorUnit
    public var target: Target?
    public var figure: Figure
    public var status: WindowStatus
    /// Records located by the default successor of a split unit; nil where the figure is withheld.
    public var approximateRecords: Int64?
    /// By partner; none where the figure is withheld, since their numbers add up to the province's as well.
    public var partners: [Contribution]
    /// How far the sources had come when it was written: `distantFuture` when nothing more can come, `distantPast` when not known yet.
    public var watermark: EventTime
    /// Strictly increasing per key, from 1.
    public var revision: Int64
    /// When it was written.
    public var time: EventTime
    /// The CloudEvents `source`.
    public var source: String
    /// The zone in which times are written.
    public var timeZone: FixedTimeZone

    public init(
        key: IndicatorKey, area: Area, areaName: String?, pipeline: String, title: Localized, unit: IndicatorUnit, target: Target? = nil,
        figure: Figure, status: WindowStatus, approximateRecords: Int64?, partners: [Contribution], watermark: EventTime, revision: Int64,
        time: EventTime, source: String, timeZone: FixedTimeZone = .vietnam
    ) {
        self.key = key
        self.area = area
        self.areaName = areaName
        self.pipeline = pipeline
        self.title = title
        self.unit = unit
        self.target = target
        self.figure = figure
        self.status = status
        self.approximateRecords = approximateRecords
        self.partners = partners
        self.watermark = watermark
        self.revision = revision
        self.time = time
        self.source = source
        self.timeZone = timeZone
    }
}
