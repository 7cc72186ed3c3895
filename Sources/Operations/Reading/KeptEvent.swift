import Kafka
import Stages

/// An event as its record holds it: bytes of its own.
public struct KeptEvent: Equatable, Sendable {
    public var key: [UInt8]?
    public var headers: [LogHeader]
    /// nil: the record is a tombstone.
    public var value: [UInt8]?

    public init(key: [UInt8]?, headers: [LogHeader], value: [UInt8]?) {
        self.key = key
        self.headers = headers
        self.value = value
    }

    init(_ record: ConsumedRecord) {
        key = record.key.map { Array($0) }
        value = record.value.map { Array($0) }
        headers = []
        record.forEachHeader { name, value in headers.append(LogHeader(String(decoding: name, as: UTF8.self), Array(value))) }
    }
}
