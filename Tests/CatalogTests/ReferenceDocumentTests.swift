import Testing

@testable import Catalog

@Suite struct ReferenceDocumentTests {
    @Test("the examples of the reference page are sound") func examples() throws {
        let event = YAMLReference.Construct.event.form.example
        #expect(LintProbe.lint(event).map(\.description) == [])
        let contract = try #require(LintProbe.contract(event))
        let context = CheckContext(contracts: [contract.type: contract], references: [])
        #expect(LintProbe.lint(YAMLReference.Construct.pipeline.form.example, context).map(\.description) == [])
    }

    @Test("the page shows every key of every construct, and every code") func page() {
        let page = YAMLReference.page()
        for form in allForms() {
            #expect(page.contains("# \(ConstructPage.title(form))\n"))
            for key in form.keys { #expect(page.contains("| `\(key.name)` |") && !key.summary.isEmpty && !key.example.isEmpty) }
        }
        for code in DiagnosticCode.allCases { #expect(page.contains("| `\(code.rawValue)` |") && !code.summary.isEmpty) }
    }

    @Test("the editor schema knows every key and refuses others") func schema() throws {
        let schema = YAMLReference.schema(of: .pipeline)
        #expect(schema["additionalProperties"] == false)
        #expect(schema["properties"]?["windows"]?["items"]?["enum"] == ["day", "week", "month", "quarter", "year", "current"])
        #expect(schema["properties"]?["facts"]?["items"]?["$ref"] == "#/$defs/fact-rule")
        let rule = try #require(schema["$defs"]?["fact-rule"])
        #expect(rule["required"] == ["from", "record", "subject"])
        let choice = try #require(schema["$defs"]?["measure"]?["allOf"])
        guard case .array(let choices) = choice else {
            Issue.record("the choices are no list")
            return
        }
        #expect(
            choices.first == [
                "oneOf": [["required": ["subjects"]], ["required": ["items"]], ["required": ["records"]], ["required": ["amount"]]]
            ])
    }

    @Test("every identifier's pattern is one of ours, and every pattern of the schema too") func identifiers() throws {
        let identifiers: [Identifier] = [
            .eventType, .field, .fieldPath, .pipeline, .flag, .amount, .measure, .indicator, .reference,
        ]
        for identifier in identifiers { #expect(throws: Never.self) { try PatternSyntax.parse(identifier.pattern) } }
        for type in FieldType.allCases {
            if let pattern = FieldText.pattern(of: type) { #expect(throws: Never.self) { try PatternSyntax.parse(pattern) } }
        }
        #expect(Identifier.indicator.matches("QD766-2.1") && !Identifier.indicator.matches("1"))
        #expect(!Identifier.flag.matches(String(repeating: "a", count: 129)))
    }

    private func allForms() -> [ConstructForm] {
        [
            EventSpec.construct.form, EventFieldSpec.construct.form, EventFieldSpec.elementConstruct.form, PipelineSpec.construct.form,
            FactRuleSpec.construct.form, FactRuleSpec.commune.form, ConditionSpec.comparison.form, MeasureSpec.construct.form,
            MeasureSpec.selection.form, MeasureSpec.itemFlag.form, IndicatorSpec.construct.form, IndicatorSpec.target.form,
            IndicatorSpec.reference.form, LocalizedSpec.construct.form,
        ]
    }
}
