/// What the terminal can show.
public enum TableStyle: Sendable {
    case plain
    /// Bold headings and province rows, by ANSI escape sequences.
    case ansi

    func bold(_ text: String) -> String { self == .ansi ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
