/// What a value may look like, as data: from it come the editor schema and the reference page.
indirect enum ShapeForm: Sendable {
    case text
    /// A name of a kind, with its pattern.
    case identifier(kind: String, pattern: String)
    /// A text with a pattern, e.g. `15d`.
    case written(kind: String, pattern: String)
    case integer(ClosedRange<Int64>)
    /// A number with at most two decimals.
    case decimal
    case boolean
    /// Nothing but `true`.
    case yes
    /// One of the words.
    case words([String])
    /// Any scalar.
    case scalar
    /// A mapping that is handed on as JSON.
    case data
    case list(ShapeForm, limit: Int?)
    case map(key: String, pattern: String, value: ShapeForm, limit: Int?)
    case object(ConstructForm)
    case either([ShapeForm])
}

/// One key of a construct, as data.
struct KeyForm: Sendable {
    enum Presence: Hashable, Sendable {
        case required
        /// With what holds when the key is absent, in words; empty: nothing.
        case optional(String)
    }

    var name: String
    var shape: ShapeForm
    var presence: Presence
    /// One sentence or two.
    var summary: String
    /// As written in YAML.
    var example: String
}

/// A construct of the YAML language, as data.
struct ConstructForm: Sendable {
    /// Of these keys exactly one (or, when `isRequired` is false, at most one) must stand.
    struct Choice: Sendable {
        var keys: [String]
        var isRequired: Bool
    }

    /// In the words of diagnostics and headings, e.g. `fact rule`.
    var name: String
    var summary: String
    var keys: [KeyForm]
    var choices: [Choice]
    /// A whole example in YAML; empty where the enclosing construct's shows it.
    var example: String
}
