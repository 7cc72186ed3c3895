import Aggregation

/// How the values of fields that are texts in JSON must look: one place for the schema, the examples and the reference page.
public enum FieldText {
    /// RFC 3339 with `T`, whole or fractional seconds and an offset. Leap seconds are refused: no partner's clock shows them.
    public static let timestamp =
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?"
        + "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
    public static let date = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
    public static let period = "^[0-9]{4}-?(0[1-9]|1[0-2])$"
    public static let commune = "^[0-9]{5}$"

    /// The pattern of a type whose texts all look alike; nil for the others.
    public static func pattern(of type: FieldType) -> String? {
        switch type {
        case .timestamp: timestamp
        case .date: date
        case .period: period
        case .commune: commune
        case .string, .integer, .boolean, .list: nil
        }
    }

    /// What a type wants, for messages and tables.
    public static func summary(of type: FieldType) -> String {
        switch type {
        case .string: "text"
        case .integer: "whole number of 64 bits"
        case .boolean: "`true` or `false`"
        case .timestamp: "RFC 3339 time with an offset, e.g. `2026-05-12T08:30:00+07:00`"
        case .date: "day, `YYYY-MM-DD`"
        case .period: "month, `YYYY-MM` or `YYYYMM`"
        case .commune: "five digits of a commune, as a text"
        case .list: "array of objects"
        }
    }

    /// Why the text is none of the type; nil when it is one.
    static func problem(with text: String, type: FieldType) -> String? {
        guard let source = pattern(of: type), let pattern = try? PatternSyntax.parse(source) else { return nil }
        let hasDay = type == .timestamp || type == .date
        if pattern.matches(text), !hasDay || CivilDate(text.prefix(10)) != nil, type != .commune || CommuneCode(text) != nil { return nil }
        return "it is no \(summary(of: type))"
    }
}

extension EventField {
    /// Why a text is no value of this field (`string` and the types written as texts); nil when it is one.
    func problem(with text: String, ignoringEnumeration: Bool = false) -> String? {
        if let problem = FieldText.problem(with: text, type: type) { return problem }
        guard type == .string else { return nil }
        if !ignoringEnumeration, !enumeration.isEmpty, !enumeration.contains(text) { return "it is not in the `enum`" }
        let length = text.unicodeScalars.count
        if let minimumLength, length < minimumLength { return "it has \(length) characters, fewer than \(minimumLength)" }
        if let maximumLength, length > maximumLength { return "it has \(length) characters, more than \(maximumLength)" }
        if let pattern, let parsed = try? PatternSyntax.parse(pattern), !parsed.matches(text) { return "it does not match `\(pattern)`" }
        return nil
    }
}
