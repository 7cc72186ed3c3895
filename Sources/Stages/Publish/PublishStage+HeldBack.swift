import Aggregation

/// What a publish stage does not publish because it has not all come, or is not what its owner says.
public struct HeldBack: Equatable, Sendable {
    public var pipeline: String
    public var partition: Int32
    /// Their symbolic keys; none where it is not known which windows are missing, or only the watermark is held back.
    public var windows: [String]
    /// The partitions of facts whose owner has to write again.
    public var waitingFor: [Int]
    /// Nothing of the pipeline has been published here yet.
    public var isAll: Bool

    var name: String { "\(pipeline)/\(partition)" }
}

extension PublishStage {
    public var waitsFor: String {
        let waiting = partitions.flatMap { partition in
            partition.pipelines.values.filter { !$0.isReady }.map { "\($0.pipeline.id) in \(settings.topics.partials)/\(partition.number)" }
        }
        guard hasPartitions, let first = waiting.min() else { return "it waits for its partitions, or restores them" }
        return "it waits for an aggregate worker to write all partials of \(first)"
            + (waiting.count > 1 ? " and \(waiting.count - 1) more" : "")
    }

    /// The pipelines and partitions that it publishes.
    public var published: [(pipeline: String, partition: Int32)] {
        partitions.flatMap { partition in partition.pipelines.keys.sorted().map { ($0, partition.number) } }
    }

    /// Looks what is held back. A moment is nothing: cells come before the marks that speak for them.
    func look(at time: StageTime) {
        let now = time.monotonicMilliseconds
        nextLook = now + 1_000
        heldBack = []
        for partition in partitions {
            for publication in partition.pipelines.values.sorted(by: { $0.pipeline.id < $1.pipeline.id }) {
                let found = HeldBack(
                    pipeline: publication.pipeline.id, partition: partition.number, windows: publication.heldBack.map(\.key),
                    waitingFor: publication.waitingFor, isAll: !publication.isReady)
                guard !found.waitingFor.isEmpty else {
                    heldBackSince[found.name] = nil
                    continue
                }
                let since = heldBackSince[found.name] ?? now
                heldBackSince[found.name] = since
                guard now >= since + settings.heldBackMilliseconds else { continue }
                heldBack.append(found)
                if let said = heldBackSaid[found.name], now < said + settings.heldBackNoticeMilliseconds { continue }
                heldBackSaid[found.name] = now
                say(found)
            }
        }
    }

    private func say(_ found: HeldBack) {
        let named = found.windows.prefix(3).joined(separator: ", ")
        let rest = found.windows.count > 3 ? " and \(found.windows.count - 3) more" : ""
        let what =
            switch (found.isAll, found.windows.isEmpty) {
            case (true, true): "nothing of the pipeline \(found.pipeline) is published"
            case (true, false): "nothing of the pipeline \(found.pipeline) is published, because of the windows \(named)\(rest)"
            case (false, true): "figures of the pipeline \(found.pipeline) stay as they are, and no window becomes final"
            case (false, false): "the windows \(named)\(rest) of the pipeline \(found.pipeline) stay as they are"
            }
        let owners = found.waitingFor.prefix(8).map(String.init).joined(separator: ", ")
        notices.add(
            .warning,
            "in \(settings.topics.partials)/\(found.partition) \(what): not all has come that the owner of the facts in partition \(owners) "
                + "speaks of. Its owner writes it again at its next snapshot interval; is an aggregate worker running?")
    }
}
