import Catalog

/// What is wrong with an event's data, as numbers; the words are found only when a reject is written.
struct SchemaFailure {
    enum Kind {
        case notAnObject, missing, null, duplicate, type, integerRange, length, enumeration, pattern
        case timestamp, date, period, commune, listLength
    }

    var kind: Kind
    /// The field at fault; nil: the data itself.
    var field: UnsafePointer<CompiledField>?
    /// The list that the field is in, and the element.
    var list: UnsafePointer<CompiledField>?
    var element = 0

    var path: String {
        var path = "/data"
        if let list { path += "/\(list.pointee.name.string)/\(element)" }
        if let field { path += "/\(field.pointee.name.string)" }
        return path
    }

    var message: String {
        guard let field = field?.pointee else { return "the data of an event is a JSON object" }
        switch kind {
        case .notAnObject: return "each element of the list is a JSON object"
        case .missing: return "the required field is missing"
        case .null: return "a required field cannot be null"
        case .duplicate: return "the field stands twice; send it once"
        case .type: return "expected \(SchemaFailure.words(field.type))"
        case .integerRange:
            let range = [
                field.minimum > .min ? "at least \(field.minimum)" : nil, field.maximum < .max ? "at most \(field.maximum)" : nil,
            ]
            return "the number must be \(range.compactMap { $0 }.joined(separator: " and "))"
        case .length:
            return field.maximumLength == Int.max
                ? "the text has at least \(field.minimumLength) characters"
                : "the text has \(field.minimumLength) to \(field.maximumLength) characters"
        case .enumeration: return "expected one of: " + field.enumeration.map(\.string).joined(separator: ", ")
        case .pattern: return "the text does not match the contract's pattern"
        case .timestamp: return "expected an RFC 3339 timestamp with an offset, e.g. 2026-05-14T09:21:33+07:00"
        case .date: return "expected a date that exists, e.g. 2026-05-14"
        case .period: return "expected a month, e.g. 2026-05 or 202605"
        case .commune: return "expected the five digits of a commune, as a text"
        case .listLength: return "the list has \(field.minimumLength) to \(field.maximumLength) elements"
        }
    }

    private static func words(_ type: FieldType) -> String {
        switch type {
        case .string: "a text"
        case .integer: "a whole number within 64 bits"
        case .boolean: "true or false"
        case .timestamp: "a text with a timestamp"
        case .date: "a text with a date"
        case .period: "a text with a month"
        case .commune: "a text with the five digits of a commune"
        case .list: "a list"
        }
    }
}
