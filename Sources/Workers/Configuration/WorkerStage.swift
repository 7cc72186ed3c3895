/// A stage that a worker can run, in the order in which an event goes through them.
public enum WorkerStage: String, CaseIterable, Sendable, Comparable {
    case ingest, aggregate, publish

    public static func < (a: WorkerStage, b: WorkerStage) -> Bool { a.order < b.order }

    private var order: Int {
        switch self {
        case .ingest: 0
        case .aggregate: 1
        case .publish: 2
        }
    }
}
