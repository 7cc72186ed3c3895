import Kafka

/// The topics and rights of a cluster as they are.
public struct ClusterTopics: Equatable, Sendable {
    public struct Topic: Equatable, Sendable {
        public var partitions: Int
        /// By Kafka's names, defaults among them.
        public var properties: [String: String]

        public init(partitions: Int, properties: [String: String]) {
            self.partitions = partitions
            self.properties = properties
        }
    }

    public var topics: [String: Topic]
    /// nil: the brokers have no authorizer, so there are no rights to look at.
    public var rules: Set<AccessRule>?

    public init(topics: [String: Topic] = [:], rules: Set<AccessRule>? = []) {
        self.topics = topics
        self.rules = rules
    }

    /// Asks the brokers about those of the topics that are there.
    ///
    /// - Parameter withRules: whether rights are to be looked at.
    public init(of admin: Admin, topics names: [String], withRules: Bool) throws(KafkaError) {
        let found = try admin.topics()
        topics = [:]
        for name in names {
            guard let partitions = found[name] else { continue }
            topics[name] = Topic(partitions: partitions, properties: try admin.properties(ofTopic: name))
        }
        rules = []
        guard withRules else { return }
        do throws(KafkaError) { rules = try admin.accessRules() } catch {
            guard error.code == "SECURITY_DISABLED" else { throw error }
            rules = nil
        }
    }
}
