/// How far event time has come: the least of the sources' largest business times, idle ones left out.
///
/// Idleness is judged by the log's own timestamps, never by a local clock, so that a re-run judges the same.
public struct SourceClock: Sendable {
    private struct Source: Sendable {
        var latest = EventTime.distantPast
        var logTime = EventTime.distantPast
        var isFinished = false
    }

    private var sources: [Source]
    private let idleAfterMilliseconds: Int64?
    /// The log's time when the first source spoke: from then on those that have not yet spoken may become idle.
    private var start: EventTime?

    /// - Parameter idleAfterMilliseconds: a source whose last word is that much older, by the log's time, than the newest of any source no
    ///   longer holds the watermark back; nil: sources are never idle.
    public init(sourceCount: Int, idleAfterMilliseconds: Int64? = nil) {
        sources = Array(repeating: Source(), count: sourceCount)
        self.idleAfterMilliseconds = idleAfterMilliseconds
    }

    /// Notes a business time of a source, and the log's time at which it was said.
    public mutating func observe(source: Int, time: EventTime, logTime: EventTime = .distantPast) {
        sources[source].latest = max(sources[source].latest, time)
        sources[source].logTime = max(sources[source].logTime, logTime)
        start = min(start ?? logTime, logTime)
    }

    /// Notes that the source says no more.
    public mutating func finish(source: Int) { sources[source].isFinished = true }

    /// The watermark; `.distantFuture` when all sources are finished, `.distantPast` while one that is neither finished nor idle has said nothing.
    public var watermark: EventTime {
        let newestLog = sources.map(\.logTime).max() ?? .distantPast
        var least = EventTime.distantFuture
        var newest = EventTime.distantPast
        for source in sources where !source.isFinished {
            newest = max(newest, source.latest)
            if let idle = idleAfterMilliseconds, max(source.logTime, start ?? .distantPast).adding(milliseconds: idle) < newestLog {
                continue
            }
            least = min(least, source.latest)
        }
        // When all that are left are idle, nothing tells of time: it stands where the newest of them was.
        let allFinished = sources.allSatisfy(\.isFinished)
        return least == .distantFuture && !allFinished ? newest : least
    }

    /// The largest business time of any source.
    public var latest: EventTime { sources.map(\.latest).max() ?? .distantPast }
}
