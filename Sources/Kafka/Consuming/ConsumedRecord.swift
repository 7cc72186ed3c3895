import CRdKafka
import Foundation

/// A record as it was read: a view of memory that its consumer owns, until that is polled again, assigned other partitions, or closed.
///
/// It is only where the record lies: its parts, written and at once read again in larger pieces, would make the processor wait.
public struct ConsumedRecord {
    /// Where it lies; also for `forEachHeader(of:)`.
    public let handle: UnsafeRawPointer

    @inline(__always) init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) { handle = UnsafeRawPointer(message) }

    private var message: UnsafePointer<rd_kafka_message_t> { handle.assumingMemoryBound(to: rd_kafka_message_t.self) }

    /// Which topic: the same for all records of a topic while what is assigned stays the same.
    public var topicID: UnsafeRawPointer { UnsafeRawPointer(message.pointee.rkt) }
    public var partition: Int32 { message.pointee.partition }
    public var offset: Int64 { message.pointee.offset }
    public var key: UnsafeRawBufferPointer? {
        message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
    }
    /// nil: a tombstone.
    public var value: UnsafeRawBufferPointer? {
        message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    }
    /// Milliseconds since 1970, -1 where there is none; and whether the broker set them when it appended the record.
    public var time: (milliseconds: Int64, isOfBroker: Bool) {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &kind)
        return (milliseconds, kind == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME)
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
