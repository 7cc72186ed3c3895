import Testing

@testable import Catalog

@Suite struct CheckTests {
    @Test("what makes no sense together is found at its place", arguments: faults) func whatMakesNoSenseTogetherIsFoundAtItsPlace(
        _ fault: FaultyDocument
    ) {
        let diagnostics = LintProbe.lint(fault.yaml, SoundDocument.context)
        let found = diagnostics.contains {
            $0.code == fault.code.rawValue && $0.line == fault.place.line && $0.column == fault.place.column
        }
        #expect(
            found, "expected \(fault.code.rawValue) at \(fault.place.line):\(fault.place.column), got \(diagnostics.map(\.description))")
    }

    @Test("unused names are warnings, not errors") func unusedNamesAreWarningsNotErrors() {
        let diagnostics = LintProbe.lint(
            SoundDocument.pipeline.replacing("numerator: bills", with: "numerator: all"), SoundDocument.context)
        #expect(diagnostics.map(\.code) == ["unused-measure"])
        #expect(diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test("a measure that says what it is for may stand alone") func aMeasureThatSaysWhatItIsForMayStandAlone() {
        let alone = "  bills: {items: {all: [open]}, description: \"Kept for the monthly report.\"}"
        let yaml = SoundDocument.pipeline.replacing("numerator: bills", with: "numerator: all")
            .replacing("  bills: {items: {all: [open]}}", with: alone)
        #expect(LintProbe.lint(yaml, SoundDocument.context).map(\.description) == [])
    }

    @Test("an optional field may stand in a template when the rule demands it")
    func anOptionalFieldMayStandInATemplateWhenTheRuleDemandsIt() {
        let yaml = SoundDocument.pipeline.replacing("\"household {household}\"", with: "\"household {note}\"")
        #expect(LintProbe.lint(yaml, SoundDocument.context).map(\.code) == ["optional-field"])
        let demanding = yaml.replacing("when: {isFinal: true}", with: "when: {note: {present: true}}")
        #expect(LintProbe.lint(demanding, SoundDocument.context).map(\.description) == [])
        let partly = yaml.replacing("when: {isFinal: true}", with: "when: [{note: {present: true}}, {isFinal: true}]")
        #expect(LintProbe.lint(partly, SoundDocument.context).map(\.code) == ["optional-field"])
    }

    @Test("nothing is said of contracts and references that are not known") func nothingIsSaidOfContractsAndReferencesThatAreNotKnown() {
        let yaml = SoundDocument.pipeline.replacing("from: vn.test.paid", with: "from: vn.test.other")
        #expect(LintProbe.lint(yaml).isEmpty)
        var context = SoundDocument.context
        context.brokenContracts = ["vn.test.other"]
        #expect(LintProbe.lint(yaml, context).isEmpty)
    }

    @Test("sixty-four flags fit, one more does not") func sixtyFourFlagsFitOneMoreDoesNot() {
        func yaml(_ count: Int) -> String {
            let names = (0..<(count - 3)).map { "f\($0)" }
            let declared = names.map { "  \($0): A flag.\n" }.joined()
            let raised = names.map { "      \($0): true\n" }.joined()
            return SoundDocument.pipeline
                .replacing("  cash: It was paid in cash.\n", with: "  cash: It was paid in cash.\n\(declared)")
                .replacing("      paid: true\n", with: "      paid: true\n\(raised)")
        }
        #expect(!LintProbe.lint(yaml(64), SoundDocument.context).contains { $0.code == "too-many" })
        #expect(LintProbe.lint(yaml(65), SoundDocument.context).contains { $0.code == "too-many" })
    }

    static let faults: [FaultyDocument] = {
        func fault(_ code: DiagnosticCode, _ old: String, _ new: String) -> FaultyDocument {
            FaultyDocument(code, in: SoundDocument.pipeline, old, new)
        }
        return [
            // Names.
            fault(.unknownContract, "from: vn.test.paid", "from: ▸vn.test.payed"),
            fault(.unknownField, "period: month", "period: ▸mont"),
            fault(.unknownField, "{parts.bill}\"\n    subject", "{parts.bil}\"\n    subject").marking("\"payment"),
            fault(.unknownField, "when: {isFinal: true}", "when: {▸isfinal: true}"),
            fault(.unknownField, "when: {isFinal: true}", "when: {paidAt: {not_after: ▸dueAtt}}"),
            fault(.fieldNeedsEach, "    each: parts\n", "").marking("\"payment"),
            fault(.unknownFlag, "      paid: true", "      ▸payd: true"),
            fault(.unknownFlag, "      paid: true", "      ▸open: true"),
            fault(.unknownFlag, "all: {subjects: {all: [paid]}}", "all: {subjects: {all: [▸payd]}}"),
            fault(.unknownFlag, "open: {none: [cash]", "open: {none: [▸cahs]"),
            fault(.unknownAmount, "amounts: {sum: parts.share}", "amounts: {▸summ: parts.share}"),
            fault(.unknownAmount, "money: {amount: sum", "money: {amount: ▸sun"),
            fault(.unknownMeasure, "numerator: none_cash", "numerator: ▸nonecash"),
            fault(.unknownMeasure, "denominator: all", "denominator: ▸al"),
            fault(.unknownReference, "denominator: all", "denominator: {reference: ▸populations}"),
            fault(.duplicateID, "  open: {none", "  ▸paid: {none"),
            // Types.
            fault(.wrongFieldType, "each: parts", "each: ▸note"),
            fault(.wrongFieldType, "period: month", "period: ▸note"),
            fault(.wrongFieldType, "version: paidAt", "version: ▸month"),
            fault(.validToWithPeriod, "    rank: 1", "    rank: 1\n    valid_to: ▸validTo"),
            fault(.wrongFieldType, "commune: commune", "commune: ▸note"),
            fault(.wrongFieldType, "commune: commune", "commune: {field: commune, vintage: ▸amount}"),
            fault(.wrongFieldType, "amounts: {sum: parts.share}", "amounts: {sum: ▸parts.bill}"),
            fault(.wrongFieldType, "\"household {household}\"", "▸\"household {isFinal}\""),
            fault(.wrongFieldType, "when: {isFinal: true}", "when: {▸channel: true}"),
            fault(.wrongFieldType, "when: {isFinal: true}", "when: {▸amount: [bank]}"),
            fault(.wrongFieldType, "when: {isFinal: true}", "when: {▸channel: {min: 1}}"),
            fault(.wrongFieldType, "when: {isFinal: true}", "when: {▸note: [a]}"),
            fault(.wrongFieldType, "when: {isFinal: true}", "when: {▸month: {not_after: paidAt}}"),
            fault(.wrongFieldType, "when: {isFinal: true}", "when: {paidAt: {not_after: ▸validTo}}"),
            fault(.optionalField, "\"household {household}\"", "▸\"household {commune}\""),
            fault(.recordNotPerElement, "\"payment {id} {parts.bill}\"", "▸\"payment {id}\""),
            fault(.periodDoesNotNest, "windows: [month, quarter]\ngrace", "windows: [week, month, quarter]\ngrace").marking(
                "month\n    version"),
            // Conditions that never hold.
            fault(.unknownEnumValue, "cash: {channel: [agent]}", "cash: {channel: [agent, ▸agnet]}"),
            fault(.unknownEnumValue, "cash: {channel: [agent]}", "cash: {channel: ▸agnet}"),
            fault(.unknownEnumValue, "cash: {channel: [agent]}", "cash: {channel: {not: [▸agnet]}}"),
            fault(.neverHolds, "cash: {channel: [agent]}", "cash: {▸channel: {not: [agent, bank]}}"),
            fault(.neverHolds, "cash: {channel: [agent]}", "cash: {▸channel: {present: false}}"),
            fault(.neverHolds, "cash: {channel: [agent]}", "cash: {▸amount: {min: 101}}"),
            fault(.neverHolds, "cash: {channel: [agent]}", "cash: [{channel: [agent]}, {▸amount: {max: -1}}]"),
            fault(.neverHolds, "cash: {channel: [agent]}", "cash: {▸isFinal: false}"),
            fault(.neverHolds, "all: [paid], none: [cash]", "all: [paid], none: [▸paid]"),
            fault(.neverHolds, "all: [paid], none: [cash]", "any: ▸[cash], none: [cash]"),
            FaultyDocument(
                .neverHolds, in: SoundDocument.pipeline.replacing("      cash: {channel: [agent]}\n", with: ""),
                "all: {subjects: {all: [paid]}}", "all: {subjects: {all: [▸cash]}}"),
            FaultyDocument(
                .neverHolds, in: SoundDocument.pipeline.replacing("      cash: {channel: [agent]}\n", with: ""),
                "all: {subjects: {all: [paid]}}", "all: {subjects: {any: ▸[cash]}}"),
            fault(.unusedFlag, "      cash: {channel: [agent]}\n", "").marking("cash: It was"),
            fault(.neverHolds, "money: {amount: sum, of: {all: [paid]}}", "money: {amount: sum, of: ▸{all: [paid, open]}}"),
            fault(.neverHolds, "    amounts: {sum: parts.share}\n", "").marking("sum, of"),
            // Windows, units, items.
            fault(.windowNotKept, "windows: [month]\n", "windows: [▸year]\n"),
            fault(.windowNotKept, "all: {subjects: {all: [paid]}}", "all: {subjects: {all: [paid]}, windows: [▸year]}"),
            fault(.windowNotKept, "bills: {items: {all: [open]}}", "bills: {items: {all: [open]}, windows: [month]}").marking(
                "bills\n  T03"),
            fault(
                .ratioWindowsDiffer, "  all: {subjects: {all: [paid]}}\n  none_cash: {subjects: {all: [paid], none: [cash]}}",
                "  all: {subjects: {all: [paid]}, windows: [month]}\n  none_cash: {subjects: {all: [paid], none: [cash]}, windows: [quarter]}"
            ).marking("all\n    windows"),
            fault(.percentWithoutDenominator, "unit: count", "unit: ▸percent"),
            fault(.denominatorWithoutPercent, "unit: percent", "unit: ▸count"),
            fault(.unitMismatch, "unit: vnd", "unit: ▸count"),
            fault(.unitMismatch, "unit: count", "unit: ▸vnd"),
            fault(.unitMismatch, "unit: percent\n    numerator: none_cash", "unit: ▸percent\n    numerator: money"),
            fault(.outOfRange, "at_least: 80.5", "at_least: ▸100.01"),
            fault(.itemsWithoutItem, "    item: \"bill {parts.bill}\"\n", "").marking("items: {all"),
            fault(.itemsWithoutItem, "    item: \"bill {parts.bill}\"\n", "").marking("open: {none"),
            fault(.itemFlagOverItemFlag, "open: {none: [cash]", "other: {all: [▸open]}\n  open: {none: [cash]"),
            // Warnings.
            fault(.unusedFlag, "  cash: It was paid in cash.", "  cash: It was paid in cash.\n  ▸lost: Nobody raises it."),
            fault(.unusedFlag, "bills: {items: {all: [open]}}", "bills: {items: {all: [paid]}}").marking("open: {none"),
            fault(.unusedAmount, "sum: The money.", "sum: The money.\n  ▸fee: A fee."),
        ]
    }()
}

extension FaultyDocument {
    /// The same with the mark put before the first occurrence of a text: where the fault shows is not where it was made.
    func marking(_ text: String) -> FaultyDocument {
        precondition(yaml.contains(text), "the document has no \(text)")
        return FaultyDocument(code, "before \(text)", yaml.replacing(text, with: "▸" + text, maxReplacements: 1))
    }
}
