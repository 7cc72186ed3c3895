/// A YAML tree in which every node knows its place.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// `isPlain`: written without quotes, so that `true` may be a boolean and `5` a number.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        var key: YAMLNode
        var value: YAMLNode
    }

    var content: Content
    var place: Place

    /// The text of a scalar, other than an empty one or `null`.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// The text of a scalar without quotes.
    var plainText: String? {
        guard case .scalar(let text, isPlain: true) = content, !isNull else { return nil }
        return text
    }

    /// Whether nothing stands there: an empty value, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of a key of a mapping.
    subscript(key: String) -> YAMLNode? { entry(key)?.value }

    func entry(_ key: String) -> Entry? { entries?.first { $0.key.text == key } }

    /// What it is, in the words of a diagnostic.
    var kindText: String {
        switch content {
        case .scalar(let text, let isPlain):
            if isNull { "nothing" } else if isPlain && (text == "true" || text == "false") { "`\(text)`" } else { "a text" }
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
