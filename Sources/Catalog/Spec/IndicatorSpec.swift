import Aggregation

/// The spec of an indicator: a published figure.
enum IndicatorSpec {
    struct Draft: Sendable {
        var indicator = Indicator(id: "", title: Localized(vi: "", en: ""), unit: .count, numerator: "", windows: [])
        /// nil: all of the pipeline.
        var windows: [WindowLength]?
    }

    static let construct = Construct(
        "indicator", blank: Draft(), "A published figure: a measure, a ratio of two measures, or a measure over a reference.",
        keys: [
            Key(
                "title", LocalizedSpec.construct.shape, into: \.indicator.title, "Its name.",
                example: "{vi: \"Tỷ lệ hộ\", en: \"Share of households\"}"),
            Key(
                "definition", .text, into: \.indicator.definition, .optional("none"), "What exactly is counted.",
                example: "\"Households with …\""),
            Key("source", .text, into: \.indicator.source, .optional("none"), "The document that names it.", example: "\"Plan 12/KH\""),
            Key(
                "unit", Shape<String>.words(IndicatorUnit.allCases.map(\.rawValue)).map { IndicatorUnit(rawValue: $0) ?? .count },
                into: \.indicator.unit, "`percent`: 100 × numerator / denominator; `count`; `vnd`.", example: "percent"),
            Key("numerator", .identifier(.measure), into: \.indicator.numerator, "A measure.", example: "households_noncash"),
            Key(
                "denominator", denominator, into: \.indicator.denominator, .optional("none: the value is the numerator"),
                "A measure, or `{reference: id}`. A percentage needs one.", example: "households_billed"),
            Key(
                "windows", WindowSpec.list, into: \.windows, .optional("all of the pipeline"), "For which windows it is published.",
                example: "[month, quarter]"),
            Key("target", targetShape, into: \.indicator.target, .optional("none"), "What it is compared with.", example: "{at_least: 80}"),
        ])

    private static let denominator: Shape<Denominator?> = .either(
        "a measure's name, or `{reference: id}`",
        scalar: Shape<String>.identifier(.measure).map { .measure($0) },
        mapping: reference.shape.map { .reference($0) })

    static let reference = Construct(
        "reference", blank: "", "A reference table as the denominator.",
        keys: [
            Key("reference", .identifier(.reference), into: \.self, "The table `Pipelines/references/<id>.csv`.", example: "ocop_products")
        ])

    struct TargetDraft: Sendable {
        var atLeast: Int64?
        var atMost: Int64?
    }

    static let target = Construct(
        "target", blank: TargetDraft(), "A limit in the indicator's unit, with at most two decimals.",
        choices: [.init(keys: ["at_least", "at_most"], isRequired: true)],
        keys: [
            Key("at_least", .hundredths, into: \.atLeast, "The target is met from this value on.", example: "80"),
            Key("at_most", .hundredths, into: \.atMost, "The target is met up to this value.", example: "5.5"),
        ])

    private static let targetShape: Shape<Target?> = target.shape.map { draft in
        draft.atLeast.map { .atLeast(hundredths: $0) } ?? draft.atMost.map { .atMost(hundredths: $0) }
    }
}
