/// The spec of conditions over an event's fields: `when`, and the value of a rule's flag.
enum ConditionSpec {
    /// Bounds the work per event and of lint's analysis.
    static let alternativeLimit = 16

    /// A mapping (all tests must pass) or a list of mappings (one must).
    static let shape: Shape<FieldCondition> = .either(
        "a mapping from fields to tests, or a list of such mappings",
        list: .list(of: tests, limit: alternativeLimit).map { FieldCondition(alternatives: $0) },
        mapping: tests.map { FieldCondition(alternatives: [$0]) })

    /// A condition, or `true` for always.
    static let flagShape: Shape<FieldCondition> = .either(
        "`true`, a mapping from fields to tests, or a list of such mappings",
        scalar: Shape(.yes) { node, findings in
            if node.boolean == true { return .always }
            findings.reportWrongType(node, needs: "`true` or a condition")
            return nil
        },
        list: shape, mapping: shape)

    private static let tests: Shape<[FieldTest]> = Shape<[(name: String, value: FieldTest.Kind)]>
        .map(.fieldPath, to: test)
        .map { $0.map { FieldTest(field: $0.name, kind: $0.value) } }

    private static let test: Shape<FieldTest.Kind> = .either(
        "a test: a value, a list of values, `true`, `false` or a mapping such as `{not: [a]}`",
        scalar: Shape(.scalar) { node, _ in
            if let flag = node.boolean { return .equals(flag) }
            return node.text.map { .oneOf([$0]) }
        },
        list: .distinctList(of: .text).map { .oneOf($0) },
        mapping: comparison.shape.then(kind))

    struct Comparison: Sendable {
        var excluded: [String]?
        var isPresent: Bool?
        var minimum: Int64?
        var maximum: Int64?
        var notAfter: String?
    }

    static let comparison = Construct(
        "field test", blank: Comparison(),
        "Besides this mapping a test may be `[a, b]` or `a` (the text is one of these) and `true` or `false` (the boolean is that).",
        choices: [
            .init(keys: ["not", "present", "min", "not_after"], isRequired: false),
            .init(keys: ["not", "present", "max", "not_after"], isRequired: false),
        ],
        keys: [
            Key(
                "not", .either("a text or a list of texts", scalar: Shape<String>.text.map { [$0] }, list: .distinctList(of: .text)),
                into: \.excluded,
                "The text is none of these; an absent field passes.", example: "[agent_cash]"),
            Key("present", .boolean, into: \.isPresent, "The field is there and not null, or is not.", example: "true"),
            Key("min", .integer(Int64.min...Int64.max), into: \.minimum, "The integer is at least that.", example: "1"),
            Key("max", .integer(Int64.min...Int64.max), into: \.maximum, "The integer is at most that.", example: "5"),
            Key(
                "not_after", .identifier(.fieldPath), into: \.notAfter, "The timestamp or date is not after that of the other field.",
                example: "dueAt"),
        ])

    private static func kind(_ test: Comparison, _ node: YAMLNode, _ findings: inout Findings) -> FieldTest.Kind? {
        if let excluded = test.excluded { return .noneOf(excluded) }
        if let isPresent = test.isPresent { return .present(isPresent) }
        if let field = test.notAfter { return .notAfter(field: field) }
        guard test.minimum != nil || test.maximum != nil else {
            findings.report(.emptyList, at: node.place, "the test tests nothing")
            return nil
        }
        if let minimum = test.minimum, let maximum = test.maximum, minimum > maximum {
            findings.report(.emptyRange, at: node.place(["max"]), "`max` \(maximum) is below `min` \(minimum)")
            return nil
        }
        return .range(minimum: test.minimum, maximum: test.maximum)
    }
}
