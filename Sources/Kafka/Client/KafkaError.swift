import CRdKafka

/// Why Kafka could not do something, and what its user can do about it.
public struct KafkaError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What to do: few ways, so that every caller can have one for each.
    public enum Recovery: String, Sendable {
        /// Wait; it is tried again.
        case retry
        /// The client, and what rests on it in memory, is of no use any more: make it anew.
        case rebuild
        /// The group goes on without this member: leave it and join again.
        case rejoin
        /// A person has to do something first.
        case stop
    }

    /// librdkafka's name of it, e.g. `TOPIC_AUTHORIZATION_FAILED`; a leading underscore stands for errors that the client itself found.
    public var code: String
    /// What happened and what to do, for an operator. Never holds payloads or secrets.
    public var message: String
    public var recovery: Recovery
    /// The client that raised it will do nothing more.
    public var isFatal: Bool

    public init(code: String, message: String, recovery: Recovery, isFatal: Bool = false) {
        self.code = code
        self.message = message
        self.recovery = recovery
        self.isFatal = isFatal
    }

    public var description: String { "\(code): \(message)" }
}

extension KafkaError {
    /// - Parameters:
    ///   - attempt: what was tried, e.g. "commit offsets of group ingest".
    ///   - detail: librdkafka's own words, where it has more to say than the meaning of the code.
    init(_ error: rd_kafka_resp_err_t, attempting attempt: String, detail: String? = nil, isFatal: Bool = false) {
        let words = detail.flatMap { $0.isEmpty ? nil : $0 } ?? String(cString: rd_kafka_err2str(error))
        let advice = (Self.adviceOnTLS(error, words) ?? Self.advice(for: error)).map { "; \($0)" } ?? ""
        self.init(
            code: String(cString: rd_kafka_err2name(error)), message: "cannot \(attempt): \(words)\(advice)",
            recovery: Self.recovery(of: error, isFatal: isFatal), isFatal: isFatal)
    }

    /// Frees the error object.
    init(consuming error: OpaquePointer, attempting attempt: String) {
        self.init(
            rd_kafka_error_code(error), attempting: attempt, detail: String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0)
        rd_kafka_error_destroy(error)
    }

    static func recovery(of error: rd_kafka_resp_err_t, isFatal: Bool) -> Recovery {
        switch error {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR__INVALID_ARG,
            RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
            RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RD_KAFKA_RESP_ERR_INVALID_CONFIG,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_MSG,
            RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT,
            RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED:
            .stop
        case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
            RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
            .rejoin
        case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__STATE, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
            RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR__DESTROY,
            RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT,
            RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
            .rebuild
        default: isFatal ? .rebuild : .retry
        }
    }

    /// librdkafka takes a TLS handshake that is broken off for any other loss of a connection.
    private static func adviceOnTLS(_ error: rd_kafka_resp_err_t, _ words: String) -> String? {
        guard error == RD_KAFKA_RESP_ERR__TRANSPORT, words.contains("SSL_HANDSHAKE") else { return nil }
        return "check that the brokers speak TLS at this port (security settings); it is tried again"
    }

    private static func advice(for error: rd_kafka_resp_err_t) -> String? {
        switch error {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: "give this user the right to the topic (kafka-acls)"
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED: "give this user the right to the group (kafka-acls)"
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED: "give this user the right to the cluster (kafka-acls)"
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            "check the user's name, password and mechanism (security settings)"
        case RD_KAFKA_RESP_ERR__SSL: "check certificates, key and certificate authority (security settings)"
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE:
            "check bootstrap servers, network and brokers; it is tried again"
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            "records were deleted before they were read, or the log was cut: see the topic's retention, then decide from where to go on"
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: "raise max.message.bytes of the topic, or send less in one record"
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: "create the topic"
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            "the topic has fewer partitions than are written to, or this user may not see it any more: look at its partitions and rights"
        case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED: "the stage did not poll in time, its partitions went to others"
        default: nil
        }
    }
}
