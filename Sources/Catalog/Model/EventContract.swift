import Aggregation

/// The type of an event's field.
public enum FieldType: String, CaseIterable, Sendable {
    case string, integer, boolean
    /// RFC 3339 with an offset.
    case timestamp
    /// `YYYY-MM-DD`.
    case date
    /// A month: `YYYY-MM` or `YYYYMM`.
    case period
    /// The five digits of a commune.
    case commune
    /// An array of objects, each with the same fields.
    case list
}

/// One field of an event's data.
public struct EventField: Hashable, Sendable {
    public var name: String
    public var type: FieldType
    public var isRequired: Bool
    public var description: String
    /// An example value, as JSON text (`"PAY-1"`, `412500`, `true`).
    public var example: String?
    /// An identifier of a person, household or account: hashed before it leaves ingest, never logged.
    public var isPersonal: Bool
    /// The only texts allowed (`string`), at most 60; empty: any.
    public var enumeration: [String]
    /// A pattern that the whole text must match, `^…$` (`string`); see `PatternSyntax`.
    public var pattern: String?
    /// Length of a `string` in Unicode scalars; number of elements of a `list`.
    public var minimumLength: Int?
    public var maximumLength: Int?
    /// Range of an `integer`, inclusive.
    public var minimum: Int64?
    public var maximum: Int64?
    /// The fields of each element (`list`); never a list again.
    public var fields: [EventField]

    public init(
        name: String, type: FieldType, isRequired: Bool = false, description: String = "", example: String? = nil,
        isPersonal: Bool = false, enumeration: [String] = [], pattern: String? = nil, minimumLength: Int? = nil,
        maximumLength: Int? = nil, minimum: Int64? = nil, maximum: Int64? = nil, fields: [EventField] = []
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.description = description
        self.example = example
        self.isPersonal = isPersonal
        self.enumeration = enumeration
        self.pattern = pattern
        self.minimumLength = minimumLength
        self.maximumLength = maximumLength
        self.minimum = minimum
        self.maximum = maximum
        self.fields = fields
    }
}

/// What the events of one CloudEvents type look like: the agreement with the partners that send them.
public struct EventContract: Hashable, Sendable {
    /// The CloudEvents `type`.
    public var type: String
    public var title: Localized
    public var description: String
    /// Where the shape comes from (a document, an interface, a proposal).
    public var source: String
    /// The timestamp field that is the business time; nil: the CloudEvents attribute `time`.
    public var timeField: String?
    /// How long ago the business time may lie; nil: without limit.
    public var maximumAgeDays: Int?
    /// How far ahead of the clock the business time may lie.
    public var maximumAheadSeconds: Int
    public var fields: [EventField]

    public init(
        type: String, title: Localized, description: String = "", source: String = "", timeField: String? = nil,
        maximumAgeDays: Int? = nil, maximumAheadSeconds: Int = 600, fields: [EventField]
    ) {
        self.type = type
        self.title = title
        self.description = description
        self.source = source
        self.timeField = timeField
        self.maximumAgeDays = maximumAgeDays
        self.maximumAheadSeconds = maximumAheadSeconds
        self.fields = fields
    }
}
