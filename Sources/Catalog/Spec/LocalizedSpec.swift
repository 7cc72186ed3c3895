/// The spec of a text in both languages.
enum LocalizedSpec {
    static let construct = Construct(
        "localised text", blank: Localized(vi: "", en: ""), "A text in Vietnamese and English.",
        keys: [
            Key("vi", .text, into: \.vi, "The Vietnamese text.", example: "\"Điện\""),
            Key("en", .text, into: \.en, "The English text.", example: "\"Electricity\""),
        ])
}
