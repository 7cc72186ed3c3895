/// What a `pattern` of an event's field says, without its anchors: the whole text must match.
public indirect enum Pattern: Hashable, Sendable {
    /// One byte of the set.
    case bytes(ByteSet)
    /// One after the other; none: the empty text.
    case sequence([Pattern])
    /// One of them.
    case alternation([Pattern])
    /// `minimum` to `maximum` times; nil: without limit.
    case repetition(Pattern, minimum: Int, maximum: Int?)

    /// How many states a machine for it needs at most, repetitions written out.
    public var stateCount: Int {
        switch self {
        case .bytes: 1
        case .sequence(let parts): parts.reduce(1) { saturating($0, plus: $1.stateCount) }
        case .alternation(let branches): branches.reduce(1) { saturating($0, plus: saturating($1.stateCount, plus: 1)) }
        case .repetition(let inner, let minimum, let maximum): saturating(inner.stateCount, times: maximum ?? minimum + 1)
        }
    }

    /// Whether the whole text, in UTF-8, matches.
    public func matches(_ text: some Sequence<UInt8>) -> Bool { PatternMatcher(self).matches(text) }

    public func matches(_ text: String) -> Bool { matches(text.utf8) }
}

// Sizes saturate well below overflow: a pattern that large is refused anyway.
private let largest = 1 << 40

private func saturating(_ a: Int, plus b: Int) -> Int { min(a + b, largest) }

private func saturating(_ a: Int, times b: Int) -> Int {
    let (product, overflow) = (a + 1).multipliedReportingOverflow(by: max(b, 1))
    return overflow ? largest : min(product + 1, largest)
}
