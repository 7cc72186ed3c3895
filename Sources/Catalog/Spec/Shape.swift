/// How a value is read and checked, together with its form as data.
package struct Shape<Value: Sendable>: Sendable {
    package let form: ShapeForm
    /// nil when the value is wrong; then a diagnostic says why.
    package let read: @Sendable (YAMLNode, inout Findings) -> Value?

    package init(_ form: ShapeForm, read: @escaping @Sendable (YAMLNode, inout Findings) -> Value?) {
        self.form = form
        self.read = read
    }

    package func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
        Shape<Other>(form) { [read] node, findings in read(node, &findings).map(transform) }
    }

    /// A further check or conversion, which sees the node and reports what it refuses.
    package func then<Other: Sendable>(
        _ convert: @escaping @Sendable (Value, YAMLNode, inout Findings) -> Other?
    ) -> Shape<Other> {
        Shape<Other>(form) { [read] node, findings in
            guard let value = read(node, &findings) else { return nil }
            return convert(value, node, &findings)
        }
    }
}

extension Findings {
    /// "a list is needed here, not a text".
    package mutating func reportWrongType(_ node: YAMLNode, needs what: String) {
        report(.wrongType, at: node.place, "\(what) is needed here, not \(node.kindText)")
    }
}
