import Testing

@testable import Catalog

/// Lints one document by itself, against the contracts given.
enum LintProbe {
    static func lint(_ bytes: [UInt8], _ context: CheckContext = .alone) -> [Diagnostic] {
        var findings = Findings(file: "probe.yaml")
        if let root = YAMLReader.read(bytes, &findings) {
            if let kind = DocumentKind(root) {
                DocumentLint.check(root, kind, context, &findings)
            } else {
                findings.report(.missingKey, at: root.place, "the first key must be `event`, `pipeline` or `test`")
            }
        }
        return findings.diagnostics
    }

    static func lint(_ yaml: String, _ context: CheckContext = .alone) -> [Diagnostic] { lint(Array(yaml.utf8), context) }

    static func contract(_ yaml: String) -> EventContract? {
        var findings = Findings(file: "probe.yaml")
        return YAMLReader.read(yaml, &findings).flatMap { Document.contract($0, &findings) }?.model
    }

    static func pipeline(_ yaml: String) -> Pipeline? {
        var findings = Findings(file: "probe.yaml")
        return YAMLReader.read(yaml, &findings).flatMap { Document.pipeline($0, &findings) }?.model
    }
}

/// A document with one fault: the `▸` marks the place at which the code is expected.
struct FaultyDocument: Sendable, CustomTestStringConvertible {
    var code: DiagnosticCode
    var yaml: String
    var place: Place
    var testDescription: String

    init(_ code: DiagnosticCode, _ name: String, _ marked: String) {
        self.code = code
        testDescription = "\(code.rawValue): \(name)"
        yaml = marked.replacing("▸", with: "")
        let before = marked.prefix { $0 != "▸" }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        place = Place(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }

    /// A sound document in which `old` is replaced by `new`, which holds the mark.
    init(_ code: DiagnosticCode, in sound: String, _ old: String, _ new: String) {
        precondition(sound.contains(old), "the sound document has no \(old)")
        self.init(code, new.replacing("▸", with: ""), sound.replacing(old, with: new, maxReplacements: 1))
    }
}

enum SoundDocument {
    static let event = """
        event: vn.test.paid
        title: {vi: "Trả", en: "Paid"}
        time: paidAt
        accept: {past: 800d, future: 10m}
        fields:
          id: {type: string, required: true, min_length: 1, max_length: 8, example: "P-1"}
          household: {type: string, required: true, personal: true, pattern: "^H[0-9]{3}$", example: "H001"}
          channel: {type: string, required: true, enum: [bank, agent], example: bank}
          note: {type: string}
          amount: {type: integer, required: true, min: 0, max: 100, example: 5}
          fee: {type: integer, min: 0, max: 9}
          isFinal: {type: boolean}
          month: {type: period, required: true, example: "2026-05"}
          paidAt: {type: timestamp, required: true, example: "2026-05-02T08:00:00+07:00"}
          dueAt: {type: timestamp}
          commune: {type: commune, example: "14758"}
          validTo: {type: date}
          parts:
            type: list
            min_items: 1
            fields:
              bill: {type: string, required: true, example: "B-1"}
              share: {type: integer, required: true, example: 2}

        """

    static let pipeline = """
        pipeline: test
        title: {vi: "Thử", en: "Test"}
        time_zone: Asia/Ho_Chi_Minh
        windows: [month, quarter]
        grace: 15d
        retention: 400d
        privacy: {minimum_subjects: 10}
        flags:
          paid: It was paid.
          cash: It was paid in cash.
        item_flags:
          open: {none: [cash], description: "Not in cash."}
        amounts:
          sum: The money.
        facts:
          - from: vn.test.paid
            each: parts
            when: {isFinal: true}
            record: "payment {id} {parts.bill}"
            subject: "household {household}"
            item: "bill {parts.bill}"
            commune: commune
            period: month
            version: paidAt
            rank: 1
            flags:
              paid: true
              cash: {channel: [agent]}
            amounts: {sum: parts.share}
        measures:
          all: {subjects: {all: [paid]}}
          none_cash: {subjects: {all: [paid], none: [cash]}}
          bills: {items: {all: [open]}}
          money: {amount: sum, of: {all: [paid]}}
        indicators:
          T01:
            title: {vi: "Tỷ lệ", en: "Share"}
            unit: percent
            numerator: none_cash
            denominator: all
            windows: [month]
            target: {at_least: 80.5}
          T02:
            title: {vi: "Số", en: "Number"}
            unit: count
            numerator: bills
          T03:
            title: {vi: "Tiền", en: "Money"}
            unit: vnd
            numerator: money

        """

    static var context: CheckContext {
        CheckContext(
            contracts: LintProbe.contract(event).map { [$0.type: $0] } ?? [:], brokenContracts: [], references: ["population"])
    }
}
