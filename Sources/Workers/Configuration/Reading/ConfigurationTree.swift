import Catalog

/// The file with the environment and flags laid over it. Every node knows where it came from.
struct ConfigurationTree {
    private(set) var root: YAMLNode
    let file: String
    private var overrides: [ConfigurationOverride] = []

    init(root: YAMLNode, file: String) {
        self.root = root
        self.file = file
    }

    /// Puts a value in place of what stands there. Where the file has something else than a mapping on the way, nothing changes: that is an
    /// error by itself.
    mutating func lay(_ override: ConfigurationOverride) {
        let place = Place(line: ConfigurationOverride.firstLine + overrides.count, column: 1)
        overrides.append(override)
        root = Self.setting(root, override.path[...], to: Self.placed(override.content, at: place), place)
    }

    func origin(of place: Place) -> ConfigurationOrigin {
        let index = place.line - ConfigurationOverride.firstLine
        if overrides.indices.contains(index) { return overrides[index].origin }
        return .file(file, line: place.line, column: place.column)
    }

    /// The node at the path; nil: the default holds.
    func node(_ path: [String]) -> YAMLNode? {
        path.reduce(Optional(root)) { node, key in node?[key] }
    }

    /// Where the value of the key was given, or the nearest of those around it.
    func place(_ path: [String]) -> Place {
        var node = root
        for key in path { if let next = node[key] { node = next } else { break } }
        return node.place
    }

    /// What stands at a place: keys and positions; the innermost, or the outermost that begins there.
    func path(to place: Place, innermost: Bool) -> [String] {
        var found: [[String]] = []
        Self.walk(root, [], depth: 0) { path, node in if node.place == place { found.append(path) } }
        return (innermost ? found.last : found.first) ?? []
    }

    private static func walk(_ node: YAMLNode, _ path: [String], depth: Int, _ visit: ([String], YAMLNode) -> Void) {
        visit(path, node)
        // The reader lets nothing deeper through.
        guard depth < 64 else { return }
        for entry in node.entries ?? [] {
            let inner = path + [entry.key.text ?? ""]
            visit(inner, entry.key)
            walk(entry.value, inner, depth: depth + 1, visit)
        }
        for (index, element) in (node.elements ?? []).enumerated() {
            let last = (path.last ?? "") + "[\(index)]"
            walk(element, path.dropLast() + [last], depth: depth + 1, visit)
        }
    }

    private static func setting(_ node: YAMLNode, _ path: ArraySlice<String>, to value: YAMLNode, _ place: Place) -> YAMLNode {
        guard let key = path.first else { return value }
        guard var entries = node.entries else { return node }
        var changed = node
        if let index = entries.firstIndex(where: { $0.key.text == key }) {
            entries[index].value = setting(entries[index].value, path.dropFirst(), to: value, place)
        } else {
            let name = YAMLNode(content: .scalar(key, isPlain: true), place: place)
            let empty = YAMLNode(content: .mapping([]), place: place)
            entries.append(.init(key: name, value: setting(empty, path.dropFirst(), to: value, place)))
        }
        changed.content = .mapping(entries)
        return changed
    }

    private static func placed(_ content: YAMLNode.Content, at place: Place) -> YAMLNode {
        switch content {
        case .scalar: YAMLNode(content: content, place: place)
        case .sequence(let nodes): YAMLNode(content: .sequence(nodes.map { placed($0.content, at: place) }), place: place)
        case .mapping(let entries):
            YAMLNode(
                content: .mapping(
                    entries.map { .init(key: placed($0.key.content, at: place), value: placed($0.value.content, at: place)) }), place: place
            )
        }
    }
}
