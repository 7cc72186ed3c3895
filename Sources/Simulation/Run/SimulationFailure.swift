/// What a simulation found wrong.
public struct SimulationFailure: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// A figure that was never true.
        case neverTrue = "never-true"
        case revision
        case status
        case accounting
        /// The end is not what it must be.
        case wrongEnd = "wrong-end"
        /// It does not come to rest after all faults have ended.
        case liveness
        /// A stage stopped that should not have, or did not stop when it should.
        case stop
    }

    public var kind: Kind
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { "\(kind.rawValue): \(message)" }
}
