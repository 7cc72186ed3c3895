import Aggregation
import Publication

/// A record of `indicator-updates`: the document, and in headers what a publisher must know of it without reading it.
enum UpdateRecord {
    static let writer = "nhipso_writer"
    static let revision = "nhipso_revision"
    static let digest = "nhipso_digest"
    /// What was counted: the digest of the pipeline's counting plan, as in facts and snapshots.
    static let plan = "nhipso_plan"

    static func encode(_ update: IndicatorUpdate, to partition: TopicPartition, writer: UInt64, planDigest: UInt64, ticket: Int)
        -> OutgoingRecord
    {
        let key = update.key.description
        let digest = update.contentDigest
        return OutgoingRecord(
            to: partition, key: Array(key.utf8), value: update.document(key: key, digest: digest),
            headers: [
                LogHeader("content-type", "application/cloudevents+json"), LogHeader(Self.writer, String(writer, radix: 16)),
                LogHeader(revision, String(update.revision)), LogHeader(Self.digest, digest.description),
                LogHeader(plan, ContentDigest(rawValue: planDigest).description),
            ], ticket: ticket)
    }

    /// Whether that writer wrote the record: most of what a publisher finds at the end of the log is its own, and is not looked at further.
    static func isWritten(by writer: [UInt8], _ record: LogRecord, of log: any StageLog) -> Bool {
        var isOwn = false
        log.forEachHeader(of: record) { name, value in
            if !isOwn, value.count == writer.count, name.count == Self.writer.utf8.count, name.elementsEqual(Self.writer.utf8) {
                isOwn = value.elementsEqual(writer)
            }
        }
        return isOwn
    }

    /// A writer as it stands in the header.
    static func bytes(ofWriter writer: UInt64) -> [UInt8] { Array(String(writer, radix: 16).utf8) }

    /// What a record says of itself. One that says nothing, or a revision that no publisher gives, has been written by somebody else: it counts
    /// as revision 0 of nothing known.
    static func decode(
        _ record: LogRecord, of log: any StageLog
    ) -> (key: IndicatorKey, published: PublishedFigure, isRevisionPossible: Bool)? {
        guard let bytes = record.key, let key = IndicatorKey(String(decoding: bytes, as: UTF8.self)) else { return nil }
        var published = PublishedFigure(revision: 0, digest: ContentDigest(rawValue: 0))
        var isRevisionPossible = true
        if record.value != nil {
            log.forEachHeader(of: record) { name, value in
                let text = String(decoding: value, as: UTF8.self)
                switch String(decoding: name, as: UTF8.self) {
                case revision:
                    let found = Int64(text).flatMap { (0...PublishedFigure.revisionMax).contains($0) ? $0 : nil }
                    isRevisionPossible = found != nil
                    published.revision = found ?? 0
                case digest: published.digest = ContentDigest(text) ?? published.digest
                default: break
                }
            }
        }
        // What it says beside is not believed either: it is written over.
        if !isRevisionPossible { published = PublishedFigure(revision: 0, digest: ContentDigest(rawValue: 0)) }
        return (key, published, isRevisionPossible)
    }
}
