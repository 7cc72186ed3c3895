/// What a contract asks of one field, as SQL over its JSON type (`$t`) and its value (`$v`).
struct FieldCheck {
    let name: String
    let isRequired: Bool
    private let test: String
    /// A timestamp's table has a column of milliseconds beside the text: `at_` and the name.
    let isInstant: Bool

    private init(_ name: String, _ isRequired: Bool, _ test: String, isInstant: Bool = false) {
        self.name = name
        self.isRequired = isRequired
        self.test = test
        self.isInstant = isInstant
    }

    static func text(_ name: String, _ length: ClosedRange<Int>, required: Bool = false) -> FieldCheck {
        FieldCheck(name, required, "$t = 'text' AND length($v) BETWEEN \(length.lowerBound) AND \(length.upperBound)")
    }

    /// A text of these characters.
    static func glob(_ name: String, _ patterns: [String], required: Bool = false) -> FieldCheck {
        let either = patterns.map { "(\($0))" }.joined(separator: " OR ")
        return FieldCheck(name, required, "$t = 'text' AND (\(either))")
    }

    static func choice(_ name: String, _ words: [String], required: Bool = false) -> FieldCheck {
        FieldCheck(name, required, "$t = 'text' AND $v IN (\(words.map { "'\($0)'" }.joined(separator: ", ")))")
    }

    static func integer(_ name: String, _ range: ClosedRange<Int>, required: Bool = false) -> FieldCheck {
        let bounds = "$v BETWEEN \(range.lowerBound) AND \(range.upperBound)"
        return FieldCheck(name, required, "$t = 'integer' AND typeof($v) = 'integer' AND \(bounds)")
    }

    static func boolean(_ name: String) -> FieldCheck { FieldCheck(name, false, "$t IN ('true', 'false')") }

    static func instant(_ name: String, required: Bool = false) -> FieldCheck {
        FieldCheck(name, required, "$t = 'text' AND at_\(name) IS NOT NULL", isInstant: true)
    }

    static func day(_ name: String, required: Bool = false) -> FieldCheck {
        FieldCheck(name, required, "$t = 'text' AND \(SQLReading.isDay("$v"))")
    }

    static func month(_ name: String, required: Bool = false) -> FieldCheck {
        FieldCheck(name, required, "$t = 'text' AND \(SQLReading.month("$v")) IS NOT NULL")
    }

    static func commune(required: Bool = false) -> FieldCheck {
        FieldCheck("communeCode", required, "$t = 'text' AND $v GLOB '[0-9][0-9][0-9][0-9][0-9]' AND $v <> '00000'")
    }

    static let vintage = FieldCheck.choice("communeVintage", ["2023", "2024", "2025H1", "2025"])

    /// The customer code of the power company, or a pseudonym in base64url.
    static let contractRef = FieldCheck.glob(
        "contractRef",
        [
            "$v GLOB 'PA07[A-Z][A-Z][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'",
            "length($v) BETWEEN 22 AND 64 AND $v NOT GLOB '*[^A-Za-z0-9_-]*'",
        ], required: true)

    /// A list of at most 36 objects.
    static func list(_ name: String, _ fields: [FieldCheck]) -> FieldCheck {
        let ofElement = fields.map { $0.holds(type: "json_type(e.value, '$.\($0.name)')", value: "json_extract(e.value, '$.\($0.name)')") }
        return FieldCheck(
            name, true,
            """
            $t = 'array' AND json_array_length($v) BETWEEN 1 AND 36
              AND NOT EXISTS (SELECT 1 FROM json_each($v) e
                WHERE coalesce(e.type = 'object' AND \(ofElement.joined(separator: " AND ")), 0) = 0)
            """)
    }

    /// SQL that is 1 where the field may stand as it does.
    func holds(type: String, value: String) -> String {
        let present = test.replacing("$t", with: type).replacing("$v", with: value)
        return isRequired ? "(\(present))" : "(\(type) IS NULL OR \(type) = 'null' OR (\(present)))"
    }
}
