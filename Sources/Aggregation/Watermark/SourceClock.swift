/// How far event time has come: the least of the sources' largest business times, idle ones left out.
///
/// Idleness is judged by the log's own timestamps, never by a local clock, so that a re-run judges the same.
public struct SourceClock: Equatable, Sendable {
    public struct Source: Equatable, Sendable {
        /// Its largest business time.
        public var latest: EventTime
        /// The log's time when it last spoke.
        public var logTime: EventTime
        public var isFinished = false

        public init(latest: EventTime = .distantPast, logTime: EventTime = .distantPast) {
            self.latest = latest
            self.logTime = logTime
        }
    }

    public private(set) var sources: [Source]
    /// The newest of the log's times, of any word, be it only that nothing has come.
    public private(set) var newestLogTime = EventTime.distantPast
    private let idleAfterMilliseconds: Int64?
    /// The log's time when the first source spoke: from then on those that have not yet spoken may become idle.
    private var start: EventTime?

    /// - Parameter idleAfterMilliseconds: a source whose last word is that much older, by the log's time, than the newest word of all no
    ///   longer holds the watermark back; nil: sources are never idle.
    public init(sourceCount: Int, idleAfterMilliseconds: Int64? = nil) {
        self.init(sources: Array(repeating: Source(), count: sourceCount), idleAfterMilliseconds: idleAfterMilliseconds)
    }

    /// Goes on from where another has come.
    public init(sources: [Source], newestLogTime: EventTime = .distantPast, idleAfterMilliseconds: Int64?) {
        self.sources = sources
        self.newestLogTime = newestLogTime
        self.idleAfterMilliseconds = idleAfterMilliseconds
        start = sources.filter { $0.logTime != .distantPast }.map(\.logTime).min()
    }

    /// A further source; the number by which it is known.
    public mutating func addSource() -> Int {
        sources.append(Source())
        return sources.count - 1
    }

    /// Notes a business time of a source, and the log's time at which it was said.
    public mutating func observe(source: Int, time: EventTime, logTime: EventTime = .distantPast) {
        sources[source].latest = max(sources[source].latest, time)
        sources[source].logTime = max(sources[source].logTime, logTime)
        start = min(start ?? logTime, logTime)
        note(logTime: logTime)
    }

    /// Notes that the log's time has gone on.
    public mutating func note(logTime: EventTime) { newestLogTime = max(newestLogTime, logTime) }

    /// Notes that the source says no more.
    public mutating func finish(source: Int) { sources[source].isFinished = true }

    /// The watermark; `.distantFuture` when all sources are finished, `.distantPast` while one that is neither finished nor idle has said nothing.
    public var watermark: EventTime {
        var least = EventTime.distantFuture
        var newest = EventTime.distantPast
        for source in sources where !source.isFinished {
            newest = max(newest, source.latest)
            if !isIdle(source) { least = min(least, source.latest) }
        }
        // When all that are left are idle, nothing tells of time: it stands where the newest of them was.
        let allFinished = sources.allSatisfy(\.isFinished)
        return least == .distantFuture && !allFinished ? newest : least
    }

    private func isIdle(_ source: Source) -> Bool {
        guard let idle = idleAfterMilliseconds else { return false }
        return max(source.logTime, start ?? .distantPast).adding(milliseconds: idle) < newestLogTime
    }

    /// The source that holds the watermark back; nil where none does.
    public var slowestSource: Int? {
        sources.indices.filter { !sources[$0].isFinished && !isIdle(sources[$0]) }.min { sources[$0].latest < sources[$1].latest }
    }

    /// The largest business time of any source.
    public var latest: EventTime { sources.map(\.latest).max() ?? .distantPast }
}
