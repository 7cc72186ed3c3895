/// Writes CSV by RFC 4180, except that lines end with LF: fields with a comma, a quotation mark or a line break stand in quotation marks.
struct CSVText {
    private(set) var text = ""

    mutating func append(_ fields: [String]) {
        text += fields.map(quoted).joined(separator: ",") + "\n"
    }

    private func quoted(_ field: String) -> String {
        // Scalars, not characters: CR LF is one character, and a mark after a comma would join it.
        guard field.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }) else { return field }
        var inner = String.UnicodeScalarView()
        for scalar in field.unicodeScalars {
            if scalar == "\"" { inner.append(scalar) }
            inner.append(scalar)
        }
        return "\"" + String(inner) + "\""
    }
}

/// `yes`, `no`, or nothing where it is not known.
func csvText(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? "" }
