import Catalog
import Foundation
import Ingest
import Kafka
import Stages

extension KafkaConfiguration {
    /// - Parameter settings: what `worker.yaml` says of the connection, its secrets read.
    public init(_ settings: KafkaSettings) {
        self.init(bootstrapServers: settings.brokers)
        if settings.wireProtocol.isEncrypted {
            security.tls = KafkaSecurity.TLS(
                authorityFile: settings.caFile, certificateFile: settings.certificateFile, keyFile: settings.keyFile,
                keyPassword: settings.keyPassword.map { Secret($0.reveal()) })
        }
        if settings.wireProtocol.hasSASL, let mechanism = settings.mechanism {
            let user = settings.username ?? ""
            let password = Secret(settings.password?.reveal() ?? "")
            switch mechanism {
            case .plain: security.sasl = .plain(user: user, password: password)
            case .scramSHA256: security.sasl = .scramSHA256(user: user, password: password)
            case .scramSHA512: security.sasl = .scramSHA512(user: user, password: password)
            case .oauthBearer:
                guard let oauth = settings.oauth else { break }
                security.sasl = .oauthBearer(
                    KafkaSecurity.OpenIDConnect(
                        clientID: oauth.clientID, clientSecret: Secret(oauth.clientSecret.reveal()), tokenEndpoint: oauth.tokenEndpoint,
                        scope: oauth.scope))
            }
        }
        extra = settings.properties
    }
}

/// Everything that is wrong with how a worker is to be started, at once.
public struct StartProblems: Error, Sendable, CustomStringConvertible {
    public var problems: [String]
    /// Options good enough to look further for what else is wrong; a worker must not start with them.
    var incomplete: WorkerOptions?

    public init(_ problems: [String]) { self.problems = problems }

    public var description: String { problems.joined(separator: "\n") }
}

extension WorkerOptions {
    /// What the configuration asks for, with the catalog and the secrets that it names.
    ///
    /// - Parameter embedded: the brokers of this process, where the configuration names none.
    /// - Throws: all that is wrong at once.
    public init(
        _ configuration: WorkerConfiguration, environment: [String: String], embedded: String? = nil
    ) throws(StartProblems) {
        var problems: [String] = []
        let (catalog, diagnostics) = Catalog.load(folder: configuration.pipelines)
        problems += diagnostics.filter { $0.severity == .error }.map(\.description)
        if catalog == nil, problems.isEmpty { problems.append("\(configuration.pipelines): no pipelines could be read") }
        let key = Self.key(configuration, environment, isEmbedded: embedded != nil, &problems)
        var kafka = embedded.map { KafkaConfiguration.forEmbeddedBroker($0) }
        if kafka == nil {
            do throws(SecretFailure) { kafka = KafkaConfiguration(try configuration.kafkaSettings(environment: environment)) } catch {
                problems.append("security: \(error)")
            }
        }
        if var checked = kafka {
            checked.consumer.groupID = configuration.group
            problems += checked.findings()
        }
        guard let catalog, let kafka else { throw StartProblems(problems) }
        self.init(
            stages: Set(configuration.stages), catalog: catalog, key: key ?? .random(),
            topics: Topics(prefix: configuration.topicPrefix, version: configuration.pipelineVersion),
            factsPartitions: configuration.partitions.facts, partialsPartitions: configuration.partitions.partials,
            group: configuration.group, kafka: kafka)
        maximumEventBytes = configuration.maximumEventBytes
        snapshotFacts = configuration.snapshot.everyFacts
        snapshotMilliseconds = configuration.snapshot.every.milliseconds
        idleAfterMilliseconds = configuration.idleAfter.milliseconds
        // The rest of the time is for the way through the log.
        lingerMilliseconds = max(1, configuration.emitWithin.milliseconds * 2 / 5)
        guard problems.isEmpty else {
            var found = StartProblems(problems)
            found.incomplete = self
            throw found
        }
    }

    private static func key(
        _ configuration: WorkerConfiguration, _ environment: [String: String], isEmbedded: Bool, _ problems: inout [String]
    ) -> PseudonymKey? {
        guard let reference = configuration.pseudonymKey else {
            // Who only publishes sees no pseudonym, and nothing that was made with the key.
            if configuration.stages == [.publish] { return PseudonymKey.random() }
            // What the embedded broker holds is gone with the process; so may its key be.
            if isEmbedded { return PseudonymKey.random() }
            problems.append(
                "pseudonym_key: there is none; every worker of a cluster needs the same: set NHIPSO_PSEUDONYM_KEY, or pseudonym_key.file in "
                    + "worker.yaml (make one with: openssl rand -hex 32)")
            return nil
        }
        do {
            return try PseudonymKey(hexadecimal: try reference.read(environment: environment).reveal())
        } catch {
            problems.append("pseudonym_key: \(error)")
            return nil
        }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
