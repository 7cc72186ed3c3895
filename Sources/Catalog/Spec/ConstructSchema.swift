/// The JSON Schema of a construct, for editors: completion and checking while typing.
package struct ConstructSchema {
    private var definitions: [String: JSONValue] = [:]

    package static func document(of form: ConstructForm, id: String) -> JSONValue {
        var schema = ConstructSchema()
        let root = schema.object(form)
        guard case .object(let members) = root else { return root }
        let definitions = schema.definitions.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value) }
        return .object(
            [
                .init("$schema", "https://json-schema.org/draft/2020-12/schema"), .init("$id", .string(id)),
                .init("title", .string(form.name)),
            ] + members + [.init("$defs", .object(definitions))])
    }

    private mutating func object(_ form: ConstructForm) -> JSONValue {
        let properties = form.keys.map { key -> JSONValue.Member in
            var schema = value(key.shape)
            if case .object(let members) = schema {
                // Beside a `$ref` these apply too (2020-12).
                var text = key.summary
                if case .optional(let fallback) = key.presence { text += " Default: \(fallback)." }
                schema = .object([.init("description", .string(text))] + members.filter { $0.key != "description" })
            }
            return .init(key.name, schema)
        }
        let required = form.keys.filter { $0.presence == .required }.map { JSONValue.string($0.name) }
        let choices = form.choices.map { choice in
            let one = choice.keys.map { key -> JSONValue in ["required": [.string(key)]] }
            return choice.isRequired ? ["oneOf": .array(one)] : exclusion(choice.keys)
        }
        return .object(
            present: ("description", .string(form.summary)), ("type", "object"), ("additionalProperties", false),
            ("properties", .object(properties)), ("required", required.isEmpty ? nil : .array(required)),
            ("allOf", choices.isEmpty ? nil : .array(choices)))
    }

    /// At most one of the keys: one of them, or none at all.
    private func exclusion(_ keys: [String]) -> JSONValue {
        let any: [JSONValue] = keys.map { ["required": [.string($0)]] }
        return ["oneOf": .array(any + [["not": ["anyOf": .array(any)]]])]
    }

    private mutating func value(_ shape: ShapeForm) -> JSONValue {
        switch shape {
        case .text: return ["type": ["string", "number", "boolean"]]
        case .identifier(_, let pattern), .written(_, let pattern): return ["type": "string", "pattern": .string(pattern)]
        case .integer(let range): return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .decimal: return ["type": "number", "minimum": 0]
        case .boolean: return ["type": "boolean"]
        case .yes: return ["const": true]
        case .words(let words): return ["enum": .array(words.map { .string($0) })]
        case .scalar: return ["type": ["string", "number", "boolean"]]
        case .data: return ["type": "object"]
        case .list(let element, let limit):
            return .object(
                present: ("type", "array"), ("items", value(element)), ("minItems", 1), ("maxItems", limit.map { .integer(Int64($0)) }))
        case .map(_, let pattern, let item, let limit):
            return .object(
                present: ("type", "object"), ("patternProperties", [pattern: value(item)]), ("additionalProperties", false),
                ("minProperties", 1), ("maxProperties", limit.map { .integer(Int64($0)) }))
        case .object(let form):
            let name = form.name.replacing(" ", with: "-")
            if definitions[name] == nil { definitions[name] = object(form) }
            return ["$ref": .string("#/$defs/\(name)")]
        case .either(let shapes): return ["anyOf": .array(shapes.map { value($0) })]
        }
    }
}
