import Foundation
import Testing

@testable import Workers

@Suite("Secrets of the configuration") struct ConfigurationSecretTests {
    @Test(
        "one that stands in the wrong place is not repeated anywhere",
        arguments: [
            "pseudonym_key: hunter2hunter2", "pseudonym_key: \"hunter2hunter2\"", "pseudonym_key: [hunter2hunter2]",
            "pseudonym_key: {environment: \"hunter2hunter2!\"}", "pseudonym_key: {value: hunter2hunter2}",
            "security: {password: hunter2hunter2}", "security: {oauth: {client_secret: hunter2hunter2}}",
            "kafka: {sasl.password: hunter2hunter2}", "kafka: {ssl.key.password: hunter2hunter2}", "kafka: {ssl.key.pem: hunter2hunter2}",
            "kafka: {sasl.oauthbearer.client.secret: hunter2hunter2}", "kafka: {sasl.oauthbearer.config: hunter2hunter2}",
        ])
    func neverRepeated(yaml: String) {
        let reading = WorkerConfigurationReading(yaml: yaml)
        #expect(reading.errorCount >= 1 && reading.configuration == nil)
        #expect(!reading.problems.map(\.description).joined().contains("hunter2"))
        #expect(!reading.effective.contains("hunter2") && reading.effective.contains("not shown"))
        let isLiteral = reading.problems.contains {
            ["literal-secret", "refused-property", "invalid-identifier", "unknown-key"].contains($0.code)
        }
        #expect(isLiteral)
    }

    @Test("neither is one of the environment") func environment() throws {
        let environment = [
            "NHIPSO_SECURITY_PASSWORD": "hunter2", "NHIPSO_KAFKA_SASL_PASSWORD": "hunter2", "NHIPSO_PSEUDONYM_KEY": "hunter2",
        ]
        let reading = WorkerConfigurationReading(yaml: "", environment: environment)
        #expect(!(reading.problems.map(\.description).joined() + reading.effective).contains("hunter2"))
        #expect(reading.problems.contains { $0.code == "refused-property" })
    }

    @Test("one that stands in the file is found though a variable stands above it") func covered() throws {
        let yaml = "security: {protocol: sasl_ssl, mechanism: PLAIN, username: a, password: hunter2}\nbrokers: [a:1]\nstages: [publish]\n"
        let reading = WorkerConfigurationReading(yaml: yaml, environment: ["NHIPSO_SECURITY_PASSWORD": "other"])
        #expect(reading.configuration == nil && reading.problems.map(\.code) == ["literal-secret"])
        let words = try #require(reading.problems.first).description
        #expect(words.hasPrefix("worker.yaml:1:73: ") && words.contains("security.password") && !words.contains("hunter2"), "\(words)")
    }

    @Test("a key that is none is told with its file and the place that names it") func shortKey() throws {
        let folder = try ScratchFolder(["key.hex": "abc\n"])
        let file = folder.path + "/worker.yaml"
        try Data("pseudonym_key: {file: \(folder.path)/key.hex}\n".utf8).write(to: URL(fileURLWithPath: file))
        let problems = WorkerConfigurationReading(file: file, environment: [:]).problems.map(\.description)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("\(file):1:16: error") == true && problems.first?.contains("\(folder.path)/key.hex") == true)
    }

    @Test("a secret's text shows itself only when asked") func text() throws {
        let settings = try connected().kafkaSettings(environment: ["P": "hunter2"])
        #expect(settings.password?.reveal() == "hunter2")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!("\(settings)" + String(reflecting: settings) + dumped).contains("hunter2"))
    }

    private func connected() throws -> WorkerConfiguration {
        try ConfigurationProbe.read(
            "stages: [publish]\nbrokers: [a:1]\nsecurity: {protocol: sasl_ssl, mechanism: PLAIN, username: me, password: {environment: P}}\n"
        )
    }

    @Test("settings for Kafka carry what was configured") func settings() throws {
        var configuration = try connected()
        configuration.kafka = ["fetch.wait.max.ms": "20"]
        let settings = try configuration.kafkaSettings(environment: ["P": "p"])
        #expect(settings.brokers == ["a:1"] && settings.wireProtocol == .saslSSL && settings.mechanism == .plain)
        #expect(settings.username == "me" && settings.properties == ["fetch.wait.max.ms": "20"] && settings.keyPassword == nil)
        #expect(throws: SecretFailure.self) { try configuration.kafkaSettings(environment: [:]) }
    }

    @Test("a file's last newline is no part of the secret; what is not there or empty is said") func files() throws {
        let folder = try ScratchFolder(["key": "abc\n", "spaced": " abc ", "empty": "\n", "long": String(repeating: "a", count: 70_000)])
        #expect(try SecretReference.file("\(folder.path)/key").read(environment: [:]).reveal() == "abc")
        #expect(try SecretReference.file("\(folder.path)/spaced").read(environment: [:]).reveal() == " abc ")
        for name in ["empty", "missing", "long"] {
            #expect(throws: SecretFailure.self, "\(name)") { try SecretReference.file("\(folder.path)/\(name)").read(environment: [:]) }
        }
        #expect(throws: SecretFailure.self) { try SecretReference.environment("A").read(environment: ["A": ""]) }
    }

    @Test("with files looked at, each that is missing is one problem at its place") func presence() throws {
        let folder = try ScratchFolder(["ca.pem": "x"])
        let yaml = """
            stages: [publish]
            brokers: [a:1]
            pseudonym_key: {file: /nowhere/key}
            security:
              protocol: sasl_ssl
              ca_file: \(folder.path)/ca.pem
              certificate_file: /nowhere/a.pem
              key_file: /nowhere/a.key
              mechanism: PLAIN
              username: a
              password: {environment: NO_SUCH}
            """
        let missing = WorkerConfigurationReading(yaml: yaml, checksFiles: true).problems
        #expect(missing.map(\.code) == Array(repeating: "cannot-read", count: 4))
        #expect(missing.map { $0.origin.description.split(separator: ":").dropFirst().first } == ["3", "7", "8", "11"])
        #expect(ConfigurationProbe.problems(yaml).isEmpty)
    }
}
