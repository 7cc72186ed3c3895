import Kafka

/// A difference between the topics and rights as they must be and as they are.
public enum TopicChange: Equatable, Sendable {
    case create(PlannedLogTopic)
    case addPartitions(topic: String, from: Int, to: Int)
    /// - Parameter from: nil: the brokers do not say what it is.
    case set(topic: String, property: String, from: String?, to: String, reason: String)
    case grant(AccessRule)
    /// What is not made, since it would lose data or break the state; with the remedy.
    case cannot(subject: String, reason: String)

    public var isPossible: Bool {
        if case .cannot = self { return false }
        return true
    }

    /// One line for the operator.
    public var text: String {
        switch self {
        case .create(let topic):
            let properties = topic.initialProperties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            return "create  \(topic.name): \(topic.partitions) partitions, \(topic.replicas) copies, \(properties)"
        case .addPartitions(let topic, let from, let to): return "change  \(topic): \(from) to \(to) partitions"
        case .set(let topic, let property, let from, let to, let reason):
            return "change  \(topic): \(property) from \(from ?? "what the brokers have") to \(to) (\(reason))"
        case .grant(let rule): return "grant   \(rule.words)"
        case .cannot(let subject, let reason): return "cannot  \(subject): \(reason)"
        }
    }
}

extension AccessRule {
    /// `User:bank may write topics in.bank.*`.
    var words: String {
        let object =
            switch resource {
            case .topic: isPrefix ? "topics \(name)*" : "topic \(name)"
            case .group: isPrefix ? "groups \(name)*" : "group \(name)"
            case .cluster: "the cluster"
            }
        return "\(principal) \(allows ? "may" : "must not") \(operation) \(object)\(host == "*" ? "" : " from \(host)")"
    }
}
