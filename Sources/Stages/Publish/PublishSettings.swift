import Catalog
import Publication

/// What a publish stage must be told.
public struct PublishSettings: Sendable {
    public var catalog: Catalog
    public var topics: Topics
    /// Partitions of each `facts` topic: figures are published once all have reported.
    public var factsPartitions: Int
    /// Told apart from every other stage that ever ran: by chance, or by a simulation.
    public var instance: UInt64
    /// The CloudEvents `source` of the updates.
    public var source = "/nhipso"
    public var commitMilliseconds: Int64 = 5_000
    /// What is held back for so long is told, and told again each time so much has passed.
    public var heldBackMilliseconds: Int64 = 10_000
    public var heldBackNoticeMilliseconds: Int64 = 60_000
    /// Changed figures are written at least so often, however many there are; behind a backlog (`Backlog`) a second later.
    public var longestPublicationMilliseconds: Int64 = 1_000

    public init(catalog: Catalog, topics: Topics = Topics(), factsPartitions: Int, instance: UInt64) {
        self.catalog = catalog
        self.topics = topics
        self.factsPartitions = factsPartitions
        self.instance = instance
    }

    /// How long to wait after having begun to write so many updates: of a figure that changes all the time fewer words are said the more there
    /// are. It must not grow with them as fast as they grow with it, or it would not come back from a long one.
    func publicationPause(updates: Int) -> Int64 {
        min(max(2, Int64(min(updates / 25, 40) + updates * updates / 320_000)), longestPublicationMilliseconds)
    }
}
