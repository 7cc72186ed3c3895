import Aggregation
import Foundation
import Logging

/// Log lines on standard error: time, level, stage, words; what else is known behind them.
struct ConsoleLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    let label: String

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let more = event.metadata { all.merge(more) { $1 } }
        let now = FixedTimeZone.vietnam.format(EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)))
        let stage = all.removeValue(forKey: "stage").map { "\($0): " } ?? ""
        let rest = all.keys.sorted().compactMap { key in all[key].map { " \(key)=\($0)" } }.joined()
        Console.note("\(now) \(event.level) \(stage)\(event.message)\(rest)\n")
    }
}
