import Aggregation

/// The specs of what a figure must be.
enum ExpectedFigureSpec {
    struct Draft: Sendable {
        var indicator: String?
        var measure: String?
        var commune = ""
        var window = Window.current
        var contents: [ExpectedFigure.Field: ExpectedFigure.Content] = [:]
    }

    /// The words of the update document; that they are the same is tested where both are known.
    static let statuses = ["provisional", "final", "revised", "standing"]
    static let reasons = ["no-subjects", "denominator-missing", "denominator-zero", "data-error", "small-cell", "complementary"]
    static let dataErrors = ["ratio-over-100", "negative-numerator", "negative-denominator", "out-of-range"]

    static let figures = oneOrMore(figure.shape.then(expectation), "an expected figure")
    static let revisions = oneOrMore(revision.shape.then(expectation), "an expected revision")
    static let absences = oneOrMore(absence.shape.then(absent), "a figure")

    static let figure = Construct(
        "expected figure", blank: Draft(), "A figure as last published, and any of its fields.",
        example:
            "expect: {indicator: EP01, commune: \"14797\", window: 2026-05, value: 66.67, numerator: 8, denominator: 12, status: final}",
        choices: [.init(keys: ["indicator", "measure"], isRequired: true)],
        keys: [
            Key("indicator", .identifier(.indicator), into: \.indicator, "Which indicator of the pipeline.", example: "EP01"),
            Key(
                "measure", .identifier(.measure), into: \.measure,
                "Or which measure: it has only a `value`, which is never suppressed, and 0 where nothing was counted.",
                example: "bills_unknown"),
        ] + area + [
            Key("value", number, into: \.contents[.value], "As published, rounded; `none`: not available or suppressed.", example: "66.67"),
            Key("numerator", number, into: \.contents[.numerator], "What is divided.", example: "8"),
            Key("denominator", number, into: \.contents[.denominator], "By what.", example: "12"),
            Key("status", words(statuses), into: \.contents[.status], "How firm it is.", example: "final"),
            Key("available", flag, into: \.contents[.available], "Whether there is a value.", example: "false"),
            Key("suppressed", flag, into: \.contents[.suppressed], "Whether privacy withholds it.", example: "true"),
            Key("reason", wordsOrNone(reasons), into: \.contents[.reason], "Why there is no value.", example: "small-cell"),
            Key("met", flagOrNone, into: \.contents[.met], "Whether the target is met; `none`: no target or no value.", example: "true"),
            Key("data_error", wordsOrNone(dataErrors), into: \.contents[.dataError], "What cannot be right in it.", example: "none"),
            Key("approximate", number, into: \.contents[.approximate], "Records located by a default successor.", example: "0"),
        ])

    static let revision = Construct(
        "expected revision", blank: Draft(), "How often a figure has been published: its revision at that point.",
        keys: [Key("indicator", .identifier(.indicator), into: \.indicator, .required, "Which indicator.", example: "EP01")] + area + [
            Key(
                "revision", Shape<Int64>.integer(1...1_000_000).map { .number(hundredths: Int128($0) * 100) }, into: \.contents[.revision],
                .required, "From 1; each step publishes a figure at most once, and only when it says something new.", example: "2")
        ])

    static let absence = Construct(
        "absent figure", blank: Draft(), "A figure of which nothing was ever published.",
        keys: [Key("indicator", .identifier(.indicator), into: \.indicator, .required, "Which indicator.", example: "EP01")] + area)

    private static let area: [Key<Draft>] = [
        Key(
            "commune", .identifier(.area), into: \.commune, "A commune's code, `38` for the province, or `unlocated`.", example: "\"14797\""
        ),
        Key("window", window, into: \.window, "`2026-05-14`, `2026-W20`, `2026-05`, `2026-Q2`, `2026` or `current`.", example: "2026-05"),
    ]

    private static let window = Shape<Window>(.scalar) { node, findings in
        if let window = node.text.flatMap({ Window(key: $0) }) { return window }
        findings.report(
            .unknownValue, at: node.place, "a window is needed here: `2026-05-14`, `2026-W20`, `2026-05`, `2026-Q2`, `2026` or `current`")
        return nil
    }

    private static func oneOrMore(_ one: Shape<ExpectedFigure>, _ name: String) -> Shape<[ExpectedFigure]> {
        .either("\(name), or a list of them,", list: .list(of: one), mapping: one.map { [$0] })
    }

    private static func expectation(_ draft: Draft, _ node: YAMLNode, _ findings: inout Findings) -> ExpectedFigure? {
        let places = Dictionary((node.entries ?? []).map { ($0.key.text ?? "", $0.value.place) }, uniquingKeysWith: { first, _ in first })
        let checks = draft.contents.map { field, content in
            ExpectedFigure.Check(field: field, content: content, place: places[field.rawValue] ?? node.place)
        }
        guard !checks.isEmpty else {
            findings.report(.emptyList, at: node.place, "nothing is expected of the figure; write e.g. `value: 66.67`")
            return nil
        }
        if draft.measure != nil, let other = checks.first(where: { $0.field != .value }) {
            findings.report(.keyNotApplicable, at: other.place, "a measure has only a `value`, no `\(other.field.rawValue)`")
            return nil
        }
        return named(draft, node, checks: checks.sorted { $0.place < $1.place })
    }

    private static func absent(_ draft: Draft, _ node: YAMLNode, _ findings: inout Findings) -> ExpectedFigure? {
        named(draft, node, checks: [ExpectedFigure.Check(field: .published, content: .flag(false), place: node.place)])
    }

    private static func named(_ draft: Draft, _ node: YAMLNode, checks: [ExpectedFigure.Check]) -> ExpectedFigure {
        let name: ExpectedFigure.Name = draft.measure.map { .measure($0) } ?? .indicator(draft.indicator ?? "")
        return ExpectedFigure(
            place: node.place, name: name, commune: draft.commune, window: draft.window, checks: checks,
            namePlace: node.place([draft.measure == nil ? "indicator" : "measure"]), communePlace: node.place(["commune"]),
            windowPlace: node.place(["window"]))
    }
}

// MARK: - Contents

extension ExpectedFigureSpec {
    private typealias Content = ExpectedFigure.Content

    private static let flag = Shape<Bool>.boolean.map { Content.flag($0) }

    private static let flagOrNone = Shape<Content>(.either([.boolean, .words(["none"])])) { node, findings in
        if node.text == "none" { return Content.none }
        return flag.read(node, &findings)
    }

    private static func words(_ words: [String]) -> Shape<Content> { Shape<String>.words(words).map { .word($0) } }

    private static func wordsOrNone(_ words: [String]) -> Shape<Content> {
        Shape<String>.words(words + ["none"]).map { $0 == "none" ? Content.none : .word($0) }
    }

    private static let number = Shape<Content>(.either([.integer(Int64.min...Int64.max), .decimal, .words(["none"])])) { node, findings in
        guard let text = node.plainText, text != "none" else {
            if node.text == "none" { return Content.none }
            findings.reportWrongType(node, needs: "a number or `none`")
            return nil
        }
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 20 && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard isNumber, parts.count <= 2, parts.count == 1 || parts[1].utf8.count <= 2, let whole = Int128(parts[0]) else {
            findings.report(.invalidDecimal, at: node.place, "a number with at most two decimals, or `none`, is needed here")
            return nil
        }
        let decimals = parts.count == 2 ? parts[1] + (parts[1].utf8.count == 1 ? "0" : "") : "00"
        let hundredths = whole * 100 + (Int128(decimals) ?? 0)
        return .number(hundredths: text.first == "-" ? -hundredths : hundredths)
    }
}
