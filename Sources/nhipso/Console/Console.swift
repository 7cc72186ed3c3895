import ArgumentParser
import Foundation

/// Standard output and standard error.
enum Console {
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Standard output is a terminal whose user has not asked for plain text (no-color.org).
    static var isColoured: Bool {
        isTerminal(STDOUT_FILENO) && ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
    }

    /// What was asked for; a reader that has gone away (a closed pipe) ends the writing quietly.
    ///
    /// - Throws: exit code 3 where it cannot be written for another reason: what was asked for and not given is no success.
    static func print(_ text: String) throws(ExitCode) {
        do { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) } catch {
            let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
            if underlying.code == Int(EPIPE) { return }
            self.error("standard output cannot be written: \(String(cString: strerror(Int32(truncatingIfNeeded: underlying.code))))")
            throw ExitCode(3)
        }
    }

    /// What is said beside it; where even that cannot be written there is nowhere left to say so.
    static func note(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    static func error(_ message: String) { note("nhipso: error: \(message)\n") }
}
