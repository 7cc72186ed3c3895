/// What is remembered of the last update of a key: enough to tell whether a new one would say anything new.
public struct PublishedFigure: Hashable, Sendable {
    public var revision: Int64
    public var digest: ContentDigest

    public init(revision: Int64, digest: ContentDigest) {
        self.revision = revision
        self.digest = digest
    }

    /// No publisher comes so far by counting; who reads a higher one has found damage. Every number of JSON can be told from its neighbours up to
    /// here.
    public static let revisionMax: Int64 = 1 << 53

    /// The next revision; at the very end there is no higher one.
    static func revision(after last: Int64) -> Int64 { last < revisionMax ? last + 1 : revisionMax }
}
