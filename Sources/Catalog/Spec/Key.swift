/// One key of a construct: its form as data, and where its value goes.
package struct Key<Draft: Sendable>: Sendable {
    package let form: KeyForm
    /// Reads the value into the draft; false when it is wrong.
    package let apply: @Sendable (YAMLNode, inout Draft, inout Findings) -> Bool

    package init<Value: Sendable>(
        _ name: String, _ shape: Shape<Value>, into path: WritableKeyPath<Draft, Value> & Sendable,
        _ presence: KeyForm.Presence, _ summary: String, example: String
    ) {
        form = KeyForm(name: name, shape: shape.form, presence: presence, summary: summary, example: example)
        apply = { node, draft, findings in
            guard let value = shape.read(node, &findings) else { return false }
            draft[keyPath: path] = value
            return true
        }
    }

    /// For what must stand.
    package init<Value: Sendable>(
        _ name: String, _ shape: Shape<Value>, into path: WritableKeyPath<Draft, Value> & Sendable, _ summary: String, example: String
    ) {
        self.init(name, shape, into: path, .required, summary, example: example)
    }

    /// For what is nil while the key is absent.
    package init<Value: Sendable>(
        _ name: String, _ shape: Shape<Value>, into path: WritableKeyPath<Draft, Value?> & Sendable,
        _ presence: KeyForm.Presence, _ summary: String, example: String
    ) {
        self.init(name, shape.map { Optional($0) }, into: path, presence, summary, example: example)
    }

    /// For what is nil while the key is absent, where that needs no words.
    package init<Value: Sendable>(
        _ name: String, _ shape: Shape<Value>, into path: WritableKeyPath<Draft, Value?> & Sendable, _ summary: String, example: String
    ) {
        self.init(name, shape.map { Optional($0) }, into: path, .optional("none"), summary, example: example)
    }
}
