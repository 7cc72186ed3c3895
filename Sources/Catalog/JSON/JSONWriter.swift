/// Writes `JSONValue`s as text: compact on one line, or indented by two spaces.
public struct JSONWriter {
    public enum Layout: Sendable { case compact, indented }

    public private(set) var text = ""
    private let layout: Layout

    public init(layout: Layout = .compact) { self.layout = layout }

    public mutating func write(_ value: JSONValue) { write(value, depth: 0) }

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .json(let literal): text += literal
        case .string(let string): writeString(string)
        case .array(let elements):
            // Short lists of plain values stay on one line, as a person would write them.
            let isFlat = elements.allSatisfy(\.isPlain) && elements.count <= 12
            write(elements, open: "[", close: "]", depth: depth, isFlat: isFlat) { $0.write($1, depth: depth + 1) }
        case .object(let members):
            write(members, open: "{", close: "}", depth: depth, isFlat: members.isEmpty) { writer, member in
                writer.writeString(member.key)
                writer.text += writer.layout == .compact ? ":" : ": "
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func write<Element>(
        _ elements: [Element], open: String, close: String, depth: Int, isFlat: Bool,
        element writeElement: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += layout == .indented && isFlat ? ", " : "," }
            if !isFlat { breakLine(depth: depth + 1) }
            writeElement(&self, element)
        }
        if !isFlat { breakLine(depth: depth) }
        text += close
    }

    private mutating func breakLine(depth: Int) {
        guard layout == .indented else { return }
        text += "\n" + String(repeating: "  ", count: depth)
    }

    private mutating func writeString(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue {
    /// On one line, without spaces.
    public var compactText: String {
        var writer = JSONWriter()
        writer.write(self)
        return writer.text
    }

    /// Indented by two spaces, with a newline at the end.
    public var indentedText: String {
        var writer = JSONWriter(layout: .indented)
        writer.write(self)
        return writer.text + "\n"
    }

    fileprivate var isPlain: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
