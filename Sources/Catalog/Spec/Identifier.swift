/// A kind of name with the pattern that it must match.
package struct Identifier: Sendable {
    /// With its article, as diagnostics say it: `a flag's name`.
    package let kind: String
    package let pattern: String
    private let matcher: PatternMatcher?

    static let lengthLimit = 128

    package init(_ kind: String, _ pattern: String) {
        self.kind = kind
        self.pattern = pattern
        matcher = (try? PatternSyntax.parse(pattern)).map(PatternMatcher.init)
    }

    static let eventType = Identifier("an event type", "^[a-z][a-z0-9]*([.][a-z][a-z0-9_-]*)+$")
    static let field = Identifier("a field's name", "^[A-Za-z][A-Za-z0-9_]*$")
    static let fieldPath = Identifier("a field's name", "^[A-Za-z][A-Za-z0-9_]*([.][A-Za-z][A-Za-z0-9_]*)?$")
    static let pipeline = Identifier("a pipeline's id", "^[a-z][a-z0-9_-]*$")
    static let flag = Identifier("a flag's name", "^[a-z][a-z0-9_]*$")
    static let amount = Identifier("an amount's name", "^[a-z][a-z0-9_]*$")
    static let measure = Identifier("a measure's name", "^[a-z][a-z0-9_]*$")
    static let indicator = Identifier("an indicator's id", "^[A-Za-z][A-Za-z0-9._-]*$")
    static let reference = Identifier("a reference table's id", "^[a-z][a-z0-9_-]*$")

    static let test = Identifier("a test's id", "^[a-z][a-z0-9_-]*$")
    static let area = Identifier("a commune's five digits, the province's two, or `unlocated`", "^([0-9]{5}|[0-9]{2}|unlocated)$")

    package func matches(_ text: String) -> Bool { text.utf8.count <= Self.lengthLimit && matcher?.matches(text.utf8) ?? false }

    package func check(_ text: String, at place: Place, _ findings: inout Findings) -> Bool {
        if matches(text) { return true }
        findings.report(
            .invalidIdentifier, at: place,
            "`\(text.prefix(80))` is not \(kind): it must match `\(pattern)` (at most \(Self.lengthLimit) characters)")
        return false
    }
}
