/// Why a pattern is not one of the agreed subset.
public struct PatternError: Error, Hashable, Sendable {
    /// Where in the pattern, in characters from 0.
    public var offset: Int
    public var message: String

    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}
