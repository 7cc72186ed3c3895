import Aggregation

extension Pipeline {
    /// A digest of all that decides which facts come of an event: under other rules the same record would have another name or other flags,
    /// so facts of one digest are never mixed with another's. Words and indicators are no part of it.
    public var rulesDigest: UInt64 {
        let json: JSONValue = [
            "timeZone": .integer(Int64(timeZone.offsetMinutes)), "flags": .names(flags.map(\.name)), "amounts": .names(amounts.map(\.name)),
            "facts": .array(facts.map(\.canonical)), "aheadDays": .integer(Int64(aheadDays)),
        ]
        var checksum = Checksum()
        Array(json.compactText.utf8).withUnsafeBytes { checksum.update($0) }
        return checksum.value
    }
}

extension FactRule {
    fileprivate var canonical: JSONValue {
        .object(
            present: ("from", .string(eventType)), ("each", each.map { .string($0) }), ("when", condition.canonical),
            ("record", record.canonical),
            ("subject", subject.canonical), ("item", item?.canonical), ("commune", commune?.canonical),
            ("period", period.map { .string($0) }), ("version", version.map { .string($0) }), ("rank", .integer(Int64(rank))),
            ("flags", .object(flags.map { .init($0.name, $0.condition.canonical) })),
            ("amounts", .object(amounts.map { .init($0.name, .string($0.field)) })), ("validTo", validTo.map { .string($0) }))
    }
}

extension Template {
    fileprivate var canonical: JSONValue {
        .array(
            parts.map { part in
                switch part {
                case .text(let text): ["text": .string(text)]
                case .field(let name): ["field": .string(name)]
                }
            })
    }
}

extension CommuneRule {
    fileprivate var canonical: JSONValue {
        .object(
            present: ("field", .string(field)), ("vintage", vintageField.map { .string($0) }), ("default", .bool(allowsDefaultSuccessor)))
    }
}

extension FieldCondition {
    fileprivate var canonical: JSONValue {
        .array(alternatives.map { tests in .array(tests.map { ["field": .string($0.field), "test": $0.kind.canonical] }) })
    }
}

extension FieldTest.Kind {
    fileprivate var canonical: JSONValue {
        switch self {
        case .oneOf(let values): ["oneOf": .names(values)]
        case .noneOf(let values): ["noneOf": .names(values)]
        case .equals(let value): ["equals": .bool(value)]
        case .present(let isPresent): ["present": .bool(isPresent)]
        case .range(let minimum, let maximum):
            .object(present: ("min", minimum.map { .integer($0) }), ("max", maximum.map { .integer($0) }))
        case .notAfter(let field): ["notAfter": .string(field)]
        }
    }
}

extension JSONValue {
    fileprivate static func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
}
