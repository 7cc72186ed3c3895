import Stages

/// A record that stands in the broker, as values.
struct StoredRecord {
    var place: TopicPartition
    var offset: Int64
    var key: [UInt8]
    var value: [UInt8]
    var headers: [LogHeader] = []

    init(_ record: LogRecord, at place: TopicPartition, in log: any StageLog) {
        self.place = place
        offset = record.offset
        key = record.key.map { Array($0) } ?? []
        value = record.value.map { Array($0) } ?? []
        var headers: [LogHeader] = []
        log.forEachHeader(of: record) { headers.append(LogHeader(String(decoding: $0, as: UTF8.self), Array($1))) }
        self.headers = headers
    }

    /// `topic/partition/offset`.
    var id: String { "\(place)/\(offset)" }

    func header(_ name: String) -> String? {
        headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Everything that is said in it.
    var bytes: [UInt8] { key + [0] + value + headers.flatMap { [0] + Array($0.name.utf8) + [0] + $0.value } }
}
