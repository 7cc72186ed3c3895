import Catalog

extension Partners {
    /// Reads `partners.yaml`.
    ///
    /// - Returns: nil when there is any error; the findings say where and what.
    public static func load(file: String) -> (partners: Partners?, findings: [Diagnostic]) {
        var findings = Findings(file: file)
        guard let bytes = FileBytes.read(file, &findings) else { return (nil, findings.diagnostics) }
        return read(bytes, findings)
    }

    /// The same, of a text.
    static func read(yaml: String, file: String = "partners.yaml") -> (partners: Partners?, findings: [Diagnostic]) {
        read(Array(yaml.utf8), Findings(file: file))
    }

    private static func read(_ bytes: [UInt8], _ begun: Findings) -> (partners: Partners?, findings: [Diagnostic]) {
        var findings = begun
        guard let root = YAMLReader.read(bytes, &findings), let draft = PartnersSpec.construct.read(root, &findings), !findings.hasErrors
        else { return (nil, findings.diagnostics) }
        var partners = draft.rest
        partners.partners = draft.partners.map { name, value in
            var partner = value
            partner.name = name
            return partner
        }
        .sorted { $0.name < $1.name }
        partners.readers = draft.readers.map { Reader(name: $0.name, principal: $0.value) }.sorted { $0.name < $1.name }
        return (partners, findings.diagnostics)
    }

    /// The section `## partners.yaml` of OPERATIONS.md.
    public static func section() -> String { ConstructPage.section(of: PartnersSpec.construct.form, title: "partners.yaml", level: 2) }
}
