import Aggregation
import Stages

/// A record in the simulated log; its bytes stay where they are as long as it lives.
final class StoredRecord {
    let offset: Int64
    let time: EventTime
    let key: UnsafeRawBufferPointer?
    let value: UnsafeRawBufferPointer?
    let headers: [(name: [UInt8], value: [UInt8])]
    /// The offset of the first record of the partition that its sender had not read when it handed this one over.
    let senderHasRead: Int64

    init(offset: Int64, time: EventTime, key: [UInt8]?, value: [UInt8]?, headers: [LogHeader], senderHasRead: Int64) {
        self.offset = offset
        self.time = time
        self.key = key.map(StoredRecord.copy)
        self.value = value.map(StoredRecord.copy)
        self.headers = headers.map { (Array($0.name.utf8), $0.value) }
        self.senderHasRead = senderHasRead
    }

    deinit {
        key?.deallocate()
        value?.deallocate()
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 8)
        memory.copyBytes(from: bytes)
        // An empty value is not the same as none.
        return UnsafeRawBufferPointer(rebasing: memory[..<bytes.count])
    }

    var keyText: String { key.map { String(decoding: $0, as: UTF8.self) } ?? "" }

    func header(_ name: String) -> String? {
        let name = Array(name.utf8)
        return headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// What a stage sees of it.
    func view(slot: Int, isTimeOfBroker: Bool) -> LogRecord {
        LogRecord(
            slot: slot, offset: offset, time: time, isTimeOfBroker: isTimeOfBroker, key: key, value: value,
            handle: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
    }
}
