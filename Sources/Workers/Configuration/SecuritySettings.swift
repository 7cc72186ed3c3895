/// How the worker proves to the brokers who it is, and they to it.
public struct SecuritySettings: Equatable, Sendable {
    /// The brokers' `security.protocol`.
    public enum WireProtocol: String, CaseIterable, Sendable {
        case plaintext, ssl
        case saslPlaintext = "sasl_plaintext"
        case saslSSL = "sasl_ssl"

        public var isEncrypted: Bool { self == .ssl || self == .saslSSL }
        public var hasSASL: Bool { self == .saslPlaintext || self == .saslSSL }
    }

    /// A mechanism of SASL.
    public enum Mechanism: String, CaseIterable, Sendable {
        case plain = "PLAIN"
        case scramSHA256 = "SCRAM-SHA-256"
        case scramSHA512 = "SCRAM-SHA-512"
        case oauthBearer = "OAUTHBEARER"
    }

    /// Where tokens are fetched (OpenID Connect, client credentials).
    public struct OAuth: Equatable, Sendable {
        public var tokenEndpoint = ""
        public var clientID = ""
        public var clientSecret = SecretReference.environment("")
        public var scope: String?

        public init() {}
    }

    public var wireProtocol = WireProtocol.plaintext
    public var caFile: String?
    public var certificateFile: String?
    public var keyFile: String?
    public var keyPassword: SecretReference?
    public var mechanism: Mechanism?
    public var username: String?
    public var password: SecretReference?
    public var oauth: OAuth?

    public init() {}
}
