import Testing

@testable import Workers

@Suite("What is wrong with worker.yaml") struct WorkerConfigurationFaultTests {
    @Test(
        "is said with place, field and code",
        arguments: [
            FaultyConfiguration("unknown-key", "stagse", "▸stagse: [ingest]\n"),
            FaultyConfiguration("unknown-key", "metrics.prot", "metrics: {▸prot: 1}\n"),
            FaultyConfiguration("unknown-value", "stages[1]", "stages: [ingest, ▸agregate]\n"),
            FaultyConfiguration("duplicate-item", "stages[1]", "stages: [ingest, ▸ingest]\n"),
            FaultyConfiguration("empty-list", "brokers", "brokers: ▸[]\n"),
            FaultyConfiguration("invalid-address", "brokers[0]", "stages: [publish]\nbrokers: [▸kafka]\n"),
            FaultyConfiguration("invalid-address", "brokers[1]", "brokers:\n  - a:1\n  - ▸b:65536\n"),
            FaultyConfiguration("wrong-type", "brokers", "brokers: ▸{a: 1}\n"),
            FaultyConfiguration("not-power-of-two", "partitions.facts", "partitions:\n  facts: ▸6\n"),
            FaultyConfiguration("out-of-range", "partitions.partials", "partitions: {partials: ▸0}\n"),
            FaultyConfiguration("wrong-type", "partitions", "partitions: ▸4\n"),
            FaultyConfiguration("out-of-range", "replication", "replication: ▸99\n"),
            FaultyConfiguration("invalid-identifier", "topic_prefix", "topic_prefix: ▸\"a b\"\n"),
            FaultyConfiguration("invalid-duration", "emit_within", "emit_within: ▸25\n"),
            FaultyConfiguration("invalid-duration", "emit_within", "emit_within: ▸1.5s\n"),
            FaultyConfiguration("out-of-range", "emit_within", "emit_within: ▸2m\n"),
            FaultyConfiguration("out-of-range", "idle_after", "idle_after: ▸0s\n"),
            FaultyConfiguration("invalid-size", "maximum_event_bytes", "maximum_event_bytes: ▸1MB\n"),
            FaultyConfiguration("out-of-range", "maximum_event_bytes", "maximum_event_bytes: ▸999999999GiB\n"),
            FaultyConfiguration("out-of-range", "metrics.port", "metrics: {port: ▸70000}\n"),
            FaultyConfiguration("unknown-value", "log_level", "log_level: ▸verbose\n"),
            FaultyConfiguration("refused-property", "kafka.acks", "kafka: {▸acks: 1}\n"),
            FaultyConfiguration("invalid-identifier", "kafka.Acks", "kafka: {▸Acks: 1}\n"),
            FaultyConfiguration("refused-property", "kafka.foo.bar", "kafka: {foo.bar: ▸1}\n"),
            FaultyConfiguration("duplicate-key", "group", "group: a\n▸group: b\n"),
            FaultyConfiguration("missing-key", "", "▸brokers: [a:1]\n"),
            FaultyConfiguration("key-not-applicable", "security.protocol", "security: ▸{protocol: ssl}\n"),
        ])
    func faults(_ fault: FaultyConfiguration) throws {
        let problems = ConfigurationProbe.problems(fault.yaml)
        #expect(problems.count == 1, "\(problems)")
        let problem = try #require(problems.first)
        #expect(problem.code == fault.code && problem.origin.description == fault.origin, "\(problem)")
        // YAML that is none, and places that several things begin at, have less to say of the field.
        if !["duplicate-key", "key-not-applicable"].contains(fault.code) { #expect(problem.field == fault.field, "\(problem)") }
        #expect(WorkerConfigurationReading(yaml: fault.yaml).configuration == nil)
    }

    private static let connected = "stages: [publish]\nbrokers: [a:1]\nsecurity:\n"

    @Test(
        "security must fit together",
        arguments: [
            FaultyConfiguration("key-not-applicable", "security.ca_file", connected + "  ca_file: ▸/a\n"),
            FaultyConfiguration("missing-key", "security.certificate_file", connected + "  protocol: ssl\n  certificate_file: ▸/a\n"),
            FaultyConfiguration("missing-key", "security.key_file", connected + "  protocol: ssl\n  key_file: ▸/a\n"),
            FaultyConfiguration("missing-key", "security.protocol", connected + "  protocol: ▸sasl_ssl\n"),
            FaultyConfiguration(
                "missing-key", "security.mechanism", connected + "  protocol: sasl_ssl\n  username: a\n  mechanism: ▸PLAIN\n"),
            FaultyConfiguration("missing-key", "security.mechanism", connected + "  protocol: sasl_ssl\n  mechanism: ▸OAUTHBEARER\n"),
            FaultyConfiguration(
                "key-not-applicable", "security.oauth",
                connected + "  protocol: sasl_ssl\n  mechanism: SCRAM-SHA-256\n  username: a\n  password: {environment: P}\n"
                    + "  oauth: ▸{token_endpoint: \"https://a\", client_id: b, client_secret: {environment: P}}\n"),
            FaultyConfiguration("key-not-applicable", "security.username", connected + "  protocol: ssl\n  username: ▸a\n"),
            FaultyConfiguration(
                "invalid-address", "security.oauth.token_endpoint",
                connected + "  oauth: {token_endpoint: ▸\"http://a\", client_id: b, client_secret: {environment: P}}\n"),
            FaultyConfiguration("missing-key", "security.oauth", connected + "  oauth: ▸{token_endpoint: \"https://a\", client_id: b}\n"),
        ])
    func security(_ fault: FaultyConfiguration) throws {
        let problems = ConfigurationProbe.problems(fault.yaml)
        #expect(problems.map(\.code) == [fault.code], "\(problems)")
        let problem = try #require(problems.first)
        #expect(problem.origin.description == fault.origin && problem.field == fault.field, "\(problem)")
    }

    @Test("all of it is said at once, in the order of the file, with what to write instead") func together() {
        let yaml = """
            brokers: [kafka]
            stages: [ingst]
            partitions: {facts: 5}
            security:
              protocol: ssll
              password: hunter2
            emit_within: soon
            metrics: {port: x}
            """
        #expect(
            ConfigurationProbe.problems(yaml).map(\.description) == [
                "worker.yaml:1:11: error[invalid-address]: brokers[0]: `kafka` is no broker `host:port`, e.g. `kafka-1:9092`"
                    + "; e.g. `brokers: [kafka-1:9092, kafka-2:9092]`",
                "worker.yaml:2:10: error[unknown-value]: stages[0]: `ingst` is not allowed here; did you mean `ingest`?",
                "worker.yaml:3:21: error[not-power-of-two]: partitions.facts: 5 is not a power of two; the next are 4 and 8; e.g. `facts: 16`",
                "worker.yaml:5:13: error[unknown-value]: security.protocol: `ssll` is not allowed here; did you mean `ssl`?",
                "worker.yaml:6:13: error[literal-secret]: security.password: a secret never stands here itself: write where it is, "
                    + "`{file: /path}` or `{environment: NAME}`; e.g. `password: {environment: KAFKA_PASSWORD}`",
                "worker.yaml:7:14: error[invalid-duration]: emit_within: a duration is needed here: a whole number with `ms`, `s`, `m`, `h` "
                    + "or `d`; e.g. `emit_within: 100ms`",
                "worker.yaml:8:17: error[wrong-type]: metrics.port: a whole number is needed here, not a text; e.g. `port: 9464`",
            ])
    }

