/// The spec of a fact rule: how one event becomes a fact, or several.
enum FactRuleSpec {
    static let construct = Construct(
        "fact rule",
        blank: FactRule(eventType: "", record: Template(parts: []), subject: Template(parts: [])),
        "How an event becomes a fact, or with `each` one fact per element of a list. A rule without `flags` takes the record back.",
        keys: [
            Key("from", .identifier(.eventType), into: \.eventType, "The type of the events.", example: "vn.example.water.bill.issued"),
            Key(
                "each", .identifier(.field), into: \.each, .optional("the event is one fact"),
                "A `list` field whose every element is a fact; its fields are written `allocations.billId`.", example: "allocations"),
            Key(
                "when", ConditionSpec.shape, into: \.condition, .optional("always"), "Which events, or elements, the rule is for.",
                example: "{channel: [a, b], eResult: true}"),
            Key(
                "record", TemplateSpec.shape, into: \.record,
                "The thing that has happened or exists, once: of its facts the newest stands.", example: "\"payment {paymentId}\""),
            Key(
                "subject", TemplateSpec.shape, into: \.subject, "Who is counted once, however many records it has.",
                example: "\"contract {contractRef}\""),
            Key(
                "item", TemplateSpec.shape, into: \.item, .optional("no item"),
                "What the record is about within its subject, e.g. a bill of a contract; none where an event has not all of its fields.",
                example: "\"bill {billId}\""),
            Key(
                "commune", communeShape, into: \.commune, .optional("located by the subject's other facts"), "Where it counts.",
                example: "communeCode"),
            Key(
                "period", .identifier(.fieldPath), into: \.period, .optional("it counts in `current` only"),
                "The `period`, `date` or `timestamp` field that decides in which windows it counts.", example: "billPeriod"),
            Key(
                "version", .identifier(.fieldPath), into: \.version, .optional("the business time"),
                "The `timestamp` field that orders the facts of a record.", example: "paidAt"),
            Key(
                "rank", .integer(0...15), into: \.rank, .optional("0"), "Decides between facts of the same instant: the higher one wins.",
                example: "1"),
            Key(
                "flags", flags, into: \.flags, .optional("none: the record is taken back"),
                "The flags that it raises: always (`true`), or where the fields pass.",
                example: "{settled: true, cash: {channel: [agent_cash]}}"),
            Key(
                "amounts", amounts, into: \.amounts, .optional("none"), "The amounts that it carries, each an `integer` field.",
                example: "{paid_vnd: amountVnd}"),
            Key(
                "valid_to", .identifier(.fieldPath), into: \.validTo, .optional("for ever"),
                "The `date` field with the last day on which the record counts.", example: "validTo"),
        ])

    private static let flags: Shape<[FactRule.Flag]> = Shape<[(name: String, value: FieldCondition)]>
        .map(.flag, to: ConditionSpec.flagShape)
        .map { $0.map { FactRule.Flag(name: $0.name, condition: $0.value) } }

    private static let amounts: Shape<[FactRule.Amount]> = Shape<[(name: String, value: String)]>
        .map(.amount, to: .identifier(.fieldPath))
        .map { $0.map { FactRule.Amount(name: $0.name, field: $0.value) } }

    private static let communeShape: Shape<CommuneRule?> = .either(
        "a field's name, or a mapping with `field`",
        scalar: Shape<String>.identifier(.fieldPath).map { CommuneRule(field: $0) },
        mapping: commune.shape.map { $0 })

    static let commune = Construct(
        "commune rule", blank: CommuneRule(field: ""), "Where a fact's commune comes from. The field's name alone is the short form.",
        keys: [
            Key("field", .identifier(.fieldPath), into: \.field, "The field of type `commune`.", example: "communeCode"),
            Key(
                "vintage", .identifier(.fieldPath), into: \.vintageField, .optional("the business date decides"),
                "A `string` field that names the vintage of the code.", example: "communeVintage"),
            Key(
                "split_units", Shape<String>.words(["reject", "default_successor"]).map { $0 == "default_successor" },
                into: \.allowsDefaultSuccessor,
                .optional("reject"), "What becomes of codes of units that were split.", example: "default_successor"),
        ])
}
