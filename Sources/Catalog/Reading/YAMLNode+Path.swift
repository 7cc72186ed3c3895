/// The way from a document's root to a node: keys and positions in lists.
struct YAMLPath: Sendable, ExpressibleByArrayLiteral {
    enum Step: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case key(String)
        case index(Int)

        init(stringLiteral value: String) { self = .key(value) }
        init(integerLiteral value: Int) { self = .index(value) }
    }

    var steps: [Step]

    init(arrayLiteral elements: Step...) { steps = elements }

    static func + (path: YAMLPath, more: YAMLPath) -> YAMLPath {
        var sum = path
        sum.steps += more.steps
        return sum
    }

    static func + (path: YAMLPath, key: String) -> YAMLPath {
        var sum = path
        sum.steps.append(.key(key))
        return sum
    }

    static func + (path: YAMLPath, index: Int) -> YAMLPath {
        var sum = path
        sum.steps.append(.index(index))
        return sum
    }
}

extension YAMLNode {
    /// The place of the node that the path leads to, as far as it leads: where one may write `a` for `[a]`, an index leads nowhere further.
    func place(_ path: YAMLPath) -> Place {
        var node = self
        for step in path.steps {
            switch step {
            case .key(let key): if let value = node[key] { node = value }
            case .index(let index): if let elements = node.elements, index < elements.count { node = elements[index] }
            }
        }
        return node.place
    }

    /// The place of the key itself at the path's end.
    func place(ofKey path: YAMLPath) -> Place {
        var node = self
        for step in path.steps.dropLast() {
            switch step {
            case .key(let key): if let value = node[key] { node = value }
            case .index(let index): if let elements = node.elements, index < elements.count { node = elements[index] }
            }
        }
        if case .key(let key) = path.steps.last, let entry = node.entry(key) { return entry.key.place }
        return node.place
    }
}
