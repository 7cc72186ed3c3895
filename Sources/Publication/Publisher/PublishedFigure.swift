/// What is remembered of the last update of a key: enough to tell whether a new one would say anything new.
public struct PublishedFigure: Hashable, Sendable {
    public var revision: Int64
    public var digest: ContentDigest

    public init(revision: Int64, digest: ContentDigest) {
        self.revision = revision
        self.digest = digest
    }
}
