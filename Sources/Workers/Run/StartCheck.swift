import Kafka
import Stages

import struct Logging.Logger

/// Looks before a worker starts whether the topics are there and as they must be.
public enum StartCheck {
    /// All that is wrong, each with its remedy; empty: the worker may start.
    ///
    /// - Parameter options: what an embedded broker needs is set in it, where the brokers are one.
    public static func problems(_ options: inout WorkerOptions, logger: Logger) -> [String] {
        let admin: Admin
        let found: [String: Int]
        let isEmbedded: Bool
        do throws(KafkaError) {
            admin = try Admin(options.kafka, logger: logger)
            found = try admin.topics()
            // It has no settings of topics to look at.
            isEmbedded = admin.isEmbeddedBroker
        } catch {
            return ["brokers \(options.kafka.bootstrapServers.joined(separator: ", ")): \(error)"]
        }
        defer { admin.close() }
        if isEmbedded { options.kafka.adaptToEmbeddedBroker() }
        var problems: [String] = []
        for topic in options.plannedTopics {
            guard let count = found[topic.name] else {
                problems.append(
                    "topic \(topic.name): it is not there, or this user may not see it; create it with \(topic.partitions ?? 1) partitions and "
                        + "cleanup.policy=\(topic.cleanup.rawValue) (nhipso topics apply does)")
                continue
            }
            if let partitions = topic.partitions, partitions != count {
                problems.append(
                    "topic \(topic.name): it has \(count) partitions, and the configuration says \(partitions); set partitions to \(count), or "
                        + "make the topic anew")
            }
            if !isEmbedded { problems += cleanupProblems(topic, admin) }
        }
        return problems
    }

    private static func cleanupProblems(_ topic: PlannedTopic, _ admin: Admin) -> [String] {
        let properties: [String: String]
        do throws(KafkaError) { properties = try admin.properties(ofTopic: topic.name) } catch {
            // Not everyone who may read a topic may see its settings.
            return error.code.contains("AUTHORIZATION") ? [] : ["topic \(topic.name): its settings cannot be read: \(error)"]
        }
        guard let policy = properties["cleanup.policy"] else { return [] }
        let policies = Set(policy.split(separator: ",").map(String.init))
        if policies == [topic.cleanup.rawValue] { return [] }
        let why =
            topic.cleanup == .compact
            ? "its newest record of each key must stay for ever" : "each of its records is needed, compaction would drop some"
        return ["topic \(topic.name): cleanup.policy is \(policy), it must be \(topic.cleanup.rawValue): \(why)"]
    }
}
