/// What a value may look like, as data: from it come the editor schema and the reference page.
package indirect enum ShapeForm: Sendable {
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
package struct KeyForm: Sendable {
    package enum Presence: Hashable, Sendable {
        case required
        /// With what holds when the key is absent, in words; empty: nothing.
        case optional(String)
    }

    package var name: String
    package var shape: ShapeForm
    package var presence: Presence
    /// One sentence or two.
    package var summary: String
    /// As written in YAML.
    package var example: String
}

/// A construct of the YAML language, as data.
package struct ConstructForm: Sendable {
    /// Of these keys exactly one (or, when `isRequired` is false, at most one) must stand.
    package struct Choice: Sendable {
        package var keys: [String]
        package var isRequired: Bool

        package init(keys: [String], isRequired: Bool) {
            self.keys = keys
            self.isRequired = isRequired
        }
    }

    /// In the words of diagnostics and headings, e.g. `fact rule`.
    package var name: String
    package var summary: String
    package var keys: [KeyForm]
    package var choices: [Choice]
    /// A whole example in YAML; empty where the enclosing construct's shows it.
    package var example: String
}
