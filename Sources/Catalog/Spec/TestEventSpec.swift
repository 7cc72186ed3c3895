/// The specs of a test's events.
enum TestEventSpec {
    struct Draft: Sendable {
        var type = ""
        var numbers: [TestNumber]?
        var envelope: JSONValue = [:]
        var data: JSONValue = [:]
        var place = Place.start
    }

    /// What events of a type hold where they do not say otherwise.
    struct Defaults: Sendable {
        var envelope: JSONValue = [:]
        var data: JSONValue = [:]
    }

    static let construct = Construct(
        "test event", blank: Draft(), "One event, or with `for` one per number. Texts may hold `{at}` (the clock) and `{n}` (the number).",
        example: "in: {type: vn.example.water.bill.issued, for: 101..112, data: {billId: \"W-{n}\", amountVnd: 85000}}",
        keys: [
            Key("type", .text, into: \.type, "Its CloudEvents `type`.", example: "vn.example.water.bill.issued"),
            Key(
                "for", TestNumber.list, into: \.numbers, .optional("one event"), "The numbers that `{n}` stands for: one event each.",
                example: "[101..110, 115]"),
            Key(
                "envelope", data, into: \.envelope, .optional("that of the defaults"),
                "CloudEvents attributes that differ; `null`: left out.", example: "{source: /bank, communevintage: 2025H1}"),
            Key(
                "data", data, into: \.data, .optional("that of the defaults"),
                "Fields that differ from the defaults, each as a whole; codes of digits in quotes.", example: "{communeCode: \"14797\"}"),
        ])

    static let shape = construct.shape.then { draft, node, _ in
        var placed = draft
        placed.place = node.place
        return placed
    }

    static let defaults = Construct(
        "event defaults", blank: Defaults(), "What the events of a type hold in all cases of the file, unless they say otherwise.",
        keys: [
            Key("envelope", data, into: \.envelope, .optional("none"), "CloudEvents attributes.", example: "{source: /power-company}"),
            Key("data", data, into: \.data, .optional("none"), "Fields of the data.", example: "{billPeriod: 2026-05}"),
        ])

    private static let data = Shape<JSONValue>(.data) { node, findings in
        if node.entries != nil { return node.json }
        findings.reportWrongType(node, needs: "a mapping")
        return nil
    }
}

/// A number of `for`, as wide as it was written: `007` stays `007`.
struct TestNumber: Sendable {
    static let limit = 10_000

    var text: String

    /// `7`, `101..112`, or a list of such.
    static let list: Shape<[TestNumber]> = .either(
        "a number, a range such as `101..112`, or a list of them,", scalar: range, list: .list(of: range).map { $0.flatMap { $0 } })

    private static let range = Shape<[TestNumber]>(.written(kind: "number or range", pattern: "^[0-9]{1,9}([.][.][0-9]{1,9})?$")) {
        node, findings in
        let parts = (node.text ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let isRange = parts.count == 3 && parts[1].isEmpty
        guard isRange || parts.count == 1, let low = number(parts[0]), let high = number(parts[parts.count - 1]) else {
            findings.report(.unknownValue, at: node.place, "a number or a range such as `101..112` is needed here")
            return nil
        }
        guard low <= high, high - low < limit else {
            findings.report(.outOfRange, at: node.place, "a range goes from the lower to the higher number, at most \(limit) of them")
            return nil
        }
        return (low...high).map { number in
            let digits = String(number)
            return TestNumber(text: String(repeating: "0", count: max(0, parts[0].utf8.count - digits.utf8.count)) + digits)
        }
    }

    private static func number(_ text: Substring) -> Int? {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
}
