import CRdKafka

extension KafkaConfiguration {
    /// Everything that librdkafka is told for a client of this role, in the order in which it is told.
    func properties(for role: KafkaClient.Role) -> [KafkaProperty] {
        var properties = [
            KafkaProperty("bootstrap.servers", bootstrapServers.joined(separator: ",")), KafkaProperty("client.id", clientID),
            KafkaProperty("topic.metadata.refresh.interval.ms", milliseconds: metadataRefreshInterval),
            KafkaProperty("socket.timeout.ms", milliseconds: socketTimeout),
            KafkaProperty("reconnect.backoff.max.ms", milliseconds: reconnectBackoffMax),
            KafkaProperty("statistics.interval.ms", milliseconds: statisticsInterval),
            // A topic that is not there is an error, never made by the way.
            KafkaProperty("allow.auto.create.topics", false),
        ]
        properties += security.properties
        properties += consumerProperties(for: role)
        if role == .producer { properties += [KafkaProperty("message.max.bytes", messageBytesMax)] + producer.properties }
        let fixed = Self.fixedNames(for: role)
        for (name, value) in extra.sorted(by: { $0.key < $1.key }) where concerns(role, name) {
            properties.append(KafkaProperty(name, value))
        }
        for name in fixed {
            let value = name == "max.in.flight" ? String(producer.requestsInFlightMax) : Self.fixedProperties[name] ?? ""
            properties.append(KafkaProperty(name, value))
        }
        return properties
    }

    private func consumerProperties(for role: KafkaClient.Role) -> [KafkaProperty] {
        switch role {
        case .consumer:
            [KafkaProperty("group.id", consumer.groupID), KafkaProperty("enable.partition.eof", false)] + consumer.properties
        case .reader:
            // A reader belongs to no group and has to know where the log ends.
            [KafkaProperty("enable.partition.eof", true)] + consumer.properties
        case .producer, .admin: []
        }
    }

    private static func fixedNames(for role: KafkaClient.Role) -> [String] {
        switch role {
        case .consumer: ["enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "partition.assignment.strategy"]
        case .reader: ["enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset"]
        case .producer: ["acks", "enable.idempotence", "max.in.flight"]
        case .admin: []
        }
    }

    /// Properties of producers are nothing to a consumer, and the other way round: librdkafka would warn of each.
    private func concerns(_ role: KafkaClient.Role, _ name: String) -> Bool {
        let ofProducers = [
            "linger.ms", "queue.buffering.", "batch.", "compression.", "delivery.", "message.", "retries", "sticky.",
        ]
        let ofConsumers = [
            "group.", "session.", "heartbeat.", "max.poll.", "fetch.", "queued.", "isolation.", "check.crcs", "max.partition.",
        ]
        switch role {
        case .consumer, .reader: return !ofProducers.contains { name.hasPrefix($0) }
        case .producer: return !ofConsumers.contains { name.hasPrefix($0) }
        case .admin: return !(ofProducers + ofConsumers).contains { name.hasPrefix($0) }
        }
    }

    /// What librdkafka has against the properties, each finding with the property's name and librdkafka's own words.
    public func findings() -> [String] {
        var findings: [String] = []
        for role in [KafkaClient.Role.consumer, .producer] {
            for finding in self.findings(for: role) where !findings.contains(finding) { findings.append(finding) }
        }
        return findings
    }

    func findings(for role: KafkaClient.Role) -> [String] {
        var findings: [String] = []
        if bootstrapServers.allSatisfy(\.isEmpty) { findings.append("bootstrap.servers: name at least one broker as host:port") }
        if role == .consumer, consumer.groupID.isEmpty { findings.append("group.id: a consumer needs one") }
        for name in extra.keys.sorted() {
            if let value = Self.fixedProperties[name] {
                findings.append("\(name): is always \(value), the guarantees rest on it")
            } else if Self.forbiddenProperties.contains(name) {
                findings.append("\(name): cannot be set, the guarantees rest on it")
            }
        }
        let conf = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(conf) }
        for property in properties(for: role) where !property.value.isEmpty {
            if let words = Self.set(property, on: conf) { findings.append("\(property.name): \(redacting(words, for: role))") }
        }
        return findings + relationFindings(for: role)
    }

    /// What is wrong only in relation to each other, which librdkafka says one at a time.
    private func relationFindings(for role: KafkaClient.Role) -> [String] {
        var findings: [String] = []
        if role == .consumer {
            if consumer.heartbeatInterval * 3 > consumer.sessionTimeout {
                findings.append("heartbeat.interval.ms: must be at most a third of session.timeout.ms")
            }
            if consumer.pollIntervalMax < consumer.sessionTimeout {
                findings.append("max.poll.interval.ms: must be at least session.timeout.ms")
            }
        }
        if role == .producer, producer.linger > producer.deliveryTimeout {
            findings.append("delivery.timeout.ms: must be at least linger.ms")
        }
        if role == .producer {
            let kilobytes = extra["queue.buffering.max.kbytes"].flatMap { Int($0) } ?? producer.queuedKilobytesMax
            // What is larger than the queue would wait for room in it forever.
            if kilobytes < (messageBytesMax + 1_023) / 1_024 {
                findings.append(
                    "queue.buffering.max.kbytes: must be at least \((messageBytesMax + 1_023) / 1_024), to hold the largest record")
            }
        }
        if role != .producer, role != .admin, consumer.fetchWaitMax + .seconds(1) > socketTimeout {
            findings.append("socket.timeout.ms: must be at least a second more than fetch.wait.max.ms")
        }
        for (name, wait) in [("requestWaitMax", requestWaitMax), ("sendWaitMax", sendWaitMax)] where wait <= .zero {
            findings.append("\(name): must be more than nothing")
        }
        return findings
    }

    /// The configuration for librdkafka; the caller owns it. Findings must be empty.
    func makeConf(for role: KafkaClient.Role) -> OpaquePointer {
        guard let conf = rd_kafka_conf_new() else { preconditionFailure("no memory for a configuration") }
        // Not known to 2.0.2; later ones do nothing for so long once a queue was full, and cannot be reminded.
        if role == .consumer || role == .reader { _ = Self.set(KafkaProperty("fetch.queue.backoff.ms", 5), on: conf) }
        for property in properties(for: role) where !property.value.isEmpty { _ = Self.set(property, on: conf) }
        return conf
    }

    /// librdkafka's words where it refuses the property.
    private static func set(_ property: KafkaProperty, on conf: OpaquePointer?) -> String? {
        var words = [CChar](repeating: 0, count: 512)
        let result = rd_kafka_conf_set(conf, property.name, property.value, &words, words.count)
        return result == RD_KAFKA_CONF_OK ? nil : words.text
    }

    /// The words without the secrets that may stand in them.
    func redacting(_ words: String, for role: KafkaClient.Role) -> String {
        properties(for: role).filter { $0.isSecret && !$0.value.isEmpty }.reduce(words) { words, secret in
            words.split(separator: secret.value, omittingEmptySubsequences: false).joined(separator: "•••")
        }
    }
}

extension KafkaConfiguration: CustomStringConvertible, CustomReflectable {
    public var description: String { mergedProperties.map(\.description).joined(separator: " ") }

    /// Shows properties, never secrets: `extra` may hold some.
    public var customMirror: Mirror {
        Mirror(self, children: mergedProperties.map { (label: $0.name, value: $0.isSecret ? "•••" : $0.value) })
    }

    private var mergedProperties: [KafkaProperty] {
        let ofConsumer = properties(for: .consumer)
        return ofConsumer + properties(for: .producer).filter { !ofConsumer.contains($0) }
    }
}
