/// The stages, in the order in which an event goes through them.
public enum StageName: String, CaseIterable, Sendable, Comparable {
    case ingest, aggregate, publish

    public static func < (a: StageName, b: StageName) -> Bool {
        allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
    }
}
