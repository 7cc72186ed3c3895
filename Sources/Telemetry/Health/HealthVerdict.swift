/// Whether something is well, and in words why not.
public struct HealthVerdict: Equatable, Sendable {
    public var isGood: Bool
    /// One line for each stage; no line is empty.
    public var lines: [String]

    public init(isGood: Bool, lines: [String]) {
        self.isGood = isGood
        self.lines = lines
    }
}
