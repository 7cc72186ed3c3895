/// A stage that a worker can run.
public enum WorkerStage: String, CaseIterable, Sendable {
    case ingest, aggregate, publish
}
