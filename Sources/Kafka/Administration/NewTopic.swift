/// A topic to be created.
public struct NewTopic: Equatable, Sendable {
    public var name: String
    public var partitions: Int
    /// nil: the brokers' default.
    public var replicas: Int?
    /// The topic's properties by Kafka's names, e.g. `cleanup.policy`.
    public var properties: [String: String]

    public init(_ name: String, partitions: Int, replicas: Int? = nil, properties: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replicas = replicas
        self.properties = properties
    }
}
