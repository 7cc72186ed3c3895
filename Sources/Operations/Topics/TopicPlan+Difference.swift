import Kafka

extension TopicPlan {
    /// What has to be done so that the cluster is as planned, and what cannot be done: in the order of the plan's topics, rights last. Empty: it
    /// is as planned.
    public func difference(to cluster: ClusterTopics) -> [TopicChange] {
        var changes = faults
        for topic in topics {
            if let found = cluster.topics[topic.name] {
                changes += partitions(of: topic, found.partitions) + topic.properties.flatMap { change(of: $0, topic, found) }
            } else {
                changes.append(.create(topic))
            }
        }
        if let standing = cluster.rules { changes += rules.filter { !standing.contains($0) }.map { .grant($0) } }
        return changes
    }

    private func partitions(of topic: PlannedLogTopic, _ found: Int) -> [TopicChange] {
        if found == topic.partitions { return [] }
        if topic.layout == .growing, found < topic.partitions {
            return [.addPartitions(topic: topic.name, from: found, to: topic.partitions)]
        }
        let reason =
            found > topic.partitions
            ? "it has \(found) partitions, and \(topic.partitions) are planned: Kafka takes none away, what is in them would be lost; "
                + "plan \(found), or give the workers another pipeline_version, whose topics are made anew, and switch to it"
            : "it has \(found) partitions, and \(topic.partitions) are planned: the state is laid out by their number, and a subject would "
                + "be split over two; plan \(found), or give the workers another pipeline_version, whose topics are made anew, and switch to it"
        return [.cannot(subject: topic.name, reason: reason)]
    }

    private func change(of property: PlannedLogTopic.Property, _ topic: PlannedLogTopic, _ found: ClusterTopics.Topic) -> [TopicChange] {
        let value = found.properties[property.name]
        switch property.demand {
        case .exactly(let wanted):
            if value == wanted { return [] }
            return [.set(topic: topic.name, property: property.name, from: value, to: wanted, reason: reason(property, topic, value))]
        case .atLeast(let wanted):
            if let number = value.flatMap({ Int($0) }), number >= wanted { return [] }
            return [.set(topic: topic.name, property: property.name, from: value, to: String(wanted), reason: property.reason)]
        case .atMost(let wanted):
            if let number = value.flatMap({ Int($0) }), number <= wanted { return [] }
            return [.set(topic: topic.name, property: property.name, from: value, to: String(wanted), reason: property.reason)]
        }
    }

    /// Why the property must change, and what may have happened while it was wrong, or happens when it changes.
    private func reason(_ property: PlannedLogTopic.Property, _ topic: PlannedLogTopic, _ found: String?) -> String {
        switch property.name {
        case "cleanup.policy":
            let mayBeGone = topic.properties.contains(property) && found != nil
            return property.reason + (mayBeGone ? "; records may be gone already: compare its figures with a replay" : "")
        case "retention.ms":
            guard let wanted = Int(topic.initialProperties[property.name] ?? ""), let old = found.flatMap({ Int($0) }) else { break }
            if old < 0 || old > wanted { return "\(property.reason); older records are deleted by it" }
        default: break
        }
        return property.reason
    }
}
