import Ingest
import Publication

/// Events of partners' records as lines of structured JSON, as files of events have them.
final class StructuredEvents {
    private let check = JSONCheck(maximumBytes: 64 << 20)

    /// nil where the record has no value. What is no event is not made one: a replay refuses the line as a worker refused the record.
    ///
    /// Each line begins with a space, so that no bytes of a partner's make a file look like one of another kind.
    func line(_ event: KeptEvent) -> [UInt8]? {
        guard let value = event.value, !value.isEmpty else { return nil }
        var attributes = event.headers.filter { $0.name.hasPrefix("ce_") }
        if !attributes.isEmpty, check.isWholeEvent(value) { attributes = [] }
        let hasLineEnd = value.contains { $0 == 0x0A || $0 == 0x0D }
        guard !attributes.isEmpty || hasLineEnd else { return [0x20] + value }
        guard check.isWellFormed(value) else {
            // A character that JSON has nowhere, so that it does not become well-formed by losing its line ends.
            return [0x20] + value.map { $0 == 0x0A || $0 == 0x0D ? 0x01 : $0 }
        }
        // A line end in well-formed JSON stands only between its tokens.
        let data = hasLineEnd ? value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } : value
        if attributes.isEmpty { return [0x20] + data }
        var json = JSONText()
        json.object { json in
            for attribute in attributes {
                json.member(Self.name(attribute.name.dropFirst(3)), String(decoding: attribute.value, as: UTF8.self))
            }
            if let type = event.headers.first(where: { $0.name.lowercased() == "content-type" }) {
                json.member("datacontenttype", String(decoding: type.value, as: UTF8.self))
            }
        }
        // The data as the partner has written it: numbers, order and all.
        return [0x20] + json.bytes.dropLast() + Array(",\"data\":".utf8) + data + [UInt8(ascii: "}")]
    }

    /// Attributes' names have only these characters; others would have been refused.
    private static func name(_ text: Substring) -> String { String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }) }
}
