import CRdKafka
import Foundation

/// A record as it was read: a view of memory that its consumer owns, until that is polled again.
public struct ConsumedRecord {
    /// Which topic: the same for all records of a topic while what is assigned stays the same.
    public let topicID: UnsafeRawPointer
    public let partition: Int32
    public let offset: Int64
    public let key: UnsafeRawBufferPointer?
    /// nil: a tombstone.
    public let value: UnsafeRawBufferPointer?
    /// Milliseconds since 1970; -1 where there is none.
    public let timestamp: Int64
    /// The broker set the time when it appended the record.
    public let isTimestampOfBroker: Bool
    /// For `forEachHeader` and `topic`.
    public let handle: UnsafeRawPointer

    @inline(__always) init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        let fields = message.pointee
        topicID = UnsafeRawPointer(fields.rkt)
        partition = fields.partition
        offset = fields.offset
        key = fields.key.map { UnsafeRawBufferPointer(start: $0, count: fields.key_len) }
        value = fields.payload.map { UnsafeRawBufferPointer(start: $0, count: fields.len) }
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        timestamp = rd_kafka_message_timestamp(message, &kind)
        isTimestampOfBroker = kind == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME
        handle = UnsafeRawPointer(message)
    }

    public var topic: String { String(cString: rd_kafka_topic_name(OpaquePointer(topicID))) }

    /// Visits the headers in order; a header without a value has an empty one.
    public func forEachHeader(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        Self.forEachHeader(of: handle, body)
    }

    /// - Parameter handle: of a record that is still readable.
    public static func forEachHeader(
        of handle: UnsafeRawPointer, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
    ) {
        var headers: OpaquePointer?
        let message = handle.assumingMemoryBound(to: rd_kafka_message_t.self)
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return }
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var count = 0
        var index = 0
        while rd_kafka_header_get_all(headers, index, &name, &value, &count) == RD_KAFKA_RESP_ERR_NO_ERROR {
            if let name {
                body(UnsafeRawBufferPointer(start: name, count: strlen(name)), UnsafeRawBufferPointer(start: value, count: count))
            }
            index += 1
        }
    }
}
