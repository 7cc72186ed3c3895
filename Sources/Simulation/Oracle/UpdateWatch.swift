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
        var status = -1
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
        try checkStatus(key, document, &subscription)
        subscription.revision = revision
        seen[key] = subscription
    }

    private func checkStatus(_ key: String, _ document: PublishedDocument, _ subscription: inout Subscription) throws(SimulationFailure) {
        guard document.status != "standing" else { return }
        let rank = ["provisional", "final", "revised"].firstIndex(of: document.status) ?? -1
        if rank < subscription.status { throw SimulationFailure(.status, "\(key) goes back to \(document.status): \(document.text)") }
        subscription.status = rank
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
