import Testing

@testable import Workers

@Suite("The environment and flags") struct ConfigurationEnvironmentTests {
    @Test("flags stand above the environment, the environment above the file") func precedence() throws {
        let yaml = "stages: [ingest]\ngroup: file\nreplication: 1\n"
        let environment = ["NHIPSO_GROUP": "environment", "NHIPSO_STAGES": "aggregate, publish"]
        let flags = [ConfigurationFlag("--stages", key: "stages", text: "publish")]
        let read = try ConfigurationProbe.read(yaml, environment: environment, flags: flags)
        #expect(read.stages == [.publish] && read.group == "environment" && read.replication == 1)
    }

    @Test("one key of a mapping leaves its neighbours as the file has them") func nested() throws {
        let read = try ConfigurationProbe.read(
            "partitions: {facts: 16, partials: 6}\n",
            environment: ["NHIPSO_PARTITIONS_PARTIALS": "8", "NHIPSO_METRICS_PORT": "0", "NHIPSO_BROKERS": ""])
        #expect(read.partitions.facts == 16 && read.partitions.partials == 8 && read.metrics.port == 0 && read.brokers == [])
    }

    @Test("every key has a variable that reaches it") func everyKey() throws {
        for key in ConfigurationKey.all where key.kind != .map {
            let bad = WorkerConfigurationReading(yaml: "", environment: [key.variable: "\u{1}{"])
            let good = WorkerConfigurationReading(yaml: "", environment: [key.variable: key.form.example])
            let isSeen = (bad.effective + good.effective).contains("# environment \(key.variable)\n")
            #expect(isSeen, "\(key.variable)")
        }
    }

    @Test("a secret comes as itself or by its file, and is never in the configuration") func secrets() throws {
        let environment = ["NHIPSO_PSEUDONYM_KEY": "00112233445566778899aabbccddeeff"]
        let read = try ConfigurationProbe.read("pseudonym_key: {file: /a}", environment: environment)
        #expect(read.pseudonymKey == .environment("NHIPSO_PSEUDONYM_KEY"))
        #expect(try read.pseudonymKey?.read(environment: environment).reveal() == environment["NHIPSO_PSEUDONYM_KEY"])
        let byFile = try ConfigurationProbe.read("", environment: ["NHIPSO_PSEUDONYM_KEY_FILE": "/run/key"])
        #expect(byFile.pseudonymKey == .file("/run/key"))
        let both = environment.merging(["NHIPSO_PSEUDONYM_KEY_FILE": "/b"]) { a, _ in a }
        #expect(ConfigurationProbe.problems("", environment: both).map(\.code) == ["conflicting-keys"])
    }

    @Test("properties of librdkafka have variables, too, and are refused alike") func properties() throws {
        let read = try ConfigurationProbe.read(
            "kafka: {client.rack: a, fetch.min.bytes: 1}",
            environment: ["NHIPSO_KAFKA_CLIENT_RACK": "b", "NHIPSO_KAFKA_FETCH_WAIT_MAX_MS": "9"])
        #expect(read.kafka == ["client.rack": "b", "fetch.min.bytes": "1", "fetch.wait.max.ms": "9"])
        let refused = ConfigurationProbe.problems("", environment: ["NHIPSO_KAFKA_ACKS": "1"])
        #expect(refused.map(\.code) == ["refused-property"] && refused.first?.origin == .environment("NHIPSO_KAFKA_ACKS"))
    }

    @Test("a bad value names its variable or flag and the field") func badValues() {
        let problems = ConfigurationProbe.problems(
            "group: a\n", environment: ["NHIPSO_STAGES": "ingest,agregate", "NHIPSO_EMIT_WITHIN": "soon"],
            flags: [ConfigurationFlag("--metrics-port", key: "metrics.port", text: "high")])
        #expect(
            problems.map(\.description) == [
                "environment NHIPSO_STAGES: error[unknown-value]: stages[1]: `agregate` is not allowed here; did you mean `aggregate`?",
                "environment NHIPSO_EMIT_WITHIN: error[invalid-duration]: emit_within: a duration is needed here: a whole number with `ms`, "
                    + "`s`, `m`, `h` or `d`; e.g. `emit_within: 100ms`",
                "flag --metrics-port: error[wrong-type]: metrics.port: a whole number is needed here, not a text; e.g. `port: 9464`",
            ])
    }

    @Test("a variable that sets nothing is warned of; those of tests and of services beside ours are left alone") func slips() {
        let problems = ConfigurationProbe.problems(
            "",
            environment: [
                "NHIPSO_STAGE": "ingest", "NHIPSO_FOO": "1", "NHIPSO_TEST_BROKERS": "1", "NHIPSO_SERVICE_HOST": "10.0.0.1",
                "NHIPSO_KAFKA_PORT": "tcp://10.0.0.1:9092",
            ])
        #expect(
            problems.map(\.description) == [
                "environment NHIPSO_FOO: warning[unknown-variable]: there is no such variable, it sets nothing",
                "environment NHIPSO_STAGE: warning[unknown-variable]: there is no such variable; did you mean NHIPSO_STAGES?",
            ])
    }
}
