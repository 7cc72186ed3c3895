import Kafka

extension TopicPlan {
    /// How often the cluster is looked at again: others may make topics at the same time, and brokers tell each other of changes in their own
    /// time.
    public static let roundsMax = 10

    /// Makes the cluster as planned: nothing at all while anything cannot be made. Running it again changes nothing.
    ///
    /// - Parameters:
    ///   - pause: called between two looks at the cluster.
    ///   - note: told of each change before it is made.
    /// - Returns: what is still different: what cannot be made, or what the brokers have not done within all rounds.
    public func apply(to admin: Admin, pause: () -> Void, note: (TopicChange) -> Void) throws(KafkaError) -> [TopicChange] {
        var noted: [TopicChange] = []
        var left: [TopicChange] = []
        for round in 0..<Self.roundsMax {
            if round > 0 { pause() }
            left = difference(to: try ClusterTopics(of: admin, topics: topicNames, withRules: !rules.isEmpty))
            guard !left.isEmpty, left.allSatisfy(\.isPossible) else { return left }
            for change in left where !noted.contains(change) {
                note(change)
                noted.append(change)
            }
            try make(left, by: admin)
        }
        return left
    }

    private func make(_ changes: [TopicChange], by admin: Admin) throws(KafkaError) {
        var properties: [String: [String: String]] = [:]
        var granted: [AccessRule] = []
        for change in changes {
            switch change {
            case .create(let topic): try create(topic, by: admin)
            case .addPartitions(let topic, _, let total): try admin.addPartitions(toTopic: topic, total: total)
            case .set(let topic, let property, _, let value, _): properties[topic, default: [:]][property] = value
            case .grant(let rule): granted.append(rule)
            case .cannot: preconditionFailure("nothing is made while something cannot be")
            }
        }
        for (topic, changed) in properties.sorted(by: { $0.key < $1.key }) { try admin.set(properties: changed, ofTopic: topic) }
        if !granted.isEmpty { try admin.create(granted) }
    }

    private func create(_ topic: PlannedLogTopic, by admin: Admin) throws(KafkaError) {
        let request = NewTopic(topic.name, partitions: topic.partitions, replicas: topic.replicas, properties: topic.initialProperties)
        do throws(KafkaError) { try admin.create([request]) } catch {
            // Somebody was quicker: the next look says whether it is as planned.
            if error.code != "TOPIC_ALREADY_EXISTS" { throw error }
        }
    }
}
