import Aggregation
import Catalog
import Ingest

/// Events in.
extension IngestStage {
    func take(_ record: LogRecord, at time: StageTime) throws(StageError) {
        let slot = record.slot
        guard sources.indices.contains(slot) else { return }
        sources[slot].next = record.offset + 1
        sources[slot].events += 1
        newestLogTime = max(newestLogTime, record.time)
        if openSince == nil { openSince = time.monotonicMilliseconds }
        let number = UInt32(origins.count)
        origins.append((slot, record.offset))
        let now = record.isTimeOfBroker ? record.time : time.wall
        let outcome = eventBuffer.ingest(record, of: log, with: &ingester, number: number, now: now, partner: sources[slot].partner)
        switch outcome {
        case .facts(let count):
            account.facts += count
            if count == 0 { account.unused += 1 }
            openFacts += count
            if ingester.lastTime > sources[slot].latest {
                sources[slot].latest = ingester.lastTime
                sources[slot].version += 1
            }
        case .reject(let reject):
            account.rejects[.init(partner: sources[slot].partner, reason: reject.reason), default: 0] += 1
            rejects.append(rejectRecord(reject, of: record, source: sources[slot], at: time))
        }
    }

    private func rejectRecord(_ reject: Reject, of record: LogRecord, source: InputSource, at time: StageTime) -> OutgoingRecord {
        let id = "\(source.name)/\(record.offset)"
        var headers = RejectRecord.headers(reject, id: id, time: record.time, stage: "ingest")
        log.forEachHeader(of: record) { name, value in
            headers.append(LogHeader(String(decoding: name, as: UTF8.self), Array(value)))
        }
        var bytes = record.value.map { Array($0.prefix(settings.maximumEventBytes)) } ?? []
        if let count = record.value?.count, count > settings.maximumEventBytes {
            bytes = Array(bytes.prefix(RejectRecord.largestCopy))
            headers.append(LogHeader(RejectRecord.originalBytes, String(count)))
        }
        return OutgoingRecord(
            to: TopicPartition(settings.topics.rejected(of: source.partner), -1), key: Array(id.utf8), value: bytes, headers: headers)
    }
}
