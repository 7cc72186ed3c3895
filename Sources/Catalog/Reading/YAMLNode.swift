/// A YAML tree in which every node knows its place.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        /// `isPlain`: written without quotes, so that `true` may be a boolean and `5` a number.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package var key: YAMLNode
        package var value: YAMLNode

        package init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    package var content: Content
    package var place: Place

    package init(content: Content, place: Place) {
        self.content = content
        self.place = place
    }

    /// The text of a scalar, other than an empty one or `null`.
    package var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// The text of a scalar without quotes.
    package var plainText: String? {
        guard case .scalar(let text, isPlain: true) = content, !isNull else { return nil }
        return text
    }

    /// Whether nothing stands there: an empty value, `~` or `null`.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    package var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    package var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of a key of a mapping.
    package subscript(key: String) -> YAMLNode? { entry(key)?.value }

    package func entry(_ key: String) -> Entry? { entries?.first { $0.key.text == key } }

    /// What it is, in the words of a diagnostic.
    package var kindText: String {
        switch content {
        case .scalar(let text, let isPlain):
            if isNull { "nothing" } else if isPlain && (text == "true" || text == "false") { "`\(text)`" } else { "a text" }
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
