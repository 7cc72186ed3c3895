import CRdKafka
import Logging

/// Asks the brokers about topics and rights, and changes them. Every call has the configured bound (`requestWaitMax`).
///
/// One thread owns it. `EmbeddedBroker` knows only `topics`: the others throw `_TIMED_OUT` when the bound is over.
public final class Admin {
    private let client: KafkaClient
    private let waitMax: Int32
    private var isClosed = false

    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        client = try KafkaClient(configuration, .admin, logger: logger)
        waitMax = configuration.requestWaitMaxMilliseconds
    }

    deinit { close() }

    /// Whether the brokers are librdkafka's mock cluster: an `EmbeddedBroker` of this process or of another.
    public var isEmbeddedBroker: Bool {
        guard let id = rd_kafka_clusterid(client.handle, waitMax) else { return false }
        defer { rd_kafka_mem_free(client.handle, id) }
        return String(cString: id).hasPrefix("mockCluster")
    }

    /// All topics this user may see, with their numbers of partitions.
    public func topics() throws(KafkaError) -> [String: Int] {
        let attempt = "list topics"
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let error = rd_kafka_metadata(client.handle, 1, nil, &metadata, waitMax)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw refined(KafkaError(error, attempting: attempt), attempt) }
        defer { rd_kafka_metadata_destroy(metadata) }
        var topics: [String: Int] = [:]
        for index in 0..<Int(metadata.pointee.topic_cnt) {
            let topic = metadata.pointee.topics[index]
            if topic.err == RD_KAFKA_RESP_ERR_NO_ERROR { topics[String(cString: topic.topic)] = Int(topic.partition_cnt) }
        }
        return topics
    }

    /// Creates topics, and waits until the brokers know them.
    ///
    /// - Throws: the first failure, `TOPIC_ALREADY_EXISTS` among them; the other topics may stand.
    public func create(_ topics: [NewTopic]) throws(KafkaError) {
        let attempt = "create topics"
        var words = [CChar](repeating: 0, count: 512)
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_NewTopic_destroy(request) } }
        for topic in topics {
            let request = rd_kafka_NewTopic_new(
                topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replicas ?? -1), &words, words.count)
            guard let request else {
                throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, attempting: "create topic \(topic.name)", detail: words.text)
            }
            requests.append(request)
            for (name, value) in topic.properties.sorted(by: { $0.key < $1.key }) { rd_kafka_NewTopic_set_config(request, name, value) }
        }
        try perform(RD_KAFKA_ADMIN_OP_CREATETOPICS, attempt) { options, answers in
            rd_kafka_CreateTopics(client.handle, &requests, requests.count, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            try check(results, count, "create topic")
        }
    }

    /// Deletes topics with all that is in them, and waits until the brokers have forgotten them; a topic that is not there is no failure.
    ///
    /// - Throws: the first failure, `TOPIC_AUTHORIZATION_FAILED` among them; the other topics may be gone.
    public func deleteTopics(_ topics: [String]) throws(KafkaError) {
        guard !topics.isEmpty else { return }
        let attempt = "delete topics"
        var requests: [OpaquePointer?] = topics.map { rd_kafka_DeleteTopic_new($0) }
        defer { for request in requests { rd_kafka_DeleteTopic_destroy(request) } }
        try perform(RD_KAFKA_ADMIN_OP_DELETETOPICS, attempt) { options, answers in
            rd_kafka_DeleteTopics(client.handle, &requests, requests.count, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            try check(results, count, "delete topic", tolerating: RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        }
    }

    /// Gives a topic more partitions.
    ///
    /// - Parameter total: how many it has then.
    public func addPartitions(toTopic topic: String, total: Int) throws(KafkaError) {
        let attempt = "give topic \(topic) \(total) partitions"
        var words = [CChar](repeating: 0, count: 512)
        guard let made = rd_kafka_NewPartitions_new(topic, total, &words, words.count) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, attempting: attempt, detail: words.text)
        }
        var request: OpaquePointer? = made
        defer { rd_kafka_NewPartitions_destroy(request) }
        try perform(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, attempt) { options, answers in
            rd_kafka_CreatePartitions(client.handle, &request, 1, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count)
            try check(results, count, "give partitions to topic")
        }
    }

    /// A topic's properties by Kafka's names, defaults among them; those that the brokers keep secret are left out.
    public func properties(ofTopic topic: String) throws(KafkaError) -> [String: String] {
        Dictionary(try entries(ofTopic: topic).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// - Returns: `isOfTopic`: it was set for this topic, and is no default of the brokers.
    private func entries(ofTopic topic: String) throws(KafkaError) -> [(name: String, value: String, isOfTopic: Bool)] {
        let attempt = "ask for the properties of topic \(topic)"
        var request = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(request) }
        var found: [(name: String, value: String, isOfTopic: Bool)] = []
        try perform(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, attempt) { options, answers in
            rd_kafka_DescribeConfigs(client.handle, &request, 1, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            let resources = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count)
            guard let resource = resources?.pointee, count == 1 else { throw KafkaError(RD_KAFKA_RESP_ERR__BAD_MSG, attempting: attempt) }
            let error = rd_kafka_ConfigResource_error(resource)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(error, attempting: attempt) }
            var entryCount = 0
            guard let entries = rd_kafka_ConfigResource_configs(resource, &entryCount) else { return }
            for index in 0..<entryCount {
                guard let entry = entries[index], rd_kafka_ConfigEntry_is_sensitive(entry) == 0,
                    let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry)
                else { continue }
                let isOfTopic = rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG
                found.append((String(cString: name), String(cString: value), isOfTopic))
            }
        }
        return found
    }

    /// Frees everything. A second call does nothing.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        client.destroy()
    }
}

