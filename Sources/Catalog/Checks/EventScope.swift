/// The fields that a fact rule can name: those of the event, and with `each` those of the element.
struct EventScope: Sendable {
    enum Lookup: Sendable {
        case field(EventField)
        /// A field of a list's elements, without `each` of that list.
        case needsEach(list: String)
        case unknown
    }

    let contract: EventContract
    let each: String?

    func look(up path: String) -> Lookup {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let field = contract.fields.first(where: { $0.name == parts[0] }) else { return .unknown }
        guard parts.count == 2 else { return .field(field) }
        guard let element = field.fields.first(where: { $0.name == parts[1] }) else { return .unknown }
        return each == field.name ? .field(element) : .needsEach(list: field.name)
    }

    func field(_ path: String) -> EventField? {
        if case .field(let field) = look(up: path) { field } else { nil }
    }

    /// All names that may be written, for suggestions.
    var names: [String] {
        contract.fields.map(\.name)
            + contract.fields.filter { $0.name == each }.flatMap { list in list.fields.map { "\(list.name).\($0.name)" } }
    }
}
