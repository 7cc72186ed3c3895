import Catalog

/// The spec of `security`.
enum SecuritySpec {
    static let construct = Construct(
        "security", blank: SecuritySettings(), "How the worker and the brokers prove to each other who they are.",
        keys: [
            Key(
                "protocol", .cases(of: SecuritySettings.WireProtocol.self), into: \.wireProtocol, .optional("plaintext"),
                "Whether the connection is encrypted, and whether the worker names itself by SASL.", example: "sasl_ssl"),
            Key(
                "ca_file", .text, into: \.caFile, .optional("those of the system"), "Certificates (PEM) that the brokers' are judged by.",
                example: "/etc/nhipso/ca.pem"),
            Key(
                "certificate_file", .text, into: \.certificateFile, "The worker's own certificate (PEM), for mTLS.",
                example: "/etc/nhipso/worker.pem"),
            Key("key_file", .text, into: \.keyFile, "The private key (PEM) of `certificate_file`.", example: "/etc/nhipso/worker.key"),
            Key(
                "key_password", SecretSpec.shape, into: \.keyPassword, "The password of `key_file`.",
                example: "{file: /run/secrets/key-password}"),
            Key(
                "mechanism", .cases(of: SecuritySettings.Mechanism.self), into: \.mechanism, "The mechanism of SASL.",
                example: "SCRAM-SHA-512"),
            Key("username", .text, into: \.username, "For PLAIN and SCRAM.", example: "nhipso-worker"),
            Key("password", SecretSpec.shape, into: \.password, "For PLAIN and SCRAM.", example: "{environment: KAFKA_PASSWORD}"),
            Key(
                "oauth", oauth.shape, into: \.oauth, "For OAUTHBEARER; librdkafka must know OpenID Connect, which Debian 12's does not.",
                example: "{token_endpoint: \"https://id.example.vn/token\", client_id: nhipso, client_secret: {file: /run/secrets/oauth}}"),
        ])

    static let oauth = Construct(
        "oauth client", blank: SecuritySettings.OAuth(), "Where tokens are fetched: OpenID Connect with client credentials.",
        keys: [
            Key(
                "token_endpoint", endpoint, into: \.tokenEndpoint, "The address that gives tokens.",
                example: "\"https://id.example.vn/token\""),
            Key("client_id", .text, into: \.clientID, "The worker's name there.", example: "nhipso"),
            Key("client_secret", SecretSpec.shape, into: \.clientSecret, "Its secret there.", example: "{file: /run/secrets/oauth}"),
            Key("scope", .text, into: \.scope, "What the token is for.", example: "kafka"),
        ])

    private static let endpoint = Shape<String>.text.then { text, node, findings in
        if text.hasPrefix("https://") || text.hasPrefix("http://127.0.0.1") || text.hasPrefix("http://localhost") { return text }
        findings.report(.invalidAddress, at: node.place, "an address that begins with `https://` is needed here")
        return nil
    }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the enumeration's words.
    static func cases(of type: Value.Type) -> Shape<Value> {
        Shape<String>.words(Value.allCases.map(\.rawValue)).then { word, _, _ in Value(rawValue: word) }
    }
}