extension Admin {
    /// Sets some properties of a topic; the others stay as they are.
    ///
    /// The oldest librdkafka that is supported can only replace all that was ever set of a topic, so that is read first. Who sets other
    /// properties of the same topic at the same moment may lose them: one operator at a time.
    public func set(properties: [String: String], ofTopic topic: String) throws(KafkaError) {
        let attempt = "set properties of topic \(topic)"
        let standing = try entries(ofTopic: topic).filter { $0.isOfTopic }.map { ($0.name, $0.value) }
        var request = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(request) }
        for (name, value) in Dictionary(standing, uniquingKeysWith: { $1 }).merging(properties, uniquingKeysWith: { $1 }) {
            rd_kafka_ConfigResource_set_config(request, name, value)
        }
        try perform(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, attempt) { options, answers in
            rd_kafka_AlterConfigs(client.handle, &request, 1, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            let resources = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
            guard let resource = resources?.pointee, count == 1 else { throw KafkaError(RD_KAFKA_RESP_ERR__BAD_MSG, attempting: attempt) }
            let error = rd_kafka_ConfigResource_error(resource)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw KafkaError(
                    error, attempting: attempt, detail: rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) })
            }
        }
    }

    /// The offsets of the oldest record that is kept, and of the one that will come next. `EmbeddedBroker` knows it, too.
    public func bounds(of partition: KafkaPartition) throws(KafkaError) -> (low: Int64, high: Int64) {
        try client.bounds(of: partition, waitingMilliseconds: waitMax)
    }
}

extension Admin {
    /// Grants and forbids; a rule that stands already is no failure.
    public func create(_ rules: [AccessRule]) throws(KafkaError) {
        let attempt = "create access rules"
        var words = [CChar](repeating: 0, count: 512)
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_AclBinding_destroy(request) } }
        for rule in rules {
            guard let request = rule.makeBinding(&words) else {
                throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, attempting: attempt, detail: words.text)
            }
            requests.append(request)
        }
        try perform(RD_KAFKA_ADMIN_OP_CREATEACLS, attempt) { options, answers in
            rd_kafka_CreateAcls(client.handle, &requests, requests.count, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            guard let results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count) else { return }
            for index in 0..<count {
                guard let error = rd_kafka_acl_result_error(results[index]) else { continue }
                throw KafkaError(
                    rd_kafka_error_code(error), attempting: attempt, detail: String(cString: rd_kafka_error_string(error)))
            }
        }
    }

    /// Takes rules back; one that does not stand is no failure.
    ///
    /// - Throws: the first failure; the other rules may be gone.
    public func delete(_ rules: some Collection<AccessRule>) throws(KafkaError) {
        guard !rules.isEmpty else { return }
        let attempt = "delete access rules"
        var words = [CChar](repeating: 0, count: 512)
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_AclBinding_destroy(request) } }
        for rule in rules {
            guard let request = rule.makeFilter(&words) else {
                throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, attempting: attempt, detail: words.text)
            }
            requests.append(request)
        }
        try perform(RD_KAFKA_ADMIN_OP_DELETEACLS, attempt) { options, answers in
            rd_kafka_DeleteAcls(client.handle, &requests, requests.count, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            guard let results = rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(event), &count) else { return }
            for index in 0..<count {
                guard let error = rd_kafka_DeleteAcls_result_response_error(results[index]) else { continue }
                throw KafkaError(
                    rd_kafka_error_code(error), attempting: attempt, detail: String(cString: rd_kafka_error_string(error)))
            }
        }
    }

    /// All rules for topics, groups and the cluster.
    public func accessRules() throws(KafkaError) -> Set<AccessRule> {
        let attempt = "ask for access rules"
        var words = [CChar](repeating: 0, count: 512)
        let filter = rd_kafka_AclBindingFilter_new(
            RD_KAFKA_RESOURCE_ANY, nil, RD_KAFKA_RESOURCE_PATTERN_ANY, nil, nil, RD_KAFKA_ACL_OPERATION_ANY,
            RD_KAFKA_ACL_PERMISSION_TYPE_ANY, &words, words.count)
        guard let filter else { throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, attempting: attempt, detail: words.text) }
        defer { rd_kafka_AclBinding_destroy(filter) }
        var rules: Set<AccessRule> = []
        try perform(RD_KAFKA_ADMIN_OP_DESCRIBEACLS, attempt) { options, answers in
            rd_kafka_DescribeAcls(client.handle, filter, options, answers)
        } reading: { event throws(KafkaError) in
            var count = 0
            guard let found = rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(event), &count) else { return }
            for index in 0..<count { if let rule = AccessRule(found[index]) { rules.insert(rule) } }
        }
        return rules
    }
}

