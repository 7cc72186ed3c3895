import Aggregation
import Testing

@testable import Catalog

@Suite struct CountingPlanTests {
    @Test("names become bits and slots in the order in which they are written") func plan() throws {
        let pipeline = try #require(LintProbe.pipeline(SoundDocument.pipeline))
        let plan = pipeline.countingPlan()
        #expect(plan.base == .month && plan.windows == [.month, .quarter])
        #expect(plan.flagCount == 3 && plan.amountCount == 1)
        #expect(plan.hasItems && !plan.hasExpiry)
        #expect(plan.itemFlags == [ItemFlag(bit: 2, condition: FlagCondition(none: 0b010))])
        #expect(
            plan.measures == [
                Measure(kind: .subjects, condition: FlagCondition(all: 0b001)),
                Measure(kind: .subjects, condition: FlagCondition(all: 0b001, none: 0b010)),
                Measure(kind: .items, condition: FlagCondition(all: 0b100)),
                Measure(kind: .amount(index: 0), condition: FlagCondition(all: 0b001)),
            ])
        #expect(plan.graceDays == 15 && plan.retentionDays == 400 && plan.timeZone == .vietnam)
        #expect(pipeline.flagBits == ["paid": 0, "cash": 1, "open": 2])
    }

    @Test(
        "the base is the longest window that nests in all",
        arguments: [
            ([.month, .quarter, .year], .month), ([.current], .current), ([.year, .current], .year), ([.week, .month], .day),
            ([.week], .week), ([.week, .current], .week), ([.day, .year], .day), ([.quarter, .year], .quarter), ([], .current),
        ] as [([WindowLength], WindowLength)])
    func base(_ windows: [WindowLength], _ base: WindowLength) throws {
        var pipeline = try #require(LintProbe.pipeline(SoundDocument.pipeline))
        pipeline.windows = windows
        #expect(pipeline.baseWindow == base)
    }

    @Test("the model says what the YAML says") func model() throws {
        let pipeline = try #require(LintProbe.pipeline(SoundDocument.pipeline))
        let rule = try #require(pipeline.facts.first)
        #expect(rule.record.parts == [.text("payment "), .field("id"), .text(" "), .field("parts.bill")])
        #expect(rule.condition.alternatives == [[FieldTest(field: "isFinal", kind: .equals(true))]])
        #expect(rule.flags.map(\.name) == ["paid", "cash"] && rule.flags[0].condition == .always)
        #expect(rule.flags[1].condition.alternatives == [[FieldTest(field: "channel", kind: .oneOf(["agent"]))]])
        #expect(rule.amounts == [FactRule.Amount(name: "sum", field: "parts.share")])
        #expect(pipeline.indicators[0].target == .atLeast(hundredths: 8050))
        #expect(pipeline.indicators[0].windows == [.month] && pipeline.indicators[1].windows == [.month, .quarter])
        #expect(pipeline.indicators[0].denominator == .measure("all"))
        #expect(pipeline.minimumSubjects == 10)

        let contract = try #require(LintProbe.contract(SoundDocument.event))
        #expect(contract.maximumAgeDays == 800 && contract.maximumAheadSeconds == 600 && contract.timeField == "paidAt")
        #expect(contract.fields.map(\.name).last == "parts" && contract.fields.last?.minimumLength == 1)
        #expect(contract.fields[0].example == "\"P-1\"" && contract.fields[4].example == "5")
    }

    @Test("what is left out has its default") func defaults() throws {
        let pipeline = try #require(LintProbe.pipeline(YAMLReference.Construct.pipeline.form.example))
        #expect(
            pipeline.timeZone == .vietnam && pipeline.graceDays == 15 && pipeline.retentionDays == nil && pipeline.minimumSubjects == 10)
        #expect(pipeline.facts[0].rank == 0 && pipeline.facts[0].condition == .always)
        let vintage = "commune: {field: communeCode, vintage: list, split_units: default_successor}"
        let other = try #require(
            LintProbe.pipeline(YAMLReference.Construct.pipeline.form.example.replacing("commune: communeCode", with: vintage)))
        #expect(other.facts[0].commune == CommuneRule(field: "communeCode", vintageField: "list", allowsDefaultSuccessor: true))
        let zone = try #require(
            LintProbe.pipeline(YAMLReference.Construct.pipeline.form.example.replacing("grace: 15d", with: "time_zone: \"-03:30\"")))
        #expect(zone.timeZone.offsetMinutes == -210)
    }
}
