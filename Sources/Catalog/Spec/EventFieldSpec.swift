/// The spec of a field of an event's data.
enum EventFieldSpec {
    /// Ingest holds an enum's values as bits of one word.
    static let enumerationLimit = 60

    struct Draft: Sendable {
        var field = EventField(name: "", type: .string)
        var example: YAMLNode?
    }

    static let construct = Construct(
        "event field", blank: Draft(), "One field of the event's data. Fields that are not required may also be `null`.",
        keys: keys(types: FieldType.allCases) + [
            Key("min_items", .integer(0...100_000), into: \.field.minimumLength, "Fewest elements (`list`).", example: "1"),
            Key("max_items", .integer(1...100_000), into: \.field.maximumLength, "Most elements (`list`).", example: "36"),
            Key(
                "fields", fields(of: elementConstruct), into: \.field.fields, .optional("none"),
                "The fields of each element (`list`, required there).", example: "{billId: {type: string}}"),
        ])

    /// A field of a list's elements: all but another list.
    static let elementConstruct = Construct(
        "element field", blank: Draft(), "One field of the elements of a `list`: as an event field, but never a list again.",
        keys: keys(types: FieldType.allCases.filter { $0 != .list }))

    static func fields(of construct: Construct<Draft>) -> Shape<[EventField]> {
        .map(.field, to: construct.shape.then(EventFieldRules.check)).map { items in
            items.map { name, field in
                var named = field
                named.name = name
                return named
            }
        }
    }

    private static func keys(types: [FieldType]) -> [Key<Draft>] {
        [
            Key("type", typeShape(types), into: \.field.type, typeSummary(types), example: "string"),
            Key(
                "required", .boolean, into: \.field.isRequired, .optional("false"), "Whether every event must have it, not null.",
                example: "true"),
            Key("description", .text, into: \.field.description, .optional("none"), "What it means.", example: "\"The payment's number.\""),
            Key(
                "example", Shape<YAMLNode>(.scalar) { node, _ in node }, into: \.example, .optional("none; needed on required fields"),
                "A valid value: it feeds the reference page, the schema and the tests.", example: "\"PAY-1\""),
            Key(
                "personal", .boolean, into: \.field.isPersonal, .optional("false"),
                "An identifier of a person, household or account: hashed before it leaves ingest, never logged.", example: "true"),
            Key(
                "enum", .distinctList(of: .text, limit: enumerationLimit), into: \.field.enumeration, .optional("any text"),
                "The only values allowed (`string`).", example: "[bank_app, agent_cash]"),
            Key(
                "pattern", .text, into: \.field.pattern, .optional("none"),
                "What the whole text must match (`string`): anchored `^…$`, ASCII, without `.`, negated classes, look-around and back-references.",
                example: "\"^PA07[A-Z]{2}[0-9]{7}$\""),
            Key("min_length", .integer(0...65_536), into: \.field.minimumLength, "Fewest Unicode code points (`string`).", example: "1"),
            Key("max_length", .integer(1...65_536), into: \.field.maximumLength, "Most Unicode code points (`string`).", example: "64"),
            Key("min", .integer(Int64.min...Int64.max), into: \.field.minimum, "Smallest value (`integer`).", example: "0"),
            Key("max", .integer(Int64.min...Int64.max), into: \.field.maximum, "Largest value (`integer`).", example: "100000000000"),
        ]
    }

    private static func typeShape(_ types: [FieldType]) -> Shape<FieldType> {
        Shape<String>.words(types.map(\.rawValue)).map { FieldType(rawValue: $0) ?? .string }
    }

    private static func typeSummary(_ types: [FieldType]) -> String {
        types.map { "`\($0.rawValue)`: \(FieldText.summary(of: $0))" }.joined(separator: "; ") + "."
    }
}
