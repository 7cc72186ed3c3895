/// What must hold within one event contract beyond its structure.
enum EventChecks {
    static func check(_ document: Document<EventContract>, _ findings: inout Findings) {
        let contract = document.model
        guard let time = contract.timeField else { return }
        let place = document.root.place(["time"])
        guard let field = contract.fields.first(where: { $0.name == time }) else {
            let names = contract.fields.filter { $0.type == .timestamp }.map(\.name)
            findings.report(.unknownField, at: place, "the event has no field `\(time)`\(Suggestion.text(for: time, among: names))")
            return
        }
        if field.type != .timestamp {
            findings.report(.wrongFieldType, at: place, "`\(time)` is of type `\(field.type.rawValue)`; the business time is a `timestamp`")
        } else if !field.isRequired {
            findings.report(
                .optionalField, at: place, "`\(time)` may be absent, and then the event had no business time; make it `required: true`")
        }
    }
}
