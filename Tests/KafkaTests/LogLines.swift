import Foundation
import Logging

/// Keeps what is logged.
///
/// The lock guards the lines.
final class LogLines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []

    var all: [String] { lock.withLock { lines } }
    func append(_ line: String) { lock.withLock { lines.append(line) } }
}

struct LineHandler: LogHandler {
    let lines: LogLines
    var logLevel = Logger.Level.debug
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: Logging.LogEvent) { lines.append("\(event.level) \(event.message)") }
}

extension Logger {
    /// For tests in which librdkafka has good reason to complain.
    static var silent: Logger { Logger(label: "test") { _ in LineHandler(lines: LogLines()) } }
}
