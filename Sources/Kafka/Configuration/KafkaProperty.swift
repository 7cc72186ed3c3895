/// One of librdkafka's properties with its value.
struct KafkaProperty: Equatable, CustomStringConvertible {
    var name: String
    var value: String
    var isSecret: Bool

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
        isSecret = Self.namesASecret(name)
    }

    init(_ name: String, _ value: some BinaryInteger) { self.init(name, String(value)) }
    init(_ name: String, _ value: Bool) { self.init(name, value ? "true" : "false") }
    init(_ name: String, milliseconds value: Duration) { self.init(name, value.wholeMilliseconds) }

    init(_ name: String, _ value: Secret) {
        self.init(name, value.revealed)
        isSecret = true
    }

    static func namesASecret(_ name: String) -> Bool {
        ["password", "secret", ".pem", "sasl.jaas", "oauthbearer.config"].contains { name.contains($0) }
    }

    var description: String { "\(name)=\(isSecret ? "•••" : value)" }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? (seconds < 0 ? .min : .max) : scaled &+ attoseconds / 1_000_000_000_000_000
    }
}
