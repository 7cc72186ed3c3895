import Catalog

/// What holds, as YAML: every key of the spec with its value and where that came from.
enum EffectiveConfiguration {
    static func text(of tree: ConfigurationTree) -> String {
        var lines: [(text: String, origin: String?)] = [
            ("# What holds, and where each value came from. Secrets are named, not shown.", nil)
        ]
        write(WorkerSpec.construct.form, [], tree, &lines)
        // Remarks stand in one column, but for long values.
        let width = lines.filter { $0.origin != nil && $0.text.count <= 48 }.map(\.text.count).max() ?? 0
        return lines.map { text, origin in
            guard let origin else { return text + "\n" }
            return text + String(repeating: " ", count: max(0, width - text.count)) + "  # \(origin)\n"
        }.joined()
    }

    private static func write(
        _ form: ConstructForm, _ path: [String], _ tree: ConfigurationTree, _ lines: inout [(text: String, origin: String?)]
    ) {
        let indentation = String(repeating: "  ", count: path.count)
        for key in form.keys {
            let own = path + [key.name]
            if case .object(let inner) = key.shape, inner.name != SecretSpec.name {
                let isEmpty = tree.node(own) == nil && !isDefaulted(inner)
                if isEmpty {
                    lines.append(("\(indentation)# \(key.name): none", "default"))
                } else {
                    lines.append(("\(indentation)\(key.name):", nil))
                    write(inner, own, tree, &lines)
                }
            } else if case .map = key.shape, let entries = tree.node(own)?.entries {
                lines.append(("\(indentation)\(key.name):", nil))
                for entry in entries {
                    // What is refused may be a secret.
                    let isShown = entry.key.text.map { KafkaPropertySpec.refusal(of: $0) == nil } ?? false
                    let text = "\(flow(entry.key)): \(isShown ? flow(entry.value) : "not shown")"
                    lines.append(("\(indentation)  \(text)", tree.origin(of: entry.value.place).description))
                }
            } else if case .object = key.shape, let node = tree.node(own) {
                var ignored = Findings(file: "")
                let text = SecretSpec.shape.read(node, &ignored).map { _ in flow(node) } ?? "not shown"
                lines.append(("\(indentation)\(key.name): \(text)", tree.origin(of: node.place).description))
            } else if let node = tree.node(own) {
                lines.append(("\(indentation)\(key.name): \(flow(node))", tree.origin(of: node.place).description))
            } else if case .optional(let words) = key.presence, isValue(words) {
                lines.append(("\(indentation)\(key.name): \(words)", "default"))
            } else {
                lines.append(("\(indentation)# \(key.name): none", "default"))
            }
        }
    }

    /// Whether a construct has a value even where nobody wrote it.
    private static func isDefaulted(_ form: ConstructForm) -> Bool {
        form.keys.contains { if case .optional(let words) = $0.presence { isValue(words) } else { false } }
    }

    /// Whether the words for a default are what one could write, or words about it.
    static func isValue(_ words: String) -> Bool { words.hasPrefix("[") || words != "none" && !words.contains(" ") }

    /// A node on one line.
    private static func flow(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): isPlain && isPlainSafe(text) ? text : JSONValue.string(text).compactText
        case .sequence(let elements): "[" + elements.map(flow).joined(separator: ", ") + "]"
        case .mapping(let entries): "{" + entries.map { "\(flow($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func isPlainSafe(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || ("0"..."9").contains(first) || first == "/" else {
            return false
        }
        return text.utf8.count <= 256 && !text.hasSuffix(":")
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "._/:-".unicodeScalars.contains($0))
            }
    }
}
