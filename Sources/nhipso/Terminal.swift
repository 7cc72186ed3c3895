import Foundation

/// What standard output is connected to.
enum Terminal {
    /// A terminal whose user has not asked for plain text (no-color.org).
    static var isColoured: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
    }

    static func writeError(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
