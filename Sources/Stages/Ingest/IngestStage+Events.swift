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
        let logTime = believable(record, at: time)
        newestLogTime = max(newestLogTime, logTime)
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
            rejects.append(rejectRecord(reject, of: record, source: sources[slot], time: logTime))
        }
    }

    /// The log's time of the record. One that its sender has set may be any number: what lies before 1970, or more than a day ahead, says nothing.
    private func believable(_ record: LogRecord, at time: StageTime) -> EventTime {
        let latest = EventTime(millisecondsSinceEpoch: time.wall.rawValue + 86_400_000)
        let isBelievable = record.time.rawValue >= 0 && record.time <= latest
        return record.isTimeOfBroker || isBelievable ? record.time : time.wall
    }
}
