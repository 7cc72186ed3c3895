import Catalog

/// The spec of `kafka`: properties of librdkafka that are handed on, but for those that correctness or a secret hangs on.
enum KafkaPropertySpec {
    static let propertyLimit = 100

    private static let property = Identifier("a property of librdkafka", "^[a-z][a-z0-9]*([._][a-z0-9]+)*$")

    static let shape = Shape<[String: String]>(.map(key: property.kind, pattern: property.pattern, value: .text, limit: propertyLimit)) {
        node, findings in
        guard let items = Shape<[(name: String, value: String)]>.map(property, to: .text, limit: propertyLimit).read(node, &findings) else {
            return nil
        }
        var isGood = true
        for entry in node.entries ?? [] {
            guard let name = entry.key.text, let reason = refusal(of: name) else { continue }
            findings.report(.refusedProperty, at: entry.key.place, "`\(name)` cannot be set here: \(reason)")
            isGood = false
        }
        return isGood ? Dictionary(items.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }) : nil
    }

    /// Why a property may not be set; nil: it may.
    static func refusal(of name: String) -> String? {
        if let reason = refused[name] { return reason }
        let parts = name.split { $0 == "." || $0 == "_" }
        let isSecret = parts.contains { ["password", "secret", "passphrase", "pem", "token"].contains($0) }
        if isSecret || name.hasPrefix("sasl.") || securityPrefixes.contains(where: name.hasPrefix) {
            return "say it under `security`, where secrets are named and not shown"
        }
        return nil
    }

    private static let securityPrefixes = ["security.", "ssl.key", "ssl.certificate", "ssl.ca", "ssl_"]

    private static let noLoss = "the worker sets it to `all`: what one broker has may be lost with it"
    private static let refused = [
        "acks": noLoss, "request.required.acks": noLoss,
        "enable.idempotence": "the worker sets it to `true`: repeated sends must not change the order of a partition",
        "auto.offset.reset": "the worker sets it to `error`: it must not jump over records that are gone",
        "enable.auto.commit": "the worker sets it to `false`: it commits only what is acknowledged",
        "enable.auto.offset.store": "the worker sets it to `false`: it commits only what is acknowledged",
        "partition.assignment.strategy": "the worker sets it to `range`: the partitions of a pipeline's topics belong together",
        "isolation.level": "the worker sets it to `read_committed`: what a partner's transaction took back must not count",
        "group.id": "it is made of the key `group` and the stage", "transactional.id": "the worker needs no transactions",
        "bootstrap.servers": "use the key `brokers`", "metadata.broker.list": "use the key `brokers`",
        "test.mock.num.brokers": "leave `brokers` out for the embedded broker",
        "plugin.library.paths": "the worker loads no foreign code",
    ]
}
