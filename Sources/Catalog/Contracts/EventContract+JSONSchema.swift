extension EventContract {
    /// The identifier of the contract's JSON Schema.
    public var schemaID: String { "urn:nhipso:event:\(type)" }

    /// JSON Schema 2020-12 of the event's `data`: what ingest accepts, in a form that any validator understands.
    public func jsonSchema() -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
            .init("$id", .string(schemaID)),
        ]
        if case .object(let own) = dataSchema() { members += own }
        return .object(members)
    }

    /// The same without `$schema` and `$id`, for embedding.
    func dataSchema() -> JSONValue {
        .object(
            present: ("title", .string(title.en)), ("description", description.isEmpty ? nil : .string(description)),
            ("type", "object"), ("properties", fields.propertiesSchema), ("required", fields.requiredSchema),
            ("examples", .array([exampleData()])))
    }
}

extension [EventField] {
    fileprivate var propertiesSchema: JSONValue { .object(map { .init($0.name, $0.jsonSchema()) }) }

    /// nil when no field is required: an empty list says nothing.
    fileprivate var requiredSchema: JSONValue? {
        let names = filter(\.isRequired).map { JSONValue.string($0.name) }
        return names.isEmpty ? nil : .array(names)
    }
}

extension EventField {
    /// The schema of one field; those that are not required may be null.
    func jsonSchema() -> JSONValue {
        let lengthNames = type == .list ? ("minItems", "maxItems") : ("minLength", "maxLength")
        return .object(
            present: ("description", description.isEmpty ? nil : .string(description)),
            ("type", isRequired ? .string(jsonType) : [.string(jsonType), "null"]),
            ("enum", enumerationSchema),
            ("format", type == .timestamp ? "date-time" : type == .date ? "date" : nil),
            ("pattern", (FieldText.pattern(of: type) ?? pattern.map(Self.portable)).map { .string($0) }),
            // No commune bears it; inside it stands for "not located".
            ("not", type == .commune ? ["const": "00000"] : nil),
            (lengthNames.0, minimumLength.map { .integer(Int64($0)) }), (lengthNames.1, maximumLength.map { .integer(Int64($0)) }),
            // Without limits JSON's integers are without bound; ours have 64 bits.
            ("minimum", type == .integer ? .integer(minimum ?? .min) : nil),
            ("maximum", type == .integer ? .integer(maximum ?? .max) : nil),
            ("items", type == .list ? elementSchema : nil),
            ("examples", example.map { [.json($0)] }))
    }

    private var jsonType: String {
        switch type {
        case .string, .timestamp, .date, .period, .commune: "string"
        case .integer: "integer"
        case .boolean: "boolean"
        case .list: "array"
        }
    }

    private var enumerationSchema: JSONValue? {
        guard !enumeration.isEmpty else { return nil }
        return .array(enumeration.map { .string($0) } + (isRequired ? [] : [.null]))
    }

    private var elementSchema: JSONValue {
        .object(present: ("type", "object"), ("properties", fields.propertiesSchema), ("required", fields.requiredSchema))
    }

    /// `\d` means more than ASCII digits to some validators.
    static func portable(_ pattern: String) -> String {
        var text = ""
        var isInClass = false
        var isEscaped = false
        for character in pattern {
            if isEscaped {
                text += character == "d" ? (isInClass ? "0-9" : "[0-9]") : "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                if character == "[" { isInClass = true } else if character == "]" { isInClass = false }
                text.append(character)
            }
        }
        return text
    }
}
