import Aggregation

/// A name that stands for a bit or a slot, with what it means.
public struct Named: Hashable, Sendable {
    public var name: String
    public var description: String

    public init(name: String, description: String = "") {
        self.name = name
        self.description = description
    }
}

/// A condition over flags by name, e.g. `{all: [billed], none: [cash]}`.
public struct FlagSelection: Hashable, Sendable {
    public var all: [String]
    public var any: [String]
    public var none: [String]

    public init(all: [String] = [], any: [String] = [], none: [String] = []) {
        self.all = all
        self.any = any
        self.none = none
    }
}

/// A flag that items get from all their records together (see `Aggregation.ItemFlag`).
public struct ItemFlagRule: Hashable, Sendable {
    public var name: String
    public var description: String
    public var condition: FlagSelection

    public init(name: String, description: String = "", condition: FlagSelection) {
        self.name = name
        self.description = description
        self.condition = condition
    }
}

/// A measure by name.
public struct MeasureRule: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case subjects, items, records
        /// The sum of the amount of that name.
        case amount(String)
    }

    public var name: String
    public var description: String
    public var kind: Kind
    public var condition: FlagSelection
    /// The windows it is meant for; nil: all of the pipeline.
    public var windows: [WindowLength]?

    public init(name: String, description: String = "", kind: Kind, condition: FlagSelection, windows: [WindowLength]? = nil) {
        self.name = name
        self.description = description
        self.kind = kind
        self.condition = condition
        self.windows = windows
    }
}

/// How events of one kind become facts, how facts are counted, and which indicators come of it: one YAML file.
public struct Pipeline: Hashable, Sendable {
    public var id: String
    public var title: Localized
    public var description: String
    public var timeZone: FixedTimeZone
    /// Ascending, without repeats.
    public var windows: [WindowLength]
    public var graceDays: Int
    public var retentionDays: Int?
    /// How many days after an event's own its period may begin: each period that is ever named takes memory for good.
    public var aheadDays: Int
    /// Figures of cells with fewer subjects are suppressed; 0: never.
    public var minimumSubjects: Int
    /// In the order of their bits; those of items come after.
    public var flags: [Named]
    public var itemFlags: [ItemFlagRule]
    /// At most two.
    public var amounts: [Named]
    public var facts: [FactRule]
    public var measures: [MeasureRule]
    public var indicators: [Indicator]

    public init(
        id: String, title: Localized, description: String = "", timeZone: FixedTimeZone = .vietnam, windows: [WindowLength],
        graceDays: Int = 0, retentionDays: Int? = nil, aheadDays: Int = 400, minimumSubjects: Int = 10, flags: [Named],
        itemFlags: [ItemFlagRule] = [], amounts: [Named] = [], facts: [FactRule], measures: [MeasureRule], indicators: [Indicator]
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.timeZone = timeZone
        self.windows = windows
        self.graceDays = graceDays
        self.retentionDays = retentionDays
        self.aheadDays = aheadDays
        self.minimumSubjects = minimumSubjects
        self.flags = flags
        self.itemFlags = itemFlags
        self.amounts = amounts
        self.facts = facts
        self.measures = measures
        self.indicators = indicators
    }
}
