import Catalog
import Telemetry

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
                + "`fetch.wait.max.ms`. Of others that begin with `NHIPSO_` it is said that they set nothing.")
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

    /// The section `## Metrics` of WORKERS.md.
    public static func metricsSection() -> String {
        var page = MarkdownText()
        page.heading(2, "Metrics")
        page.paragraph(
            "`/metrics` shows these in the Prometheus text format 0.0.4. Labels are names from the configuration, the catalog and the topics, "
                + "never an identifier. An instrument has at most \(SeriesRegistry.seriesLimit) series; what goes beyond is added up under "
                + "`\(SeriesRegistry.otherLabel)`.")
        page.table(
            ["name", "kind", "labels", "meaning"],
            WorkerInstruments.all.sorted { $0.name < $1.name }.map { instrument in
                [
                    "`\(instrument.name)`", kind(instrument), instrument.labels.map { "`\($0.rawValue)`" }.joined(separator: ", "),
                    instrument.help,
                ]
            })
        page.paragraph(
            "`/livez` answers 503 when a stage has not come round its work loop for \(WorkerHealth.stallLimit.components.seconds) s, and says which; "
                + "`/readyz` answers 503 until every stage has its partitions and has restored them, and says what it waits for: publish, whether "
                + "for its partitions or for an aggregate worker that has to write partials.")
        return page.text
    }

    private static func kind(_ instrument: Instrument) -> String {
        switch instrument.kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
