/// Why the HTTP endpoint could not begin.
public struct EndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case badAddress = "bad-address"
        case cannotListen = "cannot-listen"
    }

    public var code: Code
    /// What happened and what to do, for an operator.
    public var message: String

    public var description: String { "\(code.rawValue): \(message)" }
}
