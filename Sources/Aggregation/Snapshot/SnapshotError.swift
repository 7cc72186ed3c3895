/// Why a snapshot cannot be restored. The remedy is always the same: take an older snapshot, or fold the facts again.
public struct SnapshotError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Code: String, Sendable {
        /// Not a snapshot at all.
        case notASnapshot = "not-a-snapshot"
        /// Written by a version of the format that this one does not read.
        case unknownVersion = "unknown-version"
        /// Bytes are missing or changed.
        case damaged
        /// A chunk is missing, comes twice or in the wrong order, or is of another snapshot.
        case outOfPlace = "out-of-place"
        /// Chunks are still to come.
        case incomplete
        /// Of a pipeline that counts something else.
        case otherPlan = "other-plan"
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