extension Admin {
    /// Sends a request and reads its answer, or throws what went wrong with it as a whole.
    private func perform(
        _ operation: rd_kafka_admin_op_t, _ attempt: String, _ send: (_ options: OpaquePointer?, _ answers: OpaquePointer?) -> Void,
        reading read: (_ event: OpaquePointer) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        // A queue of its own: an answer that comes too late goes away with it.
        let answers = rd_kafka_queue_new(client.handle)
        defer { rd_kafka_queue_destroy(answers) }
        let options = rd_kafka_AdminOptions_new(client.handle, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var words = [CChar](repeating: 0, count: 512)
        rd_kafka_AdminOptions_set_request_timeout(options, waitMax, &words, words.count)
        let ofTopics = [RD_KAFKA_ADMIN_OP_CREATETOPICS, RD_KAFKA_ADMIN_OP_DELETETOPICS, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS]
        if ofTopics.contains(operation) {
            // Until all brokers know of it; half, so that the answer still comes in time.
            rd_kafka_AdminOptions_set_operation_timeout(options, waitMax / 2, &words, words.count)
        }
        send(options, answers)
        guard let event = rd_kafka_queue_poll(answers, waitMax + 1_000) else {
            throw refined(KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, attempting: attempt), attempt)
        }
        defer { rd_kafka_event_destroy(event) }
        let error = rd_kafka_event_error(event)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let words = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw refined(KafkaError(error, attempting: attempt, detail: words), attempt)
        }
        try read(event)
    }

    /// A request that failed, with what the connection had to say; in its words alone where they are the reason.
    private func refined(_ error: KafkaError, _ attempt: String) -> KafkaError {
        rd_kafka_poll(client.handle, 0)
        var causes: [KafkaError] = []
        while let cause = client.takeError() { causes.append(cause) }
        var error = error
        guard let cause = causes.first(where: { $0.recovery == .stop }) ?? causes.first else {
            if error.code == "_TIMED_OUT" {
                error.message +=
                    "; the brokers can be reached, but their controller does not answer (the embedded broker knows no admin requests)"
            }
            return error
        }
        if cause.recovery == .stop || error.code == "_TRANSPORT" {
            return KafkaError(
                code: cause.code, message: "cannot \(attempt): \(cause.message)", recovery: cause.recovery, isFatal: cause.isFatal)
        }
        error.message += " (\(cause))"
        return error
    }

    private func check(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ attempt: String,
        tolerating harmless: rd_kafka_resp_err_t = RD_KAFKA_RESP_ERR_NO_ERROR
    ) throws(KafkaError) {
        guard let results else { return }
        for index in 0..<count {
            guard let result = results[index] else { continue }
            let error = rd_kafka_topic_result_error(result)
            if error == RD_KAFKA_RESP_ERR_NO_ERROR || error == harmless { continue }
            throw KafkaError(
                error, attempting: "\(attempt) \(String(cString: rd_kafka_topic_result_name(result)))",
                detail: rd_kafka_topic_result_error_string(result).map { String(cString: $0) })
        }
    }
}
