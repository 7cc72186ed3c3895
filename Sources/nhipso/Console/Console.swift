import Foundation

/// Standard output and standard error.
enum Console {
    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// What was asked for; a reader that has gone away (a closed pipe) ends the writing quietly.
    static func print(_ text: String) { write(text, to: .standardOutput) }

    /// What is said beside it.
    static func note(_ text: String) { write(text, to: .standardError) }

    static func error(_ message: String) { note("nhipso: error: \(message)\n") }

    private static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }
}
