/// A topic of the cluster as it must be.
public struct PlannedLogTopic: Equatable, Sendable {
    /// What the number of partitions is for.
    public enum Layout: Sendable {
        /// State is laid out by it: another number means new topics.
        case fixed
        /// Its owner may have more.
        case growing
    }

    /// A property of Kafka with what it must be.
    public struct Property: Equatable, Sendable {
        public enum Demand: Equatable, Sendable {
            case exactly(String)
            /// A number, or more.
            case atLeast(Int)
            /// A number, or less.
            case atMost(Int)
        }

        public var name: String
        public var demand: Demand
        /// Why it must be so, for the operator.
        public var reason: String
    }

    public var name: String
    public var partitions: Int
    public var layout: Layout
    public var replicas: Int
    public var properties: [Property]

    /// The properties as they are given when the topic is made.
    public var initialProperties: [String: String] {
        Dictionary(
            properties.map { property in
                switch property.demand {
                case .exactly(let value): (property.name, value)
                case .atLeast(let number), .atMost(let number): (property.name, String(number))
                }
            }, uniquingKeysWith: { $1 })
    }
}
