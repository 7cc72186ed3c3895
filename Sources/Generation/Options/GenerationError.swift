/// Why nothing, or not all, could be generated.
public struct GenerationError: Error, CustomStringConvertible, Sendable {
    public enum Code: Sendable {
        /// The options ask for what cannot be.
        case options
        /// The territory or the population does not do.
        case content
        /// A file cannot be written.
        case output
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
