import Catalog
import Foundation
import Ingest
import Kafka
import Stages

/// What must fit together in a configuration whose every key is sound by itself.
struct WorkerConfigurationChecks {
    let configuration: WorkerConfiguration
    let tree: ConfigurationTree
    /// nil: whether files and variables are there is not looked at.
    let environment: [String: String]?

    func check(_ findings: inout Findings) {
        checkBrokers(&findings)
        checkProperties(&findings)
        checkEncryption(&findings)
        checkSASL(&findings)
        if Topics.isReserved(version: configuration.pipelineVersion) {
            report(
                .invalidIdentifier, ["pipeline_version"],
                "topics are named so: take another name, e.g. `v2`", &findings)
        }
        if let environment { checkPresence(environment, &findings) }
    }

    private func isGiven(_ path: String...) -> Bool { tree.node(path) != nil }

    private func report(_ code: DiagnosticCode, _ path: [String], _ message: String, _ findings: inout Findings) {
        findings.report(code, at: tree.place(path), message)
    }

    private func checkBrokers(_ findings: inout Findings) {
        if configuration.usesEmbeddedBroker {
            if configuration.security != SecuritySettings() {
                report(.keyNotApplicable, ["security"], "the embedded broker knows no security: name `brokers`, too", &findings)
            }
        } else if configuration.stages != [.publish], configuration.pseudonymKey == nil {
            report(
                .missingKey, [],
                "`pseudonym_key` is missing: with `brokers`, the stages `ingest` and `aggregate` need one that all workers share, now and later "
                    + "(openssl rand -hex 32); write e.g. `pseudonym_key: {file: /run/secrets/pseudonym-key}`", &findings)
        }
    }

    /// What librdkafka has against a property by itself.
    private func checkProperties(_ findings: inout Findings) {
        for (name, value) in configuration.kafka.sorted(by: { $0.key < $1.key }) {
            var probe = KafkaConfiguration(bootstrapServers: ["localhost:9092"])
            probe.consumer.groupID = "nhipso"
            probe.extra = [name: value]
            guard let words = probe.findings().first(where: { $0.hasPrefix(name + ": ") }) else { continue }
            report(.refusedProperty, ["kafka", name], String(words.dropFirst(name.count + 2)), &findings)
        }
    }

    private func checkEncryption(_ findings: inout Findings) {
        let security = configuration.security
        if !security.wireProtocol.isEncrypted {
            for key in ["ca_file", "certificate_file", "key_file", "key_password"] where isGiven("security", key) {
                report(
                    .keyNotApplicable, ["security", key],
                    "it needs the protocol `ssl` or `sasl_ssl`, not `\(security.wireProtocol.rawValue)`", &findings)
            }
        }
        for (key, other) in [("certificate_file", "key_file"), ("key_file", "certificate_file"), ("key_password", "key_file")]
        where isGiven("security", key) && !isGiven("security", other) {
            report(.missingKey, ["security", key], "`\(key)` needs `\(other)` beside it", &findings)
        }
    }

    private func checkSASL(_ findings: inout Findings) {
        let security = configuration.security
        guard security.wireProtocol.hasSASL else {
            for key in ["mechanism", "username", "password", "oauth"] where isGiven("security", key) {
                report(
                    .keyNotApplicable, ["security", key],
                    "it needs the protocol `sasl_ssl` (or `sasl_plaintext`), not `\(security.wireProtocol.rawValue)`", &findings)
            }
            return
        }
        guard let mechanism = security.mechanism else {
            let words = SecuritySettings.Mechanism.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            report(.missingKey, ["security", "protocol"], "SASL needs a `mechanism`: \(words)", &findings)
            return
        }
        let needed = mechanism == .oauthBearer ? ["oauth"] : ["username", "password"]
        for key in ["username", "password", "oauth"] {
            if needed.contains(key), !isGiven("security", key) {
                report(.missingKey, ["security", "mechanism"], "\(mechanism.rawValue) needs `\(key)`", &findings)
            } else if !needed.contains(key), isGiven("security", key) {
                report(.keyNotApplicable, ["security", key], "\(mechanism.rawValue) has no use for it", &findings)
            }
        }
        if security.wireProtocol == .saslPlaintext, mechanism == .plain || mechanism == .oauthBearer {
            findings.warn(
                .keyNotApplicable, at: tree.place(["security", "protocol"]),
                "the secret crosses the network unencrypted: prefer `sasl_ssl`")
        }
    }

    private func checkPresence(_ environment: [String: String], _ findings: inout Findings) {
        let security = configuration.security
        for (key, path) in [("ca_file", security.caFile), ("certificate_file", security.certificateFile), ("key_file", security.keyFile)] {
            if let path, !FileManager.default.isReadableFile(atPath: path) {
                report(.cannotRead, ["security", key], "the file \(path) does not exist or cannot be read", &findings)
            }
        }
        let secrets: [(path: [String], reference: SecretReference?)] = [
            (["pseudonym_key"], configuration.pseudonymKey), (["security", "key_password"], security.keyPassword),
            (["security", "password"], security.password), (["security", "oauth", "client_secret"], security.oauth?.clientSecret),
        ]
        for (path, reference) in secrets {
            do throws(SecretFailure) { _ = try reference?.read(environment: environment) } catch {
                report(.cannotRead, path, error.description, &findings)
            }
        }
        guard let reference = configuration.pseudonymKey, let secret = try? reference.read(environment: environment) else { return }
        do throws(PseudonymKey.Failure) { _ = try PseudonymKey(hexadecimal: secret.reveal()) } catch {
            report(.cannotRead, ["pseudonym_key"], "\(reference): \(error)", &findings)
        }
    }
}
