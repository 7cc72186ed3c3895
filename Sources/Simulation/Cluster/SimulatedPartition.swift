import Aggregation
import Stages

/// A partition: records in the order of their offsets, of which the oldest may have gone, and any older one of a key.
final class SimulatedPartition {
    let name: TopicPartition
    private(set) var records: [StoredRecord] = []
    private(set) var low: Int64 = 0
    private(set) var high: Int64 = 0

    init(_ name: TopicPartition) { self.name = name }

    func append(key: [UInt8]?, value: [UInt8]?, headers: [LogHeader], time: EventTime, senderHasRead: Int64) -> StoredRecord {
        let record = StoredRecord(offset: high, time: time, key: key, value: value, headers: headers, senderHasRead: senderHasRead)
        records.append(record)
        high += 1
        return record
    }

    /// The index of the first record at the offset or behind it.
    private func index(of offset: Int64) -> Int {
        var (first, last) = (0, records.count)
        while first < last {
            let middle = (first + last) / 2
            if records[middle].offset < offset { first = middle + 1 } else { last = middle }
        }
        return first
    }

    /// The first record at the offset or behind it; nil where there is none yet.
    func record(from offset: Int64) -> StoredRecord? {
        let index = index(of: offset)
        return index < records.count ? records[index] : nil
    }

    func records(from: Int64, to: Int64) -> ArraySlice<StoredRecord> {
        let first = index(of: from)
        return records[first..<max(first, index(of: to))]
    }

    /// Removes the records before the offset.
    func delete(before offset: Int64) {
        guard offset > low else { return }
        low = min(offset, high)
        records.removeFirst(index(of: low))
    }

    /// Removes some of the records that a newer one of their key has replaced, never the newest record of all.
    func compact(_ chance: SimulatedChance, perMille: Int) {
        var seen: Set<[UInt8]> = []
        var kept: [StoredRecord] = []
        for (index, record) in records.enumerated().reversed() {
            let isNewest = seen.insert(record.key.map { Array($0) } ?? []).inserted
            let mayGo = index < records.count - 1 && (!isNewest || record.value == nil)
            if !mayGo || !chance.happens(perMille) { kept.append(record) }
        }
        records = kept.reversed()
    }

    /// Puts a damaged copy in the place of a record.
    func damage(at index: Int, _ chance: SimulatedChance) {
        let record = records[index]
        guard var value = record.value.map({ Array($0) }), !value.isEmpty else { return }
        value[chance.below(value.count)] ^= UInt8(1 << chance.below(8))
        let headers = record.headers.map { LogHeader(String(decoding: $0.name, as: UTF8.self), $0.value) }
        records[index] = StoredRecord(
            offset: record.offset, time: record.time, key: record.key.map { Array($0) }, value: value, headers: headers,
            senderHasRead: record.senderHasRead)
    }
}
