extension YAMLNode {
    /// The node as JSON: `true`, `false`, numbers and nothing as such where they stand without quotes, all else as texts.
    var json: JSONValue {
        switch content {
        case .scalar(let text, let isPlain):
            if isNull { return .null }
            if let boolean { return .bool(boolean) }
            return isPlain && JSONNumber.matches(text) ? .json(text) : .string(text)
        case .sequence(let elements): return .array(elements.map(\.json))
        case .mapping(let entries): return .object(entries.map { JSONValue.Member($0.key.plainOrQuotedText, $0.value.json) })
        }
    }

    private var plainOrQuotedText: String {
        if case .scalar(let text, _) = content { text } else { "" }
    }
}

private enum JSONNumber {
    private static let matcher = (try? PatternSyntax.parse("^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$")).map(PatternMatcher.init)

    static func matches(_ text: String) -> Bool { text.utf8.count <= 64 && matcher?.matches(text.utf8) ?? false }
}
