import Aggregation
import Catalog
import Publication
import Stages

/// Watches what is published as a subscriber does, who ignores revisions that are not above those seen.
final class UpdateWatch {
    struct Published {
        var revision: Int64
        var digest: String
        var document: PublishedDocument
    }

    private struct Subscription {
        var revision: Int64 = 0
        /// Of each writer the first word of each status.
        var words: [Word] = []
    }

    private struct Word {
        var writer: String
        var offset: Int64
        /// 0: provisional, 1: final, 2: revised.
        var rank: Int
    }

    /// The newest record of each key, whatever its revision.
    private(set) var newest: [String: Published] = [:]
    private(set) var highest: [String: Int64] = [:]
    private(set) var count = 0
    private var seen: [String: Subscription] = [:]
    private let shadows: [ShadowPipeline]
    private let isOneOwner: Bool

    /// - Parameter isOneOwner: two stages never write at once, so revisions go up in the log itself.
    init(_ shadows: [ShadowPipeline], isOneOwner: Bool) {
        self.shadows = shadows
        self.isOneOwner = isOneOwner
    }

    func take(_ record: StoredRecord) throws(SimulationFailure) {
        let key = record.keyText
        guard let value = record.value, let revision = record.header("nhipso_revision").flatMap({ Int64($0) }), revision > 0 else {
            throw SimulationFailure(.revision, "\(key) has been published without a revision")
        }
        let document = PublishedDocument(value)
        count += 1
        if isOneOwner, revision <= highest[key] ?? 0 {
            throw SimulationFailure(.revision, "\(key) has revision \(revision) after \(highest[key] ?? 0): \(document.text)")
        }
        newest[key] = Published(revision: revision, digest: record.header("nhipso_digest") ?? "", document: document)
        highest[key] = max(highest[key] ?? 0, revision)
        try checkTruth(key, document)
        var subscription = seen[key] ?? Subscription()
        guard revision > subscription.revision else { return }
        try checkStatus(record, document, &subscription)
        subscription.revision = revision
        seen[key] = subscription
    }

    /// A status never goes back behind what its writer has said itself, nor behind what it had read when it handed the update over.
    ///
    /// Nothing more can be asked where two write at once. One that has lost the partition may still have several updates of a key on their
    /// way; they land behind the first of its successor, who could not know how many there are, with a revision above it. Such a figure is older
    /// until the successor reads it and writes it over.
    private func checkStatus(_ record: StoredRecord, _ document: PublishedDocument, _ subscription: inout Subscription)
        throws(SimulationFailure)
    {
        guard document.status != "standing" else { return }
        let writer = record.header("nhipso_writer") ?? ""
        let rank = ["provisional", "final", "revised"].firstIndex(of: document.status) ?? -1
        let known = subscription.words.filter { isOneOwner || $0.writer == writer || $0.offset < record.senderHasRead }
        if rank < known.map(\.rank).max() ?? -1 {
            throw SimulationFailure(.status, "\(record.keyText) goes back to \(document.status): \(document.text)")
        }
        if subscription.words.contains(where: { $0.writer == writer && $0.rank == rank }) { return }
        subscription.words.append(Word(writer: writer, offset: record.offset, rank: rank))
    }

    private func checkTruth(_ name: String, _ document: PublishedDocument) throws(SimulationFailure) {
        guard let key = IndicatorKey(name), let numerator = document.numerator else { return }
        for shadow in shadows {
            guard let indicator = shadow.pipeline.indicators.first(where: { $0.id == key.indicator }),
                let commune = key.commune == "unlocated" ? CommuneCode.unlocated : CommuneCode(key.commune)
            else { continue }
            let measures = shadow.measures(of: indicator)
            let values = measures.count == 1 ? [numerator] : [numerator, document.denominator ?? 0]
            if !shadow.wasEverTrue(values, of: measures, in: key.window, commune) {
                throw SimulationFailure(.neverTrue, "\(name) was never \(values): \(document.text)")
            }
        }
    }
}
