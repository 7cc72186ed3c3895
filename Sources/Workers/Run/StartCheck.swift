import Kafka
import Stages

import struct Logging.Logger

/// Looks before a worker starts whether the topics are there and as they must be.
public enum StartCheck {
    /// The options of a worker that may start.
    ///
    /// - Parameters:
    ///   - embedded: the address of this process's own broker, where the configuration names none.
    ///   - prepare: makes the topics of that broker; says what is wrong.
    /// - Throws: all that is wrong with the pipelines, the key, the properties, the brokers and the topics at once.
    public static func options(
        _ configuration: WorkerConfiguration, environment: [String: String], embedded: String?, logger: Logger,
        prepare: ([PlannedTopic]) -> String?
    ) throws(StartProblems) -> WorkerOptions {
        var found: [String] = []
        var options: WorkerOptions
        do throws(StartProblems) {
            options = try WorkerOptions(configuration, environment: environment, embedded: embedded)
        } catch {
            guard let incomplete = error.incomplete else { throw error }
            options = incomplete
            found = error.problems
        }
        if embedded != nil, let problem = prepare(options.plannedTopics) { found.append(problem) }
        found += problems(&options, logger: logger)
        if !found.isEmpty { throw StartProblems(found) }
        return options
    }

    /// All that is wrong with the brokers and the topics, each with its remedy; empty: nothing.
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
                        + "\(topic.settings) (nhipso topics apply does)")
                continue
            }
            if let partitions = topic.partitions, partitions != count {
                problems.append(
                    "topic \(topic.name): it has \(count) partitions, and the configuration says \(partitions); set partitions to \(count), or "
                        + "make the topic anew")
            }
            if !isEmbedded { problems += settingsProblems(topic, admin) }
        }
        if !isEmbedded, options.stages.contains(.ingest) { warnOfTimes(options.topics, found, admin, logger) }
        return problems + (isEmbedded || options.stages == [.publish] ? [] : rejectProblems(options.topics, found))
    }

    /// Each partner whose events are read needs a topic for what cannot be used of them.
    private static func rejectProblems(_ topics: Topics, _ found: [String: Int]) -> [String] {
        let partners = Set(found.keys.compactMap { topics.source(ofInput: $0)?.partner })
        return partners.sorted().filter { found[topics.rejected(of: $0)] == nil }.map {
            "topic \(topics.rejected(of: $0)): it is not there, and there are topics of the partner \($0); create it with cleanup.policy=delete "
                + "(nhipso topics apply does)"
        }
    }

    private static func settingsProblems(_ topic: PlannedTopic, _ admin: Admin) -> [String] {
        do throws(KafkaError) { return problems(of: topic, properties: try admin.properties(ofTopic: topic.name)) } catch {
            // Not everyone who may read a topic may see its settings.
            return error.code.contains("AUTHORIZATION") ? [] : ["topic \(topic.name): its settings cannot be read: \(error)"]
        }
    }

    /// - Parameter properties: the topic's, by Kafka's names; of one that is not among them nothing is known.
    static func problems(of topic: PlannedTopic, properties: [String: String]) -> [String] {
        var problems: [String] = []
        if let policy = properties["cleanup.policy"], Set(policy.split(separator: ",").map(String.init)) != [topic.cleanup.rawValue] {
            let why =
                topic.cleanup == .compact
                ? "its newest record of each key must stay for ever" : "each of its records is needed, compaction would drop some"
            problems.append("topic \(topic.name): cleanup.policy is \(policy), it must be \(topic.cleanup.rawValue): \(why)")
        }
        if topic.hasTimeOfBrokers, let type = properties["message.timestamp.type"], type != "LogAppendTime" {
            problems.append(
                "topic \(topic.name): message.timestamp.type is \(type), it must be LogAppendTime: a worker whose clock is wrong would close "
                    + "windows too early, or never; set it (nhipso topics apply does)")
        }
        return problems
    }

    /// Partners' topics may be as their owners like; the stages help themselves with the worker's clock.
    private static func warnOfTimes(_ topics: Topics, _ found: [String: Int], _ admin: Admin, _ logger: Logger) {
        for name in found.keys.sorted() where topics.source(ofInput: name) != nil {
            let properties: [String: String]
            do throws(KafkaError) { properties = try admin.properties(ofTopic: name) } catch { continue }
            guard let type = properties["message.timestamp.type"], type != "LogAppendTime" else { continue }
            logger.warning(
                "topic \(name): message.timestamp.type is \(type): its events are judged by this worker's clock, and kept by their senders'; set it to LogAppendTime (nhipso topics apply does)"
            )
        }
    }
}
