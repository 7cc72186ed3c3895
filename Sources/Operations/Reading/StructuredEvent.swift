import Publication

/// An event of a partner's record as one line of structured JSON, as files of events have them.
enum StructuredEvent {
    /// nil where the record has no value. What is no event stays as it is, to be rejected as it was.
    static func line(_ event: KeptEvent) -> [UInt8]? {
        guard let value = event.value, !value.isEmpty else { return nil }
        let attributes = event.headers.filter { $0.name.hasPrefix("ce_") }
        // A line feed in valid JSON stands only between its tokens.
        let data = value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        guard !attributes.isEmpty else { return data }
        var json = JSONText()
        json.object { json in
            for attribute in attributes {
                json.member(name(attribute.name.dropFirst(3)), String(decoding: attribute.value, as: UTF8.self))
            }
            if let type = event.headers.first(where: { $0.name.lowercased() == "content-type" }) {
                json.member("datacontenttype", String(decoding: type.value, as: UTF8.self))
            }
        }
        // The data as the partner has written it: numbers, order and all.
        return json.bytes.dropLast() + Array(",\"data\":".utf8) + data + [UInt8(ascii: "}")]
    }

    /// Attributes' names have only these characters; others would have been refused.
    private static func name(_ text: Substring) -> String { String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }) }
}
