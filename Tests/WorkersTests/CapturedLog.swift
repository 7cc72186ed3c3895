import Foundation
import Logging
import Synchronization

/// Keeps what is logged, down to librdkafka's debug lines.
final class CapturedLog: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func has(_ words: String) -> Bool { lines.contains { $0.contains(words) } }

    struct Handler: LogHandler {
        let log: CapturedLog
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let line = "\(event.level) \(event.message) \(all.map { "\($0)=\($1)" }.sorted().joined(separator: " "))"
            log.kept.withLock { $0.append(line) }
            guard ProcessInfo.processInfo.environment["NHIPSO_TEST_LOG"] != nil, event.level >= .info else { return }
            try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
        }
    }
}
