/// Why a replay cannot begin or cannot end well.
public struct ReplayError: Error, CustomStringConvertible, Sendable {
    public enum Code: Sendable {
        /// The call asks for what cannot be (exit code 1).
        case usage
        /// A file cannot be read or written, or is damaged (exit code 3).
        case inputOutput
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
