import CRdKafka

/// Who may do what: one of the brokers' access control entries.
public struct AccessRule: Hashable, Sendable {
    public enum Resource: Int, Sendable {
        case topic = 2
        case group = 3
        case cluster = 4
    }

    public enum Operation: Int, Sendable {
        case all = 2
        case read, write, create, delete, alter, describe, clusterAction, describeConfigs, alterConfigs, idempotentWrite
    }

    public var resource: Resource
    /// The resource's name, or how it begins.
    public var name: String
    public var isPrefix: Bool
    /// E.g. `User:ingest`.
    public var principal: String
    /// An address, or `*`.
    public var host: String
    public var operation: Operation
    /// Otherwise it forbids.
    public var allows: Bool

    public init(
        _ resource: Resource, _ name: String, isPrefix: Bool = false, principal: String, host: String = "*", operation: Operation,
        allows: Bool = true
    ) {
        self.resource = resource
        self.name = name
        self.isPrefix = isPrefix
        self.principal = principal
        self.host = host
        self.operation = operation
        self.allows = allows
    }

    /// nil for an entry of a kind that is not known here, such as one for a transactional id.
    init?(_ binding: OpaquePointer?) {
        guard let binding, let resource = Resource(rawValue: Int(rd_kafka_AclBinding_restype(binding).rawValue)),
            let operation = Operation(rawValue: Int(rd_kafka_AclBinding_operation(binding).rawValue)),
            let name = rd_kafka_AclBinding_name(binding), let principal = rd_kafka_AclBinding_principal(binding),
            let host = rd_kafka_AclBinding_host(binding)
        else { return nil }
        self.init(
            resource, String(cString: name),
            isPrefix: rd_kafka_AclBinding_resource_pattern_type(binding) == RD_KAFKA_RESOURCE_PATTERN_PREFIXED,
            principal: String(cString: principal), host: String(cString: host), operation: operation,
            allows: rd_kafka_AclBinding_permission_type(binding) == RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW)
    }

    /// The caller owns it; nil with librdkafka's words where it refuses.
    func makeBinding(_ words: inout [CChar]) -> OpaquePointer? {
        rd_kafka_AclBinding_new(
            rd_kafka_ResourceType_t(UInt32(resource.rawValue)), name,
            isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL,
            principal, host, rd_kafka_AclOperation_t(UInt32(operation.rawValue)),
            allows ? RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW : RD_KAFKA_ACL_PERMISSION_TYPE_DENY, &words, words.count)
    }

    /// Finds this rule and no other; the caller owns it. nil with librdkafka's words where it refuses.
    func makeFilter(_ words: inout [CChar]) -> OpaquePointer? {
        rd_kafka_AclBindingFilter_new(
            rd_kafka_ResourceType_t(UInt32(resource.rawValue)), name,
            isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL,
            principal, host, rd_kafka_AclOperation_t(UInt32(operation.rawValue)),
            allows ? RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW : RD_KAFKA_ACL_PERMISSION_TYPE_DENY, &words, words.count)
    }
}
