import Aggregation

/// The names of the topics.
public struct Topics: Hashable, Sendable {
    /// Stands before every name; usually empty.
    public var prefix: String
    /// Which version of the pipelines: each has a state of its own, and all read the same events. Empty: the default one.
    public var version: String

    /// What the default version is called where a version has to be named.
    public static let defaultVersion = "default"

    public init(prefix: String = "", version: String = "") {
        self.prefix = prefix
        self.version = version == Topics.defaultVersion ? "" : version
    }

    /// What the names of the version's own topics begin with.
    private var own: String { version.isEmpty ? prefix : "\(prefix)\(version)." }
    public var versionName: String { version.isEmpty ? Topics.defaultVersion : version }

    public func facts(of pipeline: String) -> String { "\(own)facts.\(pipeline)" }
    public func snapshots(of pipeline: String) -> String { "\(own)snapshots.\(pipeline)" }
    public var partials: String { own + "partials" }
    /// What everybody reads: written by the version in force alone.
    public var updates: String { prefix + "indicator-updates" }
    /// What the version writes while another is in force; nil for the default one, which then writes nothing.
    public var trialUpdates: String? { version.isEmpty ? nil : own + "indicator-updates" }
    /// Which version is in force: under the key `current`.
    public var versions: String { prefix + "versions" }
    public var references: String { prefix + "references" }
    public func rejected(of partner: String) -> String { "\(prefix)rejected.\(partner)" }
    public func input(partner: String, kind: String) -> String { "\(prefix)in.\(partner).\(kind)" }

    /// What the ingest stage subscribes to, as librdkafka writes it: a pattern begins with `^`.
    public var inputPattern: String {
        let literal = prefix.map { $0.isLetter || $0.isNumber ? String($0) : "\\" + String($0) }.joined()
        return "^\(literal)in\\..+"
    }

    /// Partner and kind of a topic of partners; nil where it is not named `in.<partner>.<kind>`.
    public func source(ofInput topic: String) -> (partner: String, kind: String)? {
        guard topic.hasPrefix(prefix + "in.") else { return nil }
        let parts = topic.dropFirst(prefix.count + 3).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Topics.isName(parts[0]), !parts[1].isEmpty else { return nil }
        return (String(parts[0]), String(parts[1]))
    }

    /// The pipeline whose facts a topic holds.
    public func pipeline(ofFacts topic: String) -> String? {
        topic.hasPrefix(own + "facts.") ? String(topic.dropFirst(own.count + 6)) : nil
    }

    /// Words that topics of ours begin with: no version may be called so.
    public static func isReserved(version: String) -> Bool {
        let words = ["in", "facts", "snapshots", "partials", "indicator-updates", "rejected", "references", "redrives", "versions"]
        return words.contains { version == $0 || version.hasPrefix($0 + ".") }
    }

    /// Whether a version can be called so.
    static func isVersion(_ text: String) -> Bool {
        let isWord = text.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0)
        }
        return isWord && (1...128).contains(text.utf8.count) && !isReserved(version: text)
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }

    /// The partition of `partials` and `indicator-updates` that a window belongs to: a window is published as a whole, by one owner, since
    /// what is withheld of one commune depends on the others.
    public static func partition(of window: Window, pipeline: String, count: Int) -> Int32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in pipeline.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash ^= UInt64(window.length.rawValue) << 32 | UInt64(UInt32(bitPattern: window.ordinal))
        hash = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
        return Int32((hash ^ hash >> 32) % UInt64(count))
    }
}
