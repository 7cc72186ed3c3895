extension EventContract {
    /// An example of the event's `data`, made of the fields' examples.
    public func exampleData() -> JSONValue { fields.exampleObject }

    /// A complete example event, as structured CloudEvents JSON.
    public func exampleEvent() -> JSONValue {
        .object(
            present: ("specversion", "1.0"), ("id", "example-1"), ("source", "example-partner/system"), ("type", .string(type)),
            ("time", .string(exampleTime)), ("datacontenttype", "application/json"), ("data", exampleData()))
    }

    /// The business time of the example: where a field holds it, that field's example.
    var exampleTime: String {
        let example = fields.first { $0.name == timeField }?.example
        return example.map { String($0.dropFirst().dropLast()) } ?? "2026-05-12T08:30:00+07:00"
    }
}

extension [EventField] {
    fileprivate var exampleObject: JSONValue {
        .object(
            compactMap { field in
                if field.type == .list, !field.fields.exampleObject.isEmptyObject {
                    let count = Swift.max(1, field.minimumLength ?? 1)
                    return .init(field.name, .array(Array<JSONValue>(repeating: field.fields.exampleObject, count: count)))
                }
                return field.example.map { .init(field.name, .json($0)) }
            })
    }
}

extension JSONValue {
    fileprivate var isEmptyObject: Bool { self == .object([Member]()) }
}
