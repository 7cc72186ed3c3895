import Stages

/// Hands everything on to another log, but for what a test has to say to it.
final class InterveningLog: StageLog {
    private let inner: any StageLog
    /// What is thrown in place of handing it on.
    var refusesSend: (OutgoingRecord) -> LogError? = { _ in nil }
    var refusesCommit: () -> LogError? = { nil }
    var refusesBounds: (TopicPartition) -> LogError? = { _ in nil }
    var refusesCount: (_ topic: String) -> LogError? = { _ in nil }
    /// nil: the report is withheld.
    var onReport: (WriteReport) -> WriteReport? = { $0 }
    var onRecord: (LogRecord) -> LogRecord = { $0 }
    /// Nothing is ever acknowledged while somebody waits for it.
    var isFrozen = false
    private(set) var commits = 0
    /// The bounds of all waits for acknowledgements and commits.
    private(set) var waits: [Int] = []

    init(_ inner: any StageLog) { self.inner = inner }

    func poll(waitingMilliseconds: Int) -> LogEvent {
        let event = inner.poll(waitingMilliseconds: waitingMilliseconds)
        if case .record(let record) = event { return .record(onRecord(record)) }
        return event
    }

    func assign(_ starts: [LogStart]) { inner.assign(starts) }

    func commit(_ offsets: [TopicPartition: Int64], waitingMilliseconds: Int) throws(LogError) {
        commits += 1
        waits.append(waitingMilliseconds)
        if let error = refusesCommit() { throw error }
        try inner.commit(offsets, waitingMilliseconds: waitingMilliseconds)
    }

    func commitLater(_ offsets: [TopicPartition: Int64]) throws(LogError) { try inner.commitLater(offsets) }

    func partitionCount(ofTopic topic: String) throws(LogError) -> Int {
        if let error = refusesCount(topic) { throw error }
        return try inner.partitionCount(ofTopic: topic)
    }

    func bounds(of partition: TopicPartition) throws(LogError) -> LogBounds {
        if let error = refusesBounds(partition) { throw error }
        return try inner.bounds(of: partition)
    }

    func read(_ partition: TopicPartition, from: Int64, to: Int64, _ body: (LogRecord) -> Bool) throws(LogError) {
        try inner.read(partition, from: from, to: to, body)
    }

    func send(_ record: OutgoingRecord) throws(LogError) {
        if let error = refusesSend(record) { throw error }
        try inner.send(record)
    }

    func takeReports(_ body: (WriteReport) -> Void) { inner.takeReports { report in if let report = onReport(report) { body(report) } } }

    func flush(waitingMilliseconds: Int) -> Bool {
        waits.append(waitingMilliseconds)
        return inner.flush(waitingMilliseconds: waitingMilliseconds) && !isFrozen
    }

    func forEachHeader(of record: LogRecord, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        inner.forEachHeader(of: record, body)
    }
}
