import Catalog

/// The documents that the spec of `worker.yaml` gives.
public enum WorkerReference {
    /// JSON Schema 2020-12 for editors.
    public static func schema() -> JSONValue { ConstructSchema.document(of: WorkerSpec.construct.form, id: "urn:nhipso:yaml:worker") }

    /// The section `## worker.yaml` of WORKERS.md.
    public static func section() -> String {
        var page = MarkdownText()
        page.heading(3, "Environment and flags")
        page.paragraph(
            "A variable stands for each key; a flag of the command line stands above the variable, the variable above the file. "
                + "One that is empty counts as not set. Lists are written `a,b`. A secret is the variable itself, or the file that the variable with "
                + "`_FILE` names. Each property under `kafka` has a variable of its own: `NHIPSO_KAFKA_FETCH_WAIT_MAX_MS` is "
                + "`fetch.wait.max.ms`.")
        page.table(
            ["variable", "key"],
            ConfigurationKey.all.map { key in
                switch key.kind {
                case .scalar, .list: ["`\(key.variable)`", "`\(key.name)`"]
                case .secret: ["`\(key.variable)`, `\(key.variable)_FILE`", "`\(key.name)`"]
                case .map: ["`\(key.variable)_…`", "`\(key.name)`"]
                }
            })
        return ConstructPage.section(of: WorkerSpec.construct.form, title: "worker.yaml", level: 2) + "\n" + page.text
    }
}
