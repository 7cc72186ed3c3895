import Testing

@testable import Workers

@Suite("worker.yaml") struct WorkerConfigurationTests {
    private static let whole = """
        brokers: [kafka-1:9093, "[::1]:9092"]
        stages: [publish, ingest]
        pipelines: /etc/nhipso/Pipelines
        group: test
        partitions: {facts: 16, partials: 6}
        replication: 2
        topic_prefix: test.
        pipeline_version: v2
        pseudonym_key: {file: /run/key}
        security:
          protocol: sasl_ssl
          ca_file: /etc/ca.pem
          certificate_file: /etc/worker.pem
          key_file: /etc/worker.key
          key_password: {environment: KEY_PASSWORD}
          mechanism: OAUTHBEARER
          oauth: {token_endpoint: "https://id.vn/token", client_id: nhipso, client_secret: {file: /run/oauth}, scope: kafka}
        snapshot: {every_facts: 5000, every: 2m}
        idle_after: 1d
        emit_within: 5ms
        maximum_event_bytes: 512KiB
        metrics: {address: 0.0.0.0, port: 0}
        log_level: debug
        kafka: {fetch.wait.max.ms: 20, client.rack: "a"}

        """

    @Test("every key reaches its value") func every() throws {
        let read = try ConfigurationProbe.read(Self.whole)
        var expected = WorkerConfiguration()
        expected.brokers = ["kafka-1:9093", "[::1]:9092"]
        expected.stages = [.publish, .ingest]
        expected.pipelines = "/etc/nhipso/Pipelines"
        expected.group = "test"
        expected.partitions.facts = 16
        expected.partitions.partials = 6
        expected.replication = 2
        expected.topicPrefix = "test."
        expected.pipelineVersion = "v2"
        expected.pseudonymKey = .file("/run/key")
        expected.security.wireProtocol = .saslSSL
        expected.security.caFile = "/etc/ca.pem"
        expected.security.certificateFile = "/etc/worker.pem"
        expected.security.keyFile = "/etc/worker.key"
        expected.security.keyPassword = .environment("KEY_PASSWORD")
        expected.security.mechanism = .oauthBearer
        var oauth = SecuritySettings.OAuth()
        oauth.tokenEndpoint = "https://id.vn/token"
        oauth.clientID = "nhipso"
        oauth.clientSecret = .file("/run/oauth")
        oauth.scope = "kafka"
        expected.security.oauth = oauth
        expected.snapshot.everyFacts = 5000
        expected.snapshot.every = .seconds(120)
        expected.idleAfter = .seconds(86_400)
        expected.emitWithin = .milliseconds(5)
        expected.maximumEventBytes = 512 << 10
        expected.metrics.address = "0.0.0.0"
        expected.metrics.port = 0
        expected.logLevel = "debug"
        expected.kafka = ["fetch.wait.max.ms": "20", "client.rack": "a"]
        #expect(read == expected)
        for key in ConfigurationKey.all where !["security.username", "security.password"].contains(key.name) {
            let name = key.path[key.path.count - 1]
            #expect(Self.whole.contains("\(name):"), "\(key.name) is not in this test")
        }
    }

    @Test("no file, an empty one and one of comments give the defaults", arguments: ["", "\n", "# nothing\n", "---\n", "{}\n"])
    func defaults(yaml: String) throws {
        #expect(try ConfigurationProbe.read(yaml) == WorkerConfiguration())
        let none = WorkerConfigurationReading(file: nil, environment: [:])
        #expect(none.configuration == WorkerConfiguration() && none.problems.isEmpty)
    }

    @Test("one broker or stage may be written without a list") func single() throws {
        let read = try ConfigurationProbe.read("brokers: localhost:9092\nstages: publish\n")
        #expect(read.brokers == ["localhost:9092"] && read.stages == [.publish])
    }

    @Test("a word for a default is the default") func defaultWords() throws {
        var lines = 0
        for key in ConfigurationKey.all {
            guard case .optional(let words) = key.form.presence, EffectiveConfiguration.isValue(words) else { continue }
            lines += 1
            // The protocol by itself would be one of the embedded broker's.
            if key.name == "security.protocol" { continue }
            let yaml = key.path.dropLast().map { "\($0): {" }.joined() + "\(key.form.name): \(words)"
            let closed = yaml + String(repeating: "}", count: key.path.count - 1)
            #expect(try ConfigurationProbe.read(closed) == WorkerConfiguration(), "\(closed)")
        }
        #expect(lines == 14)
    }

    @Test("every example of the spec is sound by itself") func examples() {
        for key in ConfigurationKey.all {
            let yaml = key.path.dropLast().map { "\($0): {" }.joined() + "\(key.form.name): \(key.form.example)"
            let problems = ConfigurationProbe.problems(yaml + String(repeating: "}", count: key.path.count - 1))
            // What must stand beside it is another matter.
            let other = ["missing-key", "key-not-applicable"]
            #expect(problems.filter { !other.contains($0.code) }.map(\.description) == [], "\(yaml)")
        }
    }

    @Test("durations and sizes have units", arguments: [("250ms", 250), ("2s", 2000), ("1m", 60_000)])
    func durations(text: String, milliseconds: Int) throws {
        #expect(try ConfigurationProbe.read("emit_within: \(text)").emitWithin == .milliseconds(milliseconds))
        #expect(UnitText.text(.milliseconds(milliseconds)) == text)
    }
}
