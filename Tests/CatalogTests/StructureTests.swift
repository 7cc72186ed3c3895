import Testing

@testable import Catalog

@Suite struct StructureTests {
    @Test("the sound documents have no findings") func theSoundDocumentsHaveNoFindings() {
        #expect(LintProbe.lint(SoundDocument.event).map(\.description) == [])
        #expect(LintProbe.lint(SoundDocument.pipeline, SoundDocument.context).map(\.description) == [])
        #expect(LintProbe.lint(SoundDocument.pipeline).map(\.description) == [])
    }

    @Test("a fault is found at its place", arguments: yamlFaults + eventFaults + pipelineFaults) func aFaultIsFoundAtItsPlace(
        _ fault: FaultyDocument
    ) {
        let diagnostics = LintProbe.lint(fault.yaml, SoundDocument.context)
        let found = diagnostics.contains {
            $0.code == fault.code.rawValue && $0.line == fault.place.line && $0.column == fault.place.column
        }
        #expect(
            found, "expected \(fault.code.rawValue) at \(fault.place.line):\(fault.place.column), got \(diagnostics.map(\.description))")
    }

    @Test("a misspelt key brings the right one to mind") func aMisspeltKeyBringsTheRightOneToMind() {
        let diagnostics = LintProbe.lint(SoundDocument.pipeline.replacing("windows: [month, quarter]", with: "windws: [month, quarter]"))
        #expect(diagnostics.first { $0.code == "unknown-key" }?.message == "unknown key `windws`; did you mean `windows`?")
        #expect(diagnostics.contains { $0.code == "missing-key" })
    }

    @Test("all faults of a document are found at once") func allFaultsOfADocumentAreFoundAtOnce() {
        let diagnostics = LintProbe.lint("event: Bad\ntitle: {vi: a}\nfields:\n  x: {type: strin}\n  y: {type: integer, required: maybe}\n")
        #expect(diagnostics.map(\.code) == ["invalid-identifier", "missing-key", "unknown-value", "wrong-type"])
    }

    static let yamlFaults = [
        FaultyDocument(.emptyDocument, "empty", "▸"),
        FaultyDocument(.emptyDocument, "only comments", "▸# nothing\n"),
        FaultyDocument(.missingKey, "a scalar", "▸hello"),
        FaultyDocument(.missingKey, "a list", "▸- event: x\n"),
        FaultyDocument(.missingKey, "another first key", "▸title: x\nevent: y\n"),
        FaultyDocument(.yamlSyntax, "an unclosed list", "event: [a\n▸"),
        FaultyDocument(.yamlSyntax, "a tab as indentation", "event: a\nfields:\n▸\tx: {type: string}\n"),
        FaultyDocument(.yamlSyntax, "an undefined alias", "event: ▸*nowhere\n"),
        FaultyDocument(.yamlSyntax, "two documents", "event: a\n▸---\nevent: b\n"),
        FaultyDocument(.yamlSyntax, "a control character", "event: \"a▸\u{1}\"\n"),
        FaultyDocument(.duplicateKey, "a key twice", "event: a\ntitle: {vi: a, en: b}\n▸event: b\n"),
        FaultyDocument(.duplicateKey, "a key twice further in", "event: a\nfields:\n  x: {type: string}\n  y: 1\n  ▸x: {type: string}\n"),
    ]

    static let eventFaults: [FaultyDocument] = {
        func fault(_ code: DiagnosticCode, _ old: String, _ new: String) -> FaultyDocument {
            FaultyDocument(code, in: SoundDocument.event, old, new)
        }
        return [
            fault(.invalidIdentifier, "event: vn.test.paid", "event: ▸paid"),
            fault(.wrongType, "event: vn.test.paid", "event: ▸[a]"),
            fault(.wrongType, "title: {vi: \"Trả\", en: \"Paid\"}", "title: ▸Paid"),
            fault(.missingKey, "{vi: \"Trả\", en: \"Paid\"}", "▸{vi: Trả}"),
            fault(.emptyText, "\"Trả\"", "▸\"\""),
            fault(.unknownKey, "time: paidAt", "▸tiem: paidAt"),
            fault(.unknownKey, "accept: {past", "accept: {▸pats"),
            fault(.invalidDuration, "800d", "▸800"),
            fault(.invalidDuration, "800d", "▸19200h"),
            fault(.invalidDuration, "10m", "▸10 minutes"),
            fault(.unknownField, "time: paidAt", "time: ▸paidAd"),
            fault(.wrongFieldType, "time: paidAt", "time: ▸month"),
            fault(.optionalField, "time: paidAt", "time: ▸dueAt"),
            fault(.invalidIdentifier, "  note:", "  ▸no-te:"),
            fault(.unknownValue, "note: {type: string}", "note: {type: ▸text}"),
            fault(.missingKey, "note: {type: string}", "note: ▸{description: a}"),
            fault(.wrongType, "note: {type: string}", "note: ▸string"),
            fault(.wrongType, "note: {type: string}", "note: {type: string, required: ▸\"true\"}"),
            fault(.wrongType, "note: {type: string}", "note: {type: string, required: ▸yes}"),
            fault(.keyNotApplicable, "note: {type: string}", "note: {type: string, ▸min: 1}"),
            fault(.keyNotApplicable, "note: {type: string}", "note: {type: date, ▸pattern: \"^a$\"}"),
            fault(.keyNotApplicable, "note: {type: string}", "note: {type: integer, ▸enum: [a]}"),
            fault(.emptyRange, "min_length: 1, max_length: 8", "min_length: 9, max_length: ▸8"),
            fault(.emptyRange, "min: 0, max: 100", "min: 101, max: ▸100"),
            fault(.outOfRange, "max: 100,", "max: ▸99999999999999999999,"),
            fault(.wrongType, "max: 100,", "max: ▸1e3,"),
            fault(.wrongType, "max: 100,", "max: ▸\"100\","),
            fault(.invalidPattern, "\"^H[0-9]{3}$\"", "▸\"H[0-9]{3}\""),
            fault(.invalidPattern, "\"^H[0-9]{3}$\"", "▸\"^H.*$\""),
            fault(.invalidExample, "example: \"H001\"", "example: ▸\"H1\""),
            fault(.invalidExample, "example: \"P-1\"", "example: ▸\"P-1234567\""),
            fault(.invalidExample, "example: bank", "example: ▸post"),
            fault(.invalidExample, "example: 5", "example: ▸500"),
            fault(.invalidExample, "example: 5", "example: ▸\"5\""),
            fault(.invalidExample, "\"2026-05\"", "▸\"2026-13\""),
            fault(.invalidExample, "\"2026-05-02T08:00:00+07:00\"", "▸\"2026-05-02T08:00:00\""),
            fault(.invalidExample, "\"2026-05-02T08:00:00+07:00\"", "▸\"2026-02-30T08:00:00+07:00\""),
            fault(.invalidExample, "\"14758\"", "▸\"1475\""),
            fault(
                .missingExample, "amount: {type: integer, required: true, min: 0, max: 100, example: 5}",
                "amount: ▸{type: integer, required: true}"),
            fault(.missingExample, "share: {type: integer, required: true, example: 2}", "share: ▸{type: integer, required: true}"),
            fault(.duplicateItem, "[bank, agent]", "[bank, ▸bank]"),
            fault(.emptyList, "[bank, agent]", "▸[]"),
            fault(.invalidEnumValue, "note: {type: string}", "note: {type: string, max_length: 3, enum: [abc, ▸abcd]}"),
            fault(
                .tooMany, "note: {type: string}", "note: {type: string, enum: [\((0..<60).map { "v\($0)" }.joined(separator: ", ")), ▸v60]}"
            ),
            fault(.unknownValue, "bill: {type: string", "bill: {type: ▸list"),
            fault(.unknownKey, "share: {type: integer,", "share: {type: integer, ▸fields: {},"),
            fault(.missingKey, "note: {type: string}", "note: ▸{type: list}"),
            fault(.emptyList, "note: {type: string}", "note: {type: list, fields: ▸{}}"),
            fault(
                .nestedTooDeep, "note: {type: string}",
                "note: " + String(repeating: "[", count: 31) + "▸[" + String(repeating: "]", count: 32)),
        ]
    }()

    static let pipelineFaults: [FaultyDocument] = {
        func fault(_ code: DiagnosticCode, _ old: String, _ new: String) -> FaultyDocument {
            FaultyDocument(code, in: SoundDocument.pipeline, old, new)
        }
        return [
            fault(.invalidIdentifier, "pipeline: test", "pipeline: ▸Test"),
            fault(.invalidTimeZone, "Asia/Ho_Chi_Minh", "▸Europe/Berlin"),
            fault(.invalidTimeZone, "Asia/Ho_Chi_Minh", "▸\"+25:00\""),
            fault(.unknownValue, "windows: [month, quarter]", "windows: [month, ▸quater]"),
            fault(.duplicateItem, "windows: [month, quarter]", "windows: [month, ▸month]"),
            fault(.emptyList, "windows: [month, quarter]", "windows: ▸[]"),
            fault(.wrongType, "windows: [month, quarter]", "windows: ▸month"),
            fault(.invalidDuration, "grace: 15d", "grace: ▸-1d"),
            fault(.invalidDuration, "retention: 400d", "retention: ▸99999d"),
            fault(.outOfRange, "minimum_subjects: 10", "minimum_subjects: ▸-1"),
            fault(.wrongType, "paid: It was paid.", "paid: ▸{}"),
            fault(.wrongType, "  paid: It was paid.", "  paid:▸"),
            fault(.tooMany, "sum: The money.", "sum: The money.\n  b: B.\n  ▸c: C."),
            fault(.missingKey, "- from: vn.test.paid\n    each", "- ▸each"),
            fault(.wrongType, "facts:\n", "facts: ▸none\nfactz:\n"),
            fault(.invalidTemplate, "\"payment {id} {parts.bill}\"", "▸\"payment {id\""),
            fault(.invalidTemplate, "\"payment {id} {parts.bill}\"", "▸\"payment }\""),
            fault(.invalidTemplate, "\"payment {id} {parts.bill}\"", "▸\"payment {a b}\""),
            fault(.invalidTemplate, "\"household {household}\"", "▸\"household\""),
            fault(.outOfRange, "rank: 1", "rank: ▸16"),
            fault(.wrongType, "paid: true", "paid: ▸false"),
            fault(.emptyList, "when: {isFinal: true}", "when: ▸{}"),
            fault(.emptyList, "when: {isFinal: true}", "when: ▸[]"),
            fault(.wrongType, "when: {isFinal: true}", "when: ▸always"),
            fault(.conflictingKeys, "when: {isFinal: true}", "when: {channel: {not: [bank], ▸present: true}}"),
            fault(.emptyRange, "when: {isFinal: true}", "when: {amount: {min: 5, max: ▸4}}"),
            fault(.unknownKey, "when: {isFinal: true}", "when: {amount: {▸least: 5}}"),
            fault(.emptyList, "when: {isFinal: true}", "when: {amount: ▸{}}"),
            fault(.unknownKey, "commune: commune", "commune: {field: commune, ▸vintag: note}"),
            fault(.unknownValue, "commune: commune", "commune: {field: commune, split_units: ▸any}"),
            fault(.missingKey, "all: {subjects: {all: [paid]}}", "all: ▸{windows: [month]}"),
            fault(.conflictingKeys, "all: {subjects: {all: [paid]}}", "all: {subjects: {all: [paid]}, ▸records: {}}"),
            fault(.conflictingKeys, "all: {subjects: {all: [paid]}}", "all: {subjects: {all: [paid]}, ▸of: {}}"),
            fault(.emptyList, "all: {subjects: {all: [paid]}}", "all: {subjects: {all: ▸[]}}"),
            fault(.wrongType, "all: {subjects: {all: [paid]}}", "all: {subjects: {all: ▸paid}}"),
            fault(.unknownValue, "unit: percent", "unit: ▸percentage"),
            fault(.invalidDecimal, "at_least: 80.5", "at_least: ▸80.555"),
            fault(.missingKey, "target: {at_least: 80.5}", "target: ▸{}"),
            fault(.conflictingKeys, "target: {at_least: 80.5}", "target: {at_least: 80.5, ▸at_most: 90}"),
            fault(.invalidIdentifier, "  T02:", "  ▸T 02:"),
        ]
    }()
}
