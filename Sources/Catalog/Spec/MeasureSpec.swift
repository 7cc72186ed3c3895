import Aggregation

/// The specs of flag selections, item flags and measures.
enum MeasureSpec {
    static let selection = Construct(
        "flag selection", blank: FlagSelection(), "A condition over flags; `{}` is any set of flags that is not empty.",
        keys: [
            Key("all", flagNames, into: \.all, .optional("none needed"), "All of these are raised.", example: "[settled, noncash]"),
            Key("any", flagNames, into: \.any, .optional("none needed"), "At least one of these is raised.", example: "[billed, settled]"),
            Key("none", flagNames, into: \.none, .optional("none forbidden"), "None of these is raised.", example: "[cash]"),
        ])

    private static let flagNames: Shape<[String]> = .distinctList(of: .identifier(.flag))

    static let itemFlag = Construct(
        "item flag", blank: ItemFlagRule(name: "", condition: FlagSelection()),
        "A flag that an item gets from all its records together; its subject has it while one of its items has it.",
        keys: [
            Key("all", flagNames, into: \.condition.all, .optional("none needed"), "As in a flag selection.", example: "[domestic]"),
            Key("any", flagNames, into: \.condition.any, .optional("none needed"), "As in a flag selection.", example: "[billed]"),
            Key("none", flagNames, into: \.condition.none, .optional("none forbidden"), "As in a flag selection.", example: "[noncash]"),
            Key("description", .text, into: \.description, .optional("none"), "What it means.", example: "\"The bill is open.\""),
        ])

    static let itemFlags: Shape<[ItemFlagRule]> = Shape<[(name: String, value: ItemFlagRule)]>.map(.flag, to: itemFlag.shape)
        .map { items in
            items.map { name, rule in
                var named = rule
                named.name = name
                return named
            }
        }

    struct Draft: Sendable {
        var subjects: FlagSelection?
        var items: FlagSelection?
        var records: FlagSelection?
        var amount: String?
        var selection: FlagSelection?
        var description = ""
        var windows: [WindowLength]?
    }

    static let construct = Construct(
        "measure", blank: Draft(), "What is counted or added up per commune and window.",
        choices: [
            .init(keys: ["subjects", "items", "records", "amount"], isRequired: true),
            .init(keys: ["subjects", "of"], isRequired: false), .init(keys: ["items", "of"], isRequired: false),
            .init(keys: ["records", "of"], isRequired: false),
        ],
        keys: [
            Key("subjects", selection.shape, into: \.subjects, "Distinct subjects whose flags fit.", example: "{all: [billed]}"),
            Key("items", selection.shape, into: \.items, "Distinct items whose flags fit.", example: "{all: [settled], none: [cash]}"),
            Key("records", selection.shape, into: \.records, "Records whose flags fit.", example: "{all: [settled]}"),
            Key("amount", .identifier(.amount), into: \.amount, "The sum of that amount.", example: "paid_vnd"),
            Key(
                "of", selection.shape, into: \.selection, .optional("all records"), "Over which records an `amount` is added up.",
                example: "{all: [noncash]}"),
            Key("description", .text, into: \.description, .optional("none"), "What it means.", example: "\"Households with a bill.\""),
            Key(
                "windows", WindowSpec.list, into: \.windows, .optional("all of the pipeline"), "The windows that it is meant for.",
                example: "[month]"),
        ])

    static let measures: Shape<[MeasureRule]> = Shape<[(name: String, value: Draft)]>.map(.measure, to: construct.shape)
        .map { $0.map { rule(name: $0.name, $0.value) } }

    private static func rule(name: String, _ draft: Draft) -> MeasureRule {
        let kind: MeasureRule.Kind
        var condition = draft.selection ?? FlagSelection()
        if let amount = draft.amount {
            kind = .amount(amount)
        } else if let items = draft.items {
            (kind, condition) = (.items, items)
        } else if let records = draft.records {
            (kind, condition) = (.records, records)
        } else {
            (kind, condition) = (.subjects, draft.subjects ?? FlagSelection())
        }
        return MeasureRule(name: name, description: draft.description, kind: kind, condition: condition, windows: draft.windows)
    }
}
