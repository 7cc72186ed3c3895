/// Which sets of raised flags fit: all of `all`, at least one of `any` (when it names any), none of `none`. Bits are flag numbers.
public struct FlagCondition: Hashable, Sendable {
    public var all: UInt64
    public var any: UInt64
    public var none: UInt64

    @inlinable public init(all: UInt64 = 0, any: UInt64 = 0, none: UInt64 = 0) {
        self.all = all
        self.any = any
        self.none = none
    }

    /// An empty set of flags never fits: what has no flag has been taken back.
    @inlinable public func fits(_ flags: UInt64) -> Bool {
        flags != 0 && flags & all == all && (any == 0 || flags & any != 0) && flags & none == 0
    }
}

/// What a measure counts per cell.
public enum MeasureKind: Hashable, Sendable {
    /// Distinct subjects whose set of flags fits.
    case subjects
    /// Distinct items whose set of flags fits.
    case items
    /// Records whose flags fit.
    case records
    /// The sum of amount number `index` (0 or 1) over records whose flags fit.
    case amount(index: Int)
}

/// A measure: a count or sum over what fits a condition.
public struct Measure: Hashable, Sendable {
    public var kind: MeasureKind
    public var condition: FlagCondition

    public init(kind: MeasureKind, condition: FlagCondition) {
        self.kind = kind
        self.condition = condition
    }
}

/// A flag that an item gets from the flags of all its records together, e.g. `open` = a bill that is issued and not paid without cash.
/// Its subject then has it too, for as long as at least one of its items has it.
public struct ItemFlag: Hashable, Sendable {
    /// The number of the flag that it raises.
    public var bit: Int
    public var condition: FlagCondition

    public init(bit: Int, condition: FlagCondition) {
        self.bit = bit
        self.condition = condition
    }
}

/// What the aggregate needs to know of a pipeline: no names, only numbers. `Catalog` makes it from the YAML.
public struct CountingPlan: Hashable, Sendable {
    /// The unit in which a fact's `period` is counted: the longest length that nests in all of `windows`.
    public var base: WindowLength
    /// The windows that are kept, in ascending order.
    public var windows: [WindowLength]
    /// How many flags there are, those of items included (at most 64).
    public var flagCount: Int
    /// How many amounts there are (at most 2).
    public var amountCount: Int
    /// Whether facts name items.
    public var hasItems: Bool
    /// Whether records can expire.
    public var hasExpiry: Bool
    public var itemFlags: [ItemFlag]
    public var measures: [Measure]
    public var timeZone: FixedTimeZone
    /// Days after a window's end until it is final.
    public var graceDays: Int
    /// Days after the end of a fact's longest window until its records are dropped and later facts are `period-closed`; nil: never.
    public var retentionDays: Int?

    public init(
        base: WindowLength, windows: [WindowLength], flagCount: Int, amountCount: Int = 0, hasItems: Bool = false,
        hasExpiry: Bool = false, itemFlags: [ItemFlag] = [], measures: [Measure], timeZone: FixedTimeZone = .vietnam,
        graceDays: Int = 0, retentionDays: Int? = nil
    ) {
        self.base = base
        self.windows = windows
        self.flagCount = flagCount
        self.amountCount = amountCount
        self.hasItems = hasItems
        self.hasExpiry = hasExpiry
        self.itemFlags = itemFlags
        self.measures = measures
        self.timeZone = timeZone
        self.graceDays = graceDays
        self.retentionDays = retentionDays
    }
}
