/// How a client proves who it is, and how it knows the brokers.
///
/// `.plaintext` and `.sasl` without TLS are for machines one trusts and for tests only.
public struct KafkaSecurity: Sendable {
    /// `security.protocol` is made of `tls` and `sasl`: plaintext, ssl, sasl_plaintext or sasl_ssl. Default: neither.
    public var tls: TLS?
    public var sasl: SASL?

    public init(tls: TLS? = nil, sasl: SASL? = nil) {
        self.tls = tls
        self.sasl = sasl
    }

    public static let plaintext = KafkaSecurity()

    /// Encryption; with a certificate of one's own, proof of who the client is (mTLS).
    public struct TLS: Sendable {
        /// `ssl.ca.location`: a file or folder of certificates of authorities (PEM). Default: the system's.
        public var authorityFile: String?
        /// `ssl.certificate.location`: the client's own certificate (PEM). Default: none.
        public var certificateFile: String?
        /// `ssl.key.location`: the private key of it (PEM). Default: none.
        public var keyFile: String?
        /// `ssl.key.password`. Default: none.
        public var keyPassword: Secret?
        /// `ssl.endpoint.identification.algorithm`: the broker's certificate must name its host. Default: true.
        public var verifiesHostName = true

        public init(authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, keyPassword: Secret? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.keyPassword = keyPassword
        }
    }

    /// `sasl.mechanisms` and what belongs to each.
    public enum SASL: Sendable {
        /// `sasl.username`, `sasl.password`: sent as they are; use it with TLS only.
        case plain(user: String, password: Secret)
        case scramSHA256(user: String, password: Secret)
        case scramSHA512(user: String, password: Secret)
        /// Tokens from an OpenID Connect provider (client credentials).
        case oauthBearer(OpenIDConnect)
    }

    /// Where tokens come from (`sasl.oauthbearer.method=oidc`).
    public struct OpenIDConnect: Sendable {
        /// `sasl.oauthbearer.client.id`.
        public var clientID: String
        /// `sasl.oauthbearer.client.secret`.
        public var clientSecret: Secret
        /// `sasl.oauthbearer.token.endpoint.url`: https.
        public var tokenEndpoint: String
        /// `sasl.oauthbearer.scope`. Default: none.
        public var scope: String?
        /// `sasl.oauthbearer.extensions`, e.g. `logicalCluster=lkc-1`. Default: none.
        public var extensions: String?

        public init(clientID: String, clientSecret: Secret, tokenEndpoint: String, scope: String? = nil, extensions: String? = nil) {
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.tokenEndpoint = tokenEndpoint
            self.scope = scope
            self.extensions = extensions
        }
    }

    var properties: [KafkaProperty] {
        var properties = [KafkaProperty("security.protocol", (sasl == nil ? "" : "sasl_") + (tls == nil ? "plaintext" : "ssl"))]
        if let tls {
            properties.append(KafkaProperty("ssl.endpoint.identification.algorithm", tls.verifiesHostName ? "https" : "none"))
            if let file = tls.authorityFile { properties.append(KafkaProperty("ssl.ca.location", file)) }
            if let file = tls.certificateFile { properties.append(KafkaProperty("ssl.certificate.location", file)) }
            if let file = tls.keyFile { properties.append(KafkaProperty("ssl.key.location", file)) }
            if let password = tls.keyPassword { properties.append(KafkaProperty("ssl.key.password", password)) }
        }
        if let sasl { properties += sasl.properties }
        return properties
    }
}

extension KafkaSecurity.SASL {
    var properties: [KafkaProperty] {
        switch self {
        case .plain(let user, let password): Self.properties("PLAIN", user, password)
        case .scramSHA256(let user, let password): Self.properties("SCRAM-SHA-256", user, password)
        case .scramSHA512(let user, let password): Self.properties("SCRAM-SHA-512", user, password)
        case .oauthBearer(let provider):
            [
                KafkaProperty("sasl.mechanisms", "OAUTHBEARER"), KafkaProperty("sasl.oauthbearer.method", "oidc"),
                KafkaProperty("sasl.oauthbearer.client.id", provider.clientID),
                KafkaProperty("sasl.oauthbearer.client.secret", provider.clientSecret),
                KafkaProperty("sasl.oauthbearer.token.endpoint.url", provider.tokenEndpoint),
            ] + (provider.scope.map { [KafkaProperty("sasl.oauthbearer.scope", $0)] } ?? [])
                + (provider.extensions.map { [KafkaProperty("sasl.oauthbearer.extensions", $0)] } ?? [])
        }
    }

    private static func properties(_ mechanism: String, _ user: String, _ password: Secret) -> [KafkaProperty] {
        [KafkaProperty("sasl.mechanisms", mechanism), KafkaProperty("sasl.username", user), KafkaProperty("sasl.password", password)]
    }
}
