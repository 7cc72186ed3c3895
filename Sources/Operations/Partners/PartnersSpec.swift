import Catalog

/// The spec of `partners.yaml`.
enum PartnersSpec {
    struct Draft: Sendable {
        var partners: [(name: String, value: Partners.Partner)] = []
        var readers: [(name: String, value: String)] = []
        var rest = Partners()
    }

    static let construct = Construct(
        "partners", blank: Draft(),
        "Who sends events and who reads figures: from it come the topics and rights that `nhipso topics` makes.",
        example: example,
        keys: [
            Key(
                "partners", .map(partnerName, to: partner.shape, limit: 1_000), into: \.partners,
                "Those that send events, by the name in their topics.", example: "{power-company: {kinds: [elec]}}"),
            Key(
                "readers", .map(readerName, to: principal, limit: 1_000), into: \.readers, .optional("none"),
                "Those that read `indicator-updates`; the names of their consumer groups begin with `<name>.`.",
                example: "{scoring: \"User:scoring\"}"),
            Key(
                "worker_principal", principal, into: \.rest.workerPrincipal, .optional("no rights are planned for workers"),
                "Whom the brokers know the workers as.", example: "\"User:nhipso-worker\""),
            Key(
                "operators", .distinctList(of: principal, limit: 100), into: \.rest.operatorPrincipals, .optional("none"),
                "Those that use `nhipso rejects`, `explain` and `watch`.", example: "[\"User:lan\"]"),
            Key(
                "facts_retention", days(1...36_500), into: \.rest.factsRetentionDays, .optional("30d"),
                "How long facts are kept. They must outlive `longest_absence` and the time between snapshots.", example: "90d"),
            Key(
                "longest_absence", days(1...3_650), into: \.rest.longestAbsenceDays, .optional("7d"),
                "So long all workers may be away without losing anything: no topic that they read is kept for less.", example: "14d"),
        ])

    private static let partner = Construct(
        "partner", blank: Partners.Partner(), "It may write only to `in.<name>.…`, and read only `rejected.<name>`.",
        keys: [
            Key(
                "kinds", .distinctList(of: .identifier(kind), limit: 100), into: \.kinds,
                "What it sends: each is a topic `in.<name>.<kind>`. A kind is a pipeline's id, or words of its events' types.",
                example: "[elec, elec-payment]"),
            Key("partitions", .integer(1...1_024), into: \.partitions, .optional("4"), "Of each of its topics.", example: "8"),
            Key(
                "principal", principal, into: \.principal, .optional("no rights are planned for it"), "Whom the brokers know it as.",
                example: "\"User:power-company\""),
            Key(
                "retention", days(1...3_650), into: \.retentionDays, .optional("14d"),
                "How long its events are kept: raw identifiers are in them.", example: "7d"),
            Key(
                "rejected_retention", days(1...3_650), into: \.rejectedRetentionDays, .optional("30d"),
                "How long its rejects are kept, to be looked at and sent again.", example: "60d"),
        ])

    private static let partnerName = Identifier("a partner's name", "^[a-z0-9_-]+$")
    private static let readerName = Identifier("a reader's name", "^[a-z0-9_-]+$")
    private static let kind = Identifier("a kind of events", "^[a-z0-9][a-z0-9._-]*$")

    private static let principal = Shape<String>.text.then { text, node, findings in
        if text.hasPrefix("User:"), text.count > 5, text != "User:*" { return text }
        findings.report(
            .invalidIdentifier, at: node.place,
            "`\(text.prefix(80))` is no principal: write `User:` and the name that the brokers know, e.g. `\"User:power-company\"`")
        return nil
    }

    private static func days(_ range: ClosedRange<Int>) -> Shape<Int> {
        Shape<Int>.days.then { count, node, findings in
            if range.contains(count) { return count }
            findings.report(.outOfRange, at: node.place, "\(count)d is not within \(range.lowerBound)d to \(range.upperBound)d")
            return nil
        }
    }

    private static let example = """
        partners:
          power-company: {kinds: [elec], partitions: 8, principal: "User:power-company"}
          viettel-money: {kinds: [elec-payment], retention: 7d, principal: "User:viettel-money"}
        readers: {scoring: "User:scoring"}
        worker_principal: "User:nhipso-worker"
        operators: ["User:lan"]
        facts_retention: 90d
        """
}