    @Test(
        "properties that correctness hangs on are refused with the reason",
        arguments: [
            "acks", "enable.idempotence", "auto.offset.reset", "enable.auto.commit", "enable.auto.offset.store",
            "partition.assignment.strategy", "isolation.level", "group.id", "bootstrap.servers", "transactional.id",
        ])
    func refusedProperties(name: String) {
        let problems = ConfigurationProbe.problems("kafka: {\(name): x, fetch.wait.max.ms: 20}")
        #expect(problems.map(\.code) == ["refused-property"])
        #expect(problems.first?.message.hasPrefix("`\(name)` cannot be set here: ") == true)
    }

    @Test("what is not YAML, or not there, is one problem") func unreadable() throws {
        #expect(ConfigurationProbe.problems("brokers: [a\n").map(\.code) == ["yaml-syntax"])
        #expect(ConfigurationProbe.problems("- a\n").map(\.code) == ["wrong-type"])
        let missing = WorkerConfigurationReading(file: "/nowhere/worker.yaml", environment: [:])
        #expect(missing.problems.map(\.code) == ["cannot-read"] && missing.configuration == nil && missing.effective == "")
    }

    @Test("a warning stops nothing") func warning() throws {
        let yaml =
            Self.connected + "  protocol: sasl_plaintext\n  mechanism: PLAIN\n  username: a\n  password: {environment: P}\n"
        let reading = WorkerConfigurationReading(yaml: yaml)
        #expect(reading.problems.map(\.isWarning) == [true] && reading.errorCount == 0 && reading.configuration != nil)
    }
}
