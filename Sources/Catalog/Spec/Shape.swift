/// How a value is read and checked, together with its form as data.
struct Shape<Value: Sendable>: Sendable {
    let form: ShapeForm
    /// nil when the value is wrong; then a diagnostic says why.
    let read: @Sendable (YAMLNode, inout Findings) -> Value?

    init(_ form: ShapeForm, read: @escaping @Sendable (YAMLNode, inout Findings) -> Value?) {
        self.form = form
        self.read = read
    }

    func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
        Shape<Other>(form) { [read] node, findings in read(node, &findings).map(transform) }
    }

    /// A further check or conversion, which sees the node and reports what it refuses.
    func then<Other: Sendable>(
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
    mutating func reportWrongType(_ node: YAMLNode, needs what: String) {
        report(.wrongType, at: node.place, "\(what) is needed here, not \(node.kindText)")
    }
}
