/// A text with fields in it: `payment {paymentId} {allocations.billId}`.
public struct Template: Hashable, Sendable {
    public enum Part: Hashable, Sendable {
        case text(String)
        /// A field's name; `list.field` within `each`.
        case field(String)
    }

    public var parts: [Part]

    public init(parts: [Part]) { self.parts = parts }

    public var fields: [String] {
        parts.compactMap { if case .field(let name) = $0 { name } else { nil } }
    }
}

/// One test of a field.
public struct FieldTest: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The text is one of these (`string` with an `enum`); an absent field fails.
        case oneOf([String])
        /// The text is none of these; an absent field passes.
        case noneOf([String])
        /// The boolean is that; an absent field fails.
        case equals(Bool)
        /// The field is there (not absent and not null), or is not.
        case present(Bool)
        /// The integer lies in the range, ends included; an absent field fails.
        case range(minimum: Int64?, maximum: Int64?)
        /// The timestamp or date is not after that of the other field (of the same type); where either is absent it fails.
        case notAfter(field: String)
    }

    public var field: String
    public var kind: Kind

    public init(field: String, kind: Kind) {
        self.field = field
        self.kind = kind
    }
}

/// Tests over fields: at least one alternative, all of whose tests pass. No alternatives: always.
public struct FieldCondition: Hashable, Sendable {
    public var alternatives: [[FieldTest]]

    public init(alternatives: [[FieldTest]]) { self.alternatives = alternatives }

    public static let always = FieldCondition(alternatives: [])
}

/// Where a fact's commune comes from.
public struct CommuneRule: Hashable, Sendable {
    /// The field of type `commune`.
    public var field: String
    /// A `string` field that names the vintage of the code (`2023`, `2024`, `2025H1`, `2025`); absent in an event: the business date decides.
    public var vintageField: String?
    /// Codes of units that were split go to the default successor, and the fact is marked approximate; otherwise they are rejected.
    public var allowsDefaultSuccessor: Bool

    public init(field: String, vintageField: String? = nil, allowsDefaultSuccessor: Bool = false) {
        self.field = field
        self.vintageField = vintageField
        self.allowsDefaultSuccessor = allowsDefaultSuccessor
    }
}

/// How one event becomes a fact (or, with `each`, one fact per element of a list).
public struct FactRule: Hashable, Sendable {
    public struct Flag: Hashable, Sendable {
        public var name: String
        public var condition: FieldCondition

        public init(name: String, condition: FieldCondition) {
            self.name = name
            self.condition = condition
        }
    }

    public struct Amount: Hashable, Sendable {
        public var name: String
        /// An `integer` field.
        public var field: String

        public init(name: String, field: String) {
            self.name = name
            self.field = field
        }
    }

    /// The CloudEvents type.
    public var eventType: String
    /// The `list` field whose every element is a fact.
    public var each: String?
    /// Events (or elements) that do not fit give no fact by this rule.
    public var condition: FieldCondition
    public var record: Template
    public var subject: Template
    public var item: Template?
    public var commune: CommuneRule?
    /// The `period`, `date` or `timestamp` field that decides in which windows the fact counts; nil: only in `current`.
    public var period: String?
    /// The `timestamp` field that orders the facts of a record; nil: the business time.
    public var version: String?
    /// 0…15: decides between facts of the same instant.
    public var rank: Int
    public var flags: [Flag]
    public var amounts: [Amount]
    /// The `date` field that holds the last day on which the record counts (the fact's `expires` is the day after).
    public var validTo: String?

    public init(
        eventType: String, each: String? = nil, condition: FieldCondition = .always, record: Template, subject: Template,
        item: Template? = nil, commune: CommuneRule? = nil, period: String? = nil, version: String? = nil, rank: Int = 0,
        flags: [Flag] = [], amounts: [Amount] = [], validTo: String? = nil
    ) {
        self.eventType = eventType
        self.each = each
        self.condition = condition
        self.record = record
        self.subject = subject
        self.item = item
        self.commune = commune
        self.period = period
        self.version = version
        self.rank = rank
        self.flags = flags
        self.amounts = amounts
        self.validTo = validTo
    }
}
