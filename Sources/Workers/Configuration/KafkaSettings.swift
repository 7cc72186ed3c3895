/// All that a connection to the brokers needs, as plain values.
public struct KafkaSettings: Equatable, Sendable {
    /// OpenID Connect, client credentials.
    public struct OAuth: Equatable, Sendable {
        public var tokenEndpoint: String
        public var clientID: String
        public var clientSecret: SecretText
        public var scope: String?
    }

    public var brokers: [String]
    public var wireProtocol: SecuritySettings.WireProtocol
    public var caFile: String?
    public var certificateFile: String?
    public var keyFile: String?
    public var keyPassword: SecretText?
    public var mechanism: SecuritySettings.Mechanism?
    public var username: String?
    public var password: SecretText?
    public var oauth: OAuth?
    /// Further properties of librdkafka; none of those that the worker sets itself.
    public var properties: [String: String]
}

extension WorkerConfiguration {
    /// Reads the secrets that a connection needs.
    public func kafkaSettings(environment: [String: String]) throws(SecretFailure) -> KafkaSettings {
        func read(_ reference: SecretReference?) throws(SecretFailure) -> SecretText? {
            guard let reference else { return nil }
            return try reference.read(environment: environment)
        }
        var oauth: KafkaSettings.OAuth?
        if let given = security.oauth {
            oauth = KafkaSettings.OAuth(
                tokenEndpoint: given.tokenEndpoint, clientID: given.clientID,
                clientSecret: try given.clientSecret.read(environment: environment), scope: given.scope)
        }
        return KafkaSettings(
            brokers: brokers, wireProtocol: security.wireProtocol, caFile: security.caFile, certificateFile: security.certificateFile,
            keyFile: security.keyFile, keyPassword: try read(security.keyPassword), mechanism: security.mechanism,
            username: security.username, password: try read(security.password), oauth: oauth, properties: kafka)
    }
}
