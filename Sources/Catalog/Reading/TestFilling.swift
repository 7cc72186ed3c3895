/// Puts the clock and the number into the texts of a test's event.
struct TestFilling {
    /// RFC 3339.
    let at: String
    /// What `{n}` stands for; nil: nothing.
    let number: String?

    /// nil where a text holds `{n}` and there is no number.
    func fill(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string(let text):
            var filled = text.replacing("{at}", with: at)
            if let number { filled = filled.replacing("{n}", with: number) }
            return filled.contains("{n}") ? nil : .string(filled)
        case .array(let elements):
            let filled = elements.compactMap { fill($0) }
            return filled.count == elements.count ? .array(filled) : nil
        case .object(let members):
            let filled = members.compactMap { member in fill(member.value).map { JSONValue.Member(member.key, $0) } }
            return filled.count == members.count ? .object(filled) : nil
        case .null, .bool, .integer, .json: return value
        }
    }
}

extension JSONValue {
    private var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// An object with the members of another over its own, in the order of their first appearance.
    func overlaid(with other: JSONValue) -> JSONValue {
        var merged = members
        for member in other.members {
            if let index = merged.firstIndex(where: { $0.key == member.key }) {
                merged[index].value = member.value
            } else {
                merged.append(member)
            }
        }
        return .object(merged)
    }

    /// An object without its members that are null.
    var withoutNulls: JSONValue { .object(members.filter { $0.value != .null }) }
}
