import Aggregation
import Catalog
import Ingest

/// A reject that is not acknowledged yet.
struct RejectUnderWay {
    /// The flush that it belongs to.
    var flush: Int
    /// What is written in its place where it is too large for its topic.
    var minimal: OutgoingRecord?
}

/// Rejects out. They have tickets of their own, below nothing, for one that is too large is written again without the event.
extension IngestStage {
    func rejectRecord(_ reject: Reject, of record: LogRecord, source: InputSource, time: EventTime) -> OutgoingRecord {
        let id = "\(source.name)/\(record.offset)"
        var own = RejectRecord.OwnHeaders()
        log.forEachHeader(of: record) { own.add($0, $1) }
        var headers = RejectRecord.headers(reject, id: id, time: time, stage: "ingest", leftOut: own.leftOut) + own.kept
        let count = record.value?.count ?? 0
        let kept = count > settings.maximumEventBytes ? min(RejectRecord.largestCopy, settings.maximumEventBytes) : count
        if kept < count { headers.append(LogHeader(RejectRecord.originalBytes, String(count))) }
        return OutgoingRecord(
            to: TopicPartition(settings.topics.rejected(of: source.partner), -1), key: Array(id.utf8),
            value: record.value.map { Array($0.prefix(kept)) } ?? [], headers: headers)
    }

    /// The same without the event: topics that others have made may have less room than is planned.
    private func minimal(_ record: OutgoingRecord) -> OutgoingRecord {
        var minimal = record
        let ends = record.headers.firstIndex { $0.name == RejectRecord.time }.map { $0 + 1 } ?? 0
        minimal.headers = record.headers[..<ends].filter { $0.name != RejectRecord.leftOut }
        minimal.headers.insert(LogHeader(RejectRecord.leftOut, "the whole event"), at: max(0, ends - 1))
        minimal.value = []
        return minimal
    }

    func send(reject record: OutgoingRecord, flush: Int) throws(StageError) {
        rejectCount += 1
        var record = record
        record.ticket = -rejectCount
        let minimal = minimal(record)
        do throws(LogError) {
            try log.send(record)
        } catch {
            guard error.isTooLarge else { throw StageError(error) }
            sayTooLarge(minimal)
            do throws(LogError) { try log.send(minimal) } catch { throw StageError(error) }
            return rejectsUnderWay[record.ticket] = RejectUnderWay(flush: flush, minimal: nil)
        }
        rejectsUnderWay[record.ticket] = RejectUnderWay(flush: flush, minimal: minimal)
    }

    /// What has become of a reject.
    ///
    /// - Returns: what the stage cannot get over.
    func takeReport(ofReject report: WriteReport) -> LogError? {
        guard let reject = rejectsUnderWay.removeValue(forKey: report.ticket) else { return report.failure }
        guard let failure = report.failure else {
            ledger.acknowledge(reject.flush)
            return nil
        }
        guard failure.isTooLarge, let minimal = reject.minimal else { return failure }
        sayTooLarge(minimal)
        do throws(LogError) { try log.send(minimal) } catch { return error }
        rejectsUnderWay[report.ticket] = RejectUnderWay(flush: reject.flush, minimal: nil)
        return nil
    }

    private func sayTooLarge(_ minimal: OutgoingRecord) {
        notices.add(
            .warning,
            "the topic \(minimal.partition.topic) has no room for the reject of \(String(decoding: minimal.key, as: UTF8.self)): it is written "
                + "without the event; give the topic the max.message.bytes that nhipso topics plan names")
    }
}

extension LogError {
    /// One record is larger than the producer, or the topic, takes.
    var isTooLarge: Bool { code == "MSG_SIZE_TOO_LARGE" }
}
