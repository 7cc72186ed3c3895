/// What must hold within one field: keys that fit the type, ranges, pattern, enum and example.
enum EventFieldRules {
    private static let types: [String: Set<FieldType>] = [
        "enum": [.string], "pattern": [.string], "min_length": [.string], "max_length": [.string], "min": [.integer], "max": [.integer],
        "min_items": [.list], "max_items": [.list], "fields": [.list],
        "personal": Set(FieldType.allCases).subtracting([.list]), "example": Set(FieldType.allCases).subtracting([.list]),
    ]

    static func check(_ draft: EventFieldSpec.Draft, _ node: YAMLNode, _ findings: inout Findings) -> EventField? {
        var field = draft.field
        var isGood = checkKeys(field, node, &findings)
        if let range = emptyRange(field) {
            let key = range.keys.compactMap(node.entry).last
            findings.report(.emptyRange, at: key?.value.place ?? node.place, range.message)
            isGood = false
        }
        if field.pattern != nil, !checkPattern(field, node, &findings) { isGood = false }
        for (index, value) in field.enumeration.enumerated() {
            guard isGood, let problem = field.problem(with: value, ignoringEnumeration: true) else { continue }
            findings.report(.invalidEnumValue, at: node.place(["enum", .index(index)]), "`\(value)` is in the `enum`, but \(problem)")
            isGood = false
        }
        guard isGood else { return nil }
        guard let example = draft.example else {
            if field.isRequired && field.type != .list {
                findings.report(.missingExample, at: node.place, "a required field needs an `example`")
                return nil
            }
            return field
        }
        field.example = jsonText(of: example, field: field, &findings)
        return field.example == nil ? nil : field
    }

    private static func checkKeys(_ field: EventField, _ node: YAMLNode, _ findings: inout Findings) -> Bool {
        var isGood = true
        for entry in node.entries ?? [] {
            guard let key = entry.key.text, let fitting = types[key], !fitting.contains(field.type) else { continue }
            let names = FieldType.allCases.filter(fitting.contains).map { "`\($0.rawValue)`" }.joined(separator: ", ")
            findings.report(.keyNotApplicable, at: entry.key.place, "`\(key)` is for fields of type \(names), not `\(field.type.rawValue)`")
            isGood = false
        }
        if field.type == .list, field.fields.isEmpty, node.entry("fields") == nil {
            findings.report(.missingKey, at: node.place, "a field of type `list` needs `fields`: those of its elements")
            isGood = false
        }
        return isGood
    }

    private static func emptyRange(_ field: EventField) -> (keys: [String], message: String)? {
        if let minimum = field.minimum, let maximum = field.maximum, minimum > maximum {
            return (["max"], "`max` \(maximum) is below `min` \(minimum)")
        }
        if let minimum = field.minimumLength, let maximum = field.maximumLength, minimum > maximum {
            return (["max_length", "max_items"], "the upper limit \(maximum) is below the lower limit \(minimum)")
        }
        return nil
    }

    private static func checkPattern(_ field: EventField, _ node: YAMLNode, _ findings: inout Findings) -> Bool {
        do {
            _ = try PatternSyntax.parse(field.pattern ?? "")
            return true
        } catch {
            let place = node.place(["pattern"])
            findings.report(
                .invalidPattern, at: place, "the pattern is not allowed: \(error.message) (at its character \(error.offset + 1))")
            return false
        }
    }

    private static func jsonText(of node: YAMLNode, field: EventField, _ findings: inout Findings) -> String? {
        let problem: String?
        var json = JSONValue.null
        switch field.type {
        case .integer:
            if let text = node.plainText, let number = Int64(text) {
                json = .integer(number)
                problem = number < field.minimum ?? .min || number > field.maximum ?? .max ? "it is not within the range" : nil
            } else {
                problem = "it is no whole number (without quotes)"
            }
        case .boolean:
            problem = node.boolean == nil ? "it is neither `true` nor `false`" : nil
            json = .bool(node.boolean ?? false)
        case .list: problem = "a list's example is made of those of its fields"
        case .string, .timestamp, .date, .period, .commune:
            if case .scalar(let text, _) = node.content, !node.isNull {
                json = .string(text)
                problem = field.problem(with: text)
            } else {
                problem = "a text is needed, not \(node.kindText)"
            }
        }
        guard let problem else { return json.compactText }
        findings.report(.invalidExample, at: node.place, "the example is not valid for its own field: \(problem)")
        return nil
    }
}
