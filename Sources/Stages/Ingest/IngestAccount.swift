import Catalog

/// What an ingest stage has done since it began.
public struct IngestAccount: Sendable {
    public struct RejectKey: Hashable, Sendable {
        public var partner: String
        public var reason: RejectReason
    }

    /// By partner, rejects included.
    public internal(set) var events: [String: Int] = [:]
    public internal(set) var facts = 0
    /// Events that are good and of no use to any pipeline.
    public internal(set) var unused = 0
    public internal(set) var rejects: [RejectKey: Int] = [:]
    /// Records written: blocks and rejects.
    public internal(set) var written = 0
    public internal(set) var assignments = 0
    public internal(set) var assignedPartitions = 0
}
