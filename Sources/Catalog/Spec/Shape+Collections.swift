extension Shape {
    /// A list that is not empty.
    package static func list<Element: Sendable>(of element: Shape<Element>, limit: Int? = nil) -> Shape<[Element]> {
        Shape<[Element]>(.list(element.form, limit: limit)) { node, findings in
            guard let nodes = node.elements else {
                findings.reportWrongType(node, needs: "a list")
                return nil
            }
            if nodes.isEmpty {
                findings.report(.emptyList, at: node.place, "the list is empty")
                return nil
            }
            if let limit, nodes.count > limit {
                findings.report(.tooMany, at: nodes[limit].place, "at most \(limit) are possible, here are \(nodes.count)")
                return nil
            }
            let values = nodes.map { element.read($0, &findings) }
            let good = values.compactMap { $0 }
            return good.count == values.count ? good : nil
        }
    }

    /// A list of scalars in which nothing stands twice.
    package static func distinctList<Element: Hashable & Sendable>(of element: Shape<Element>, limit: Int? = nil) -> Shape<[Element]> {
        list(of: element, limit: limit).then { values, node, findings in
            var seen = Set<Element>()
            var isDistinct = true
            for (value, element) in zip(values, node.elements ?? []) where !seen.insert(value).inserted {
                findings.report(.duplicateItem, at: element.place, "`\(element.text ?? "")` stands twice in the list")
                isDistinct = false
            }
            return isDistinct ? values : nil
        }
    }

    /// A mapping from names that the operator gives, in its order; not empty.
    package static func map<Item: Sendable>(
        _ key: Identifier, to item: Shape<Item>, limit: Int? = nil
    ) -> Shape<[(name: String, value: Item)]> {
        Shape<[(name: String, value: Item)]>(.map(key: key.kind, pattern: key.pattern, value: item.form, limit: limit)) { node, findings in
            guard let entries = node.entries else {
                findings.reportWrongType(node, needs: "a mapping")
                return nil
            }
            if entries.isEmpty {
                findings.report(.emptyList, at: node.place, "the mapping is empty")
                return nil
            }
            if let limit, entries.count > limit {
                findings.report(.tooMany, at: entries[limit].key.place, "at most \(limit) are possible, here are \(entries.count)")
                return nil
            }
            var items: [(name: String, value: Item)] = []
            for entry in entries {
                guard let name = entry.key.text else {
                    findings.reportWrongType(entry.key, needs: key.kind)
                    continue
                }
                let isName = key.check(name, at: entry.key.place, &findings)
                if let value = item.read(entry.value, &findings), isName { items.append((name, value)) }
            }
            return items.count == entries.count ? items : nil
        }
    }

    /// Which shape holds is decided by the kind of node; nil: that kind is refused.
    package static func either<Result: Sendable>(
        _ needs: String, scalar: Shape<Result>? = nil, list: Shape<Result>? = nil, mapping: Shape<Result>? = nil
    ) -> Shape<Result> {
        Shape<Result>(.either([scalar, list, mapping].compactMap { $0?.form })) { node, findings in
            let shape: Shape<Result>?
            switch node.content {
            case .scalar: shape = node.isNull ? nil : scalar
            case .sequence: shape = list
            case .mapping: shape = mapping
            }
            if let shape { return shape.read(node, &findings) }
            findings.reportWrongType(node, needs: needs)
            return nil
        }
    }
}
