import Aggregation

/// The sources of a partition by name, and how far each has come.
public struct NamedSources: Equatable, Sendable {
    public private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]
    public private(set) var clock: SourceClock

    public init(idleAfterMilliseconds: Int64?) { clock = SourceClock(sourceCount: 0, idleAfterMilliseconds: idleAfterMilliseconds) }

    /// As a snapshot has kept them.
    init(names: [String], sources: [SourceClock.Source], newestLogTime: EventTime, idleAfterMilliseconds: Int64?) {
        self.names = names
        clock = SourceClock(sources: sources, newestLogTime: newestLogTime, idleAfterMilliseconds: idleAfterMilliseconds)
        for (number, name) in names.enumerated() { numbers[name] = number }
    }

    /// Takes in what a block says of the sources, and the log's time of the block. A source that has nothing new to say is not in the block.
    mutating func observe(_ progress: [SourceProgress], logTime: EventTime) {
        clock.note(logTime: logTime)
        for step in progress {
            clock.observe(source: number(of: step.source), time: step.latest, logTime: logTime)
        }
    }

    private mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        let number = clock.addSource()
        names.append(name)
        numbers[name] = number
        return number
    }

    public var watermark: EventTime { names.isEmpty ? .distantPast : clock.watermark }

    /// The source that holds the watermark back, and how far it has come.
    public var slowest: SourceProgress? {
        clock.slowestSource.map { SourceProgress(source: names[$0], latest: clock.sources[$0].latest) }
    }
}
