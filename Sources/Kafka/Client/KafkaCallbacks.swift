import CRdKafka
import Logging

/// What librdkafka calls back: all but logging on the thread that polls the handle.
enum KafkaCallbacks {
    static func install(on conf: OpaquePointer, role: KafkaClient.Role, state: KafkaClient.CallbackState) {
        rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(state).toOpaque())
        rd_kafka_conf_set_log_cb(conf, log)
        rd_kafka_conf_set_error_cb(conf, error)
        rd_kafka_conf_set_stats_cb(conf, statistics)
        switch role {
        case .consumer: rd_kafka_conf_set_rebalance_cb(conf, rebalance)
        case .producer: rd_kafka_conf_set_dr_msg_cb(conf, report)
        case .reader, .admin: break
        }
    }

    private static func state(_ opaque: UnsafeMutableRawPointer?) -> KafkaClient.CallbackState? {
        opaque.map { Unmanaged<KafkaClient.CallbackState>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let log: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void = {
        handle, level, facility, words in
        guard let handle, let words, let state = state(rd_kafka_opaque(handle)) else { return }
        let metadata: Logger.Metadata? = facility.map { ["facility": "\(String(cString: $0))"] }
        state.logger.log(level: loggerLevel(ofSyslog: level), "\(String(cString: words))", metadata: metadata)
    }

    /// librdkafka counts as syslog does: 0 emergency … 7 debug.
    static func loggerLevel(ofSyslog level: Int32) -> Logger.Level {
        switch level {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }

    private static let error: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void = {
        handle, code, words, opaque in
        guard let handle, let state = state(opaque) else { return }
        var error = rd_kafka_resp_err_t(code)
        var detail = words.map { String(cString: $0) } ?? ""
        let isFatal = error == RD_KAFKA_RESP_ERR__FATAL
        if isFatal {
            var buffer = [CChar](repeating: 0, count: 512)
            error = rd_kafka_fatal_error(handle, &buffer, buffer.count)
            detail = buffer.text
        }
        guard isFatal || state.errors.count < KafkaClient.errorsMax else { return }
        state.errors.append(KafkaError(error, attempting: "talk to the brokers", detail: detail, isFatal: isFatal))
    }

    private static let statistics: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int, UnsafeMutableRawPointer?) -> Int32 = {
        _, json, count, opaque in
        guard let json, let state = state(opaque) else { return 0 }
        state.statistics = Array(UnsafeRawBufferPointer(start: json, count: count))
        // 0: librdkafka frees the text.
        return 0
    }

    private static let rebalance:
        @convention(c) (
            OpaquePointer?, rd_kafka_resp_err_t, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?, UnsafeMutableRawPointer?
        ) -> Void = { handle, error, partitions, opaque in
            guard let partitions, let state = state(opaque) else { return }
            state.onRebalance?(error, UnsafePointer(partitions))
        }

    private static let report: @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
        _, message, opaque in
        guard let message, let state = state(opaque) else { return }
        state.onReport?(message)
    }
}
