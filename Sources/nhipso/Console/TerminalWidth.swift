import Foundation

/// Texts for a terminal of so many columns.
enum TerminalWidth {
    /// Of the terminal that standard output is; nil: it is none, and lines may be as long as they like.
    static var current: Int? {
        guard Console.isTerminal(STDOUT_FILENO) else { return nil }
        if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 0 { return max(40, columns) }
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? max(40, Int(size.ws_col)) : 80
    }

    /// What is longer ends with `…`.
    static func cut(_ text: String, to width: Int?) -> String {
        guard let width, text.count > width else { return text }
        return text.prefix(max(0, width - 1)) + "…"
    }

    /// Long lines broken between words, and gone on with two spaces more than they began with.
    static func wrapped(_ text: String, to width: Int?) -> String {
        guard let width else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { wrapped(line: $0, to: width) }.joined(separator: "\n")
    }

    private static func wrapped(line: Substring, to width: Int) -> String {
        guard line.count > width else { return String(line) }
        let margin = String(repeating: " ", count: line.prefix { $0 == " " }.count + 2)
        var lines: [String] = []
        var current = String(line.prefix { $0 == " " })
        var isFresh = true
        for word in line.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
            if !isFresh, current.count + 1 + word.count > width {
                lines.append(current)
                (current, isFresh) = (margin, true)
                if word.isEmpty { continue }
            }
            current += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return (lines + [current]).joined(separator: "\n")
    }
}
