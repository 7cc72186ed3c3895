import Aggregation

/// The spec of a pipeline: `Pipelines/<id>.yaml`.
enum PipelineSpec {
    /// Amounts of a fact, flags of a set: what the engine's records can hold.
    static let amountLimit = 2
    static let flagLimit = 64

    struct Draft: Sendable {
        var pipeline = Pipeline(
            id: "", title: Localized(vi: "", en: ""), windows: [], flags: [], facts: [], measures: [], indicators: [])
        var indicators: [(name: String, value: IndicatorSpec.Draft)] = []
    }

    static let construct = Construct(
        "pipeline", blank: Draft(),
        "How events become facts, how facts are counted, and which indicators come of it: one file `Pipelines/<id>.yaml`.",
        example: example,
        keys: [
            Key("pipeline", .identifier(.pipeline), into: \.pipeline.id, "Its id; the file bears the same name.", example: "electricity"),
            Key(
                "title", LocalizedSpec.construct.shape, into: \.pipeline.title, "Its name.",
                example: "{vi: \"Tiền điện\", en: \"Electricity\"}"),
            Key(
                "description", .text, into: \.pipeline.description, .optional("none"), "What it covers.", example: "\"Bills and payments.\""
            ),
            Key(
                "time_zone", .timeZone, into: \.pipeline.timeZone, .optional("Asia/Ho_Chi_Minh"),
                "In which windows begin and end: `Asia/Ho_Chi_Minh` or a fixed offset.", example: "\"+07:00\""),
            Key(
                "windows", WindowSpec.list, into: \.pipeline.windows, "Which windows are kept; `current` is the standing state.",
                example: "[month, quarter, year]"),
            Key("grace", .days, into: \.pipeline.graceDays, .optional("0d"), "After a window's end, until it is final.", example: "15d"),
            Key(
                "retention", .days, into: \.pipeline.retentionDays, .optional("for ever"),
                "After the end of a fact's longest window, until it is closed to late events.", example: "400d"),
            Key(
                "ahead", .days, into: \.pipeline.aheadDays, .optional("400d"),
                "How long after an event's own day its period may begin; what names a later one is rejected as `time-in-future`.",
                example: "60d"),
            Key(
                "privacy", privacy.shape, into: \.pipeline.minimumSubjects, .optional("10 subjects"), "Which figures are suppressed.",
                example: "{minimum_subjects: 10}"),
            Key(
                "flags", named(.flag), into: \.pipeline.flags, "The named booleans of a record, with what they mean.",
                example: "{billed: A bill exists.}"),
            Key(
                "item_flags", MeasureSpec.itemFlags, into: \.pipeline.itemFlags, .optional("none"),
                "Flags that an item gets from all its records together.", example: "{open: {all: [billed], none: [settled]}}"),
            Key(
                "amounts", named(.amount, limit: amountLimit), into: \.pipeline.amounts, .optional("none"),
                "The named integers of a record, with what they mean; at most \(amountLimit).", example: "{paid_vnd: Money paid.}"),
            Key(
                "facts", .list(of: FactRuleSpec.construct.shape), into: \.pipeline.facts, "How events become facts.", example: "[{from: …}]"
            ),
            Key(
                "measures", MeasureSpec.measures, into: \.pipeline.measures, "What is counted, by name.",
                example: "{payments: {records: {all: [settled]}}}"),
            Key(
                "indicators", .map(.indicator, to: IndicatorSpec.construct.shape), into: \.indicators, "What is published, by id.",
                example: "{EP01: {…}}"),
        ])

    /// The pipeline of a draft: indicators without `windows` have those of the pipeline.
    static func pipeline(_ draft: Draft) -> Pipeline {
        var pipeline = draft.pipeline
        pipeline.indicators = draft.indicators.map { name, value in
            var indicator = value.indicator
            indicator.id = name
            indicator.windows = value.windows ?? pipeline.windows
            return indicator
        }
        return pipeline
    }

    private static func named(_ identifier: Identifier, limit: Int? = nil) -> Shape<[Named]> {
        Shape<[(name: String, value: String)]>.map(identifier, to: Shape<String>.text, limit: limit)
            .map { $0.map { Named(name: $0.name, description: $0.value) } }
    }

    static let privacy = Construct(
        "privacy rule", blank: 10, "Figures of cells with too few subjects are suppressed.",
        keys: [
            Key(
                "minimum_subjects", .integer(0...1_000_000), into: \.self, .optional("10"),
                "Cells (a commune in a window) with fewer subjects are suppressed, in every indicator alike; 0: never. An indicator's own "
                    + "denominator may be smaller.", example: "10")
        ])

    private static let example = """
        pipeline: water
        title: {vi: "Tiền nước", en: "Water bills"}
        windows: [month, quarter, year]
        grace: 15d
        flags:
          billed: A bill of the period exists.
          cash: It was paid in cash.
        amounts:
          billed_vnd: The bill's sum.
        facts:
          - from: vn.example.water.bill.issued
            record: "bill {billId}"
            subject: "meter {meterRef}"
            commune: communeCode
            period: billPeriod
            flags:
              billed: true
              cash: {paidBy: cash}
            amounts: {billed_vnd: amountVnd}
        measures:
          meters: {subjects: {all: [billed]}}
          meters_noncash: {subjects: {all: [billed], none: [cash]}}
          sum: {amount: billed_vnd, of: {all: [billed]}}
        indicators:
          W01:
            title: {vi: "Tỷ lệ đồng hồ không trả tiền mặt", en: "Meters not paid in cash"}
            definition: Meters with a bill in the window and no bill paid in cash, of all meters with a bill.
            unit: percent
            numerator: meters_noncash
            denominator: meters
            target: {at_least: 80}
          W02:
            title: {vi: "Tiền nước", en: "Water charges"}
            unit: vnd
            numerator: sum
        """
}
