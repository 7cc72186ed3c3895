import Catalog

/// The spec of `worker.yaml`.
enum WorkerSpec {
    private static let word = Identifier("a name", "^[A-Za-z0-9][A-Za-z0-9._-]*$")

    static let construct = Construct(
        "worker configuration", blank: WorkerConfiguration(),
        "What `nhipso worker` is told. Every key may be left out, and so may the file.", example: example,
        keys: connection + counting + watching)

    private static let connection: [Key<WorkerConfiguration>] = [
        Key(
            "brokers",
            .either("a broker `host:port`, or a list of them", scalar: broker.map { [$0] }, list: .distinctList(of: broker, limit: 50)),
            into: \.brokers, .optional("the embedded broker"), "The brokers to begin with.", example: "[kafka-1:9092, kafka-2:9092]"),
        Key(
            "security", SecuritySpec.construct.shape, into: \.security, .optional("open connections"), "How they are reached.",
            example: "{protocol: ssl}"),
        Key(
            "group", .identifier(word), into: \.group, .optional("nhipso"), "What the names of the consumer groups begin with.",
            example: "nhipso-test"),
        Key(
            "topic_prefix", .identifier(word), into: \.topicPrefix, .optional("none"), "What the names of all topics begin with.",
            example: "test."),
        Key(
            "pipeline_version", .identifier(word), into: \.pipelineVersion, .optional("the default one"),
            "Which version of the pipelines these are: each has a state of its own (`<version>.facts.…`), all read the same events, and "
                + "`nhipso switch` says which one publishes.", example: "v2"),
        Key(
            "partitions", partitions.shape, into: \.partitions, .optional("see there"),
            "Partitions of topics that workers write for each other.",
            example: "{facts: 16, partials: 8}"),
        Key(
            "replication", .integer(1...15), into: \.replication, .optional("3"), "Copies of each topic that is made.", example: "1"),
        Key(
            "kafka", KafkaPropertySpec.shape, into: \.kafka, .optional("none"),
            "Further properties of librdkafka. Those that correctness hangs on are refused, and secrets.",
            example: "{fetch.wait.max.ms: 20}"),
    ]

    private static let counting: [Key<WorkerConfiguration>] = [
        Key(
            "stages", .either("a stage, or a list of them", scalar: stage.map { [$0] }, list: .distinctList(of: stage)), into: \.stages,
            .optional("[ingest, aggregate, publish]"), "What this worker does; others may do the rest.", example: "[ingest]"),
        Key("pipelines", .text, into: \.pipelines, .optional("Pipelines"), "The folder of pipelines.", example: "/etc/nhipso/Pipelines"),
        Key(
            "pseudonym_key", SecretSpec.shape, into: \.pseudonymKey,
            .optional("none: with the embedded broker a random one, else only publish begins"),
            "The key of the pseudonyms: 32 or more hexadecimal digits, the same for all workers.",
            example: "{file: /run/secrets/pseudonym-key}"),
        Key(
            "snapshot", snapshot.shape, into: \.snapshot, .optional("see there"), "When the state of a partition is written down.",
            example: "{every_facts: 500000, every: 30s}"),
        Key(
            "idle_after", .duration(.seconds(1)...(.seconds(7 * 86_400))), into: \.idleAfter, .optional("5m"),
            "A source that has been silent so long, by the log's time, holds the watermark back no more.", example: "15m"),
        Key(
            "emit_within", .duration(.milliseconds(1)...(.seconds(60))), into: \.emitWithin, .optional("25ms"),
            "A changed cell is written within this time.", example: "100ms"),
        Key(
            "maximum_event_bytes", .bytes(1024...(64 << 20)), into: \.maximumEventBytes, .optional("1MiB"), "A larger event is a reject.",
            example: "256KiB"),
    ]

    private static let watching: [Key<WorkerConfiguration>] = [
        Key(
            "metrics", metrics.shape, into: \.metrics, .optional("no endpoint"), "Where `/metrics`, `/livez` and `/readyz` are served.",
            example: "{port: 9464}"),
        Key(
            "log_level", .words(["trace", "debug", "info", "notice", "warning", "error", "critical"]), into: \.logLevel, .optional("info"),
            "What is logged, and what is graver.", example: "debug"),
    ]

    private static let partitions = Construct(
        "partition counts", blank: WorkerConfiguration.PartitionCounts(),
        "They are fixed once the topics are made: another count means new topics.",
        keys: [
            Key(
                "facts", Shape<Int>.integer(1...1024).then(powerOfTwo), into: \.facts, .optional("4"),
                "Of the facts and snapshots of each pipeline; a power of two.", example: "16"),
            Key("partials", .integer(1...1024), into: \.partials, .optional("4"), "Of partials and indicator updates.", example: "8"),
        ])

    private static let snapshot = Construct(
        "snapshot rhythm", blank: WorkerConfiguration.SnapshotRhythm(), "A snapshot is written as soon as one of both holds.",
        keys: [
            Key(
                "every_facts", .integer(1000...1_000_000_000), into: \.everyFacts, .optional("1000000"), "After so many facts.",
                example: "500000"),
            Key(
                "every", .duration(.seconds(1)...(.seconds(86_400))), into: \.every, .optional("60s"),
                "After so long, if there were any facts.",
                example: "30s"),
        ])

    private static let metrics = Construct(
        "metrics endpoint", blank: WorkerConfiguration.ScrapeEndpoint(),
        "Plain HTTP without passwords: let it listen only where the monitoring comes.",
        keys: [
            Key("address", .text, into: \.address, .optional("127.0.0.1"), "The IP address to listen on.", example: "0.0.0.0"),
            Key(
                "port", .integer(0...65_535), into: \.port, .optional("none, and no endpoint"), "The port; 0: any that is free.",
                example: "9464"),
        ])

    private static let stage: Shape<WorkerStage> = .cases(of: WorkerStage.self)

    private static func powerOfTwo(_ count: Int, _ node: YAMLNode, _ findings: inout Findings) -> Int? {
        if count.nonzeroBitCount == 1 { return count }
        let below = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
        findings.report(.notPowerOfTwo, at: node.place, "\(count) is not a power of two; the next are \(below) and \(below * 2)")
        return nil
    }

    private static let broker = Shape<String>(
        .written(kind: BrokerAddress.form.kind, pattern: BrokerAddress.form.pattern)
    ) { node, findings in
        guard let text = node.text else {
            findings.reportWrongType(node, needs: BrokerAddress.form.kind)
            return nil
        }
        if BrokerAddress.isValid(text) { return text }
        findings.report(.invalidAddress, at: node.place, "`\(text.prefix(80))` is no broker `host:port`, e.g. `kafka-1:9092`")
        return nil
    }

    private static let example = """
        brokers: [kafka-1:9093, kafka-2:9093]
        security:
          protocol: sasl_ssl
          mechanism: SCRAM-SHA-512
          username: nhipso-worker
          password: {file: /run/secrets/kafka-password}
        stages: [ingest, aggregate]
        pipelines: /etc/nhipso/Pipelines
        pseudonym_key: {environment: PSEUDONYM_KEY}
        partitions: {facts: 16}
        snapshot: {every: 30s}
        metrics: {address: 0.0.0.0, port: 9464}
        """
}
