import Aggregation
import Catalog
import Publication

/// Where a figure comes from. For those who run the pipelines: it shows what publication withholds.
public struct Explanation: Sendable {
    public struct Contribution: Equatable, Sendable {
        public var partner: String
        /// Records that count in the cell by its word.
        public var records: Int64
        /// Business time of the first fact that changed the cell; nil: not known from partials.
        public var first: EventTime?
        /// The latest business time that it has had in the window.
        public var last: EventTime?
    }

    /// A published revision as it stands in the log.
    public struct Revision: Equatable, Sendable {
        public var number: Int64
        /// When it was published, RFC 3339.
        public var time: String
        public var status: String
        public var value: String
        public var parts: String
        /// What differs from the one before; empty for the first.
        public var changed: [String]
        /// Why it was published, in words, as far as the document and the one before it tell.
        public var reasons: [String]
    }

    public var question: FigureQuestion
    /// With nothing withheld; nil: nobody is counted there.
    public var open: IndicatorUpdate?
    /// As it is published; nil: nothing is.
    public var published: IndicatorUpdate?
    /// All measures of the cell.
    public var measures: [MeasureRow] = []
    /// The rows that the denominator is made of.
    public var referenceRows: [ReferenceTable.Row] = []
    public var contributions: [Contribution] = []
    /// What became of the facts of the window, all communes; nil: facts were not read.
    public var outcomes: [FoldOutcome: Int64]?
    /// Rejected events by partner and reason, all windows and communes.
    public var rejected: [(partner: String, reason: String, events: Int)] = []
    /// Events rejected as period-closed whose message names the window.
    public var late: Int?
    public var changes: [FigureChange] = []
    public var changeCount = 0
    public var revisions: [Revision] = []
    /// What the newest revision in the log says; nil: none stands there.
    var standing: PublishedDocument?
    /// Which version of the pipelines is explained, and whether it is the one that publishes; nil: files know none.
    public var version: (name: String, isInForce: Bool)?
    /// Where the figure stands in the log, or which files were read.
    public var positions: [String] = []
    /// What an operator should know of how far this can be trusted.
    public var remarks: [String] = []

    init(_ question: FigureQuestion) { self.question = question }

    mutating func take(
        _ board: inout FigureBoard, references: [ReferenceTable], asOf day: CivilDate, times: [String: (first: EventTime, last: EventTime)]
    ) {
        open = board.openChange(asOf: day)
        published = board.publishedFigure(asOf: day)
        measures = board.measures
        contributions = (open?.partners ?? []).map {
            Contribution(
                partner: $0.partner, records: $0.events, first: times[$0.partner]?.first, last: $0.lastEventTime ?? times[$0.partner]?.last)
        }
        if case .reference(let id) = question.indicator.denominator, let table = references.first(where: { $0.id == id }) {
            let until = question.key.window.length == .current ? day : question.key.window.dayAfter.adding(days: -1)
            referenceRows = Self.rows(of: table, for: question.key.commune, until: until)
        }
    }

    /// The row of each commune that holds on the day; for the province its own, or those of all communes.
    private static func rows(of table: ReferenceTable, for commune: String, until day: CivilDate) -> [ReferenceTable.Row] {
        func newest(_ code: CommuneCode) -> ReferenceTable.Row? {
            table.rows.filter { $0.commune == code && $0.validFrom <= day }.max { $0.validFrom < $1.validFrom }
        }
        if commune != Province.thanhHoa.code { return CommuneCode(commune).flatMap(newest).map { [$0] } ?? [] }
        if let own = newest(.unlocated) { return [own] }
        return Set(table.rows.map(\.commune)).sorted().compactMap(newest)
    }
}
