import Aggregation
import PipelineTests
import Publication

/// A golden taken through the stages, published after each step.
struct GoldenRun {
    /// Every update in the order in which it was published, as its document.
    private(set) var documents: [String] = []
    /// The last update of each figure.
    private(set) var last: [IndicatorKey: IndicatorUpdate] = [:]
    /// Everything that the partitions said, in the order in which they said it.
    private(set) var partials: [PartialCells] = []

    /// - Parameter restartEvery: after so many events every aggregate is put in place of itself by way of a snapshot; nil: never.
    init(_ golden: Golden, _ ingest: IngestStage, partitions: Int = 1, restartEvery: Int? = nil) throws {
        let stages = PipelineStages(ingest, partitionCount: partitions)
        var publisher = stages.publisher()
        var eventCount = 0
        for step in golden.steps {
            stages.advance(to: step.watermark)
            for event in step.events {
                _ = stages.take(event, now: step.now)
                eventCount += 1
                if let restartEvery, eventCount.isMultiple(of: restartEvery) {
                    for partial in try stages.restart() { take(partial, &publisher) }
                }
            }
            for partial in stages.takePartials() { take(partial, &publisher) }
            for update in publisher.changes(at: step.watermark, asOf: ingest.pipeline.timeZone.day(of: step.watermark)) {
                documents.append(update.document())
                last[update.key] = update
            }
        }
    }

    private mutating func take(_ partial: PartialCells, _ publisher: inout Publisher) {
        partials.append(partial)
        publisher.accept(partial)
    }

    /// What stands at the end.
    var figures: [String: String] { GoldenRun.figures(last) }

    /// By key, the documents without what tells when and how often something was published: `revision` (and with it `id`) and `time`, and
    /// what may be older than the newest event because it is no reason to publish anew: `watermark` and `lastEventTime`. A figure that was
    /// taken back because nobody is counted there any more is as good as one that never was.
    static func figures(_ updates: [IndicatorKey: IndicatorUpdate]) -> [String: String] {
        var figures: [String: String] = [:]
        for (key, update) in updates where update.figure.availability != .notAvailable(.noSubjects) {
            var timeless = update
            timeless.revision = 0
            timeless.time = EventTime(rawValue: 0)
            timeless.watermark = .distantPast
            for index in timeless.partners.indices { timeless.partners[index].lastEventTime = nil }
            figures[key.description] = timeless.document()
        }
        return figures
    }
}

/// A generator that a seed repeats (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
