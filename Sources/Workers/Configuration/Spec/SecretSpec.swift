import Catalog

/// The spec of a secret: where it stands. Whatever is written instead is not repeated in a finding, for it may be the secret.
enum SecretSpec {
    private struct Draft: Sendable {
        var file: String?
        var environment: String?
    }

    static let name = "secret"

    private static let construct = Construct(
        name, blank: Draft(), "Where a secret stands. The secret itself never stands in the configuration.",
        choices: [.init(keys: ["file", "environment"], isRequired: true)],
        keys: [
            Key(
                "file", .text, into: \.file, "A file that holds nothing else; a newline at its end does not count.",
                example: "/run/secrets/key"),
            Key("environment", variable, into: \.environment, "A variable of the environment.", example: "KAFKA_PASSWORD"),
        ])

    static let shape = Shape<SecretReference>(.object(construct.form)) { node, findings in
        if node.entries == nil {
            findings.report(
                .literalSecret, at: node.place,
                "a secret never stands here itself: write where it is, `{file: /path}` or `{environment: NAME}`")
            return nil
        }
        guard let draft = construct.read(node, &findings) else { return nil }
        return draft.file.map { .file($0) } ?? draft.environment.map { .environment($0) }
    }

    private static let variableName = Identifier("a variable's name", "^[A-Za-z_][A-Za-z0-9_]*$")

    private static let variable = Shape<String>(.identifier(kind: variableName.kind, pattern: variableName.pattern)) { node, findings in
        if let text = node.text, variableName.matches(text) { return text }
        findings.report(
            .invalidIdentifier, at: node.place, "the name of a variable is needed here (letters, digits and `_`), not the secret itself")
        return nil
    }
}
