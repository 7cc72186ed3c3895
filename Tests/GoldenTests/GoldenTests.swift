import Aggregation
import Catalog
import PipelineTests
import Publication
import Testing

/// Each pipeline's cases and its demo, run in ways that must make no difference.
@Suite("However a pipeline is run, it publishes the same") struct GoldenTests {
    private let catalog: Catalog

    init() throws { catalog = try Golden.catalog() }

    @Test("A snapshot and a restart after every k-th event change no byte of any update", arguments: Golden.pipelines)
    func restarts(_ pipeline: String) throws {
        let ingest = try IngestStage(catalog: catalog, pipeline: pipeline)
        for golden in try Golden.all(of: pipeline, catalog) {
            let straight = try GoldenRun(golden, ingest)
            #expect(straight.documents.isEmpty == straight.figures.isEmpty)
            for k in [1, 3, 7, 17] {
                let restarted = try GoldenRun(golden, ingest, restartEvery: k)
                #expect(restarted.documents == straight.documents, "\(golden.name), every \(k)")
            }
        }
    }

    @Test("Three and seven partitions, restarted or not, change no byte of any update", arguments: Golden.pipelines)
    func partitions(_ pipeline: String) throws {
        let ingest = try IngestStage(catalog: catalog, pipeline: pipeline)
        for golden in try Golden.all(of: pipeline, catalog) {
            let straight = try GoldenRun(golden, ingest)
            for (partitions, restartEvery) in [(3, nil), (7, nil), (3, 4)] {
                let split = try GoldenRun(golden, ingest, partitions: partitions, restartEvery: restartEvery)
                #expect(split.documents == straight.documents, "\(golden.name), \(partitions) partitions")
            }
        }
    }

    @Test("In whatever order partials arrive, however often, the figures are the same", arguments: Golden.pipelines)
    func anyOrderOfPartials(_ pipeline: String) throws {
        let ingest = try IngestStage(catalog: catalog, pipeline: pipeline)
        for (number, golden) in try Golden.all(of: pipeline, catalog).enumerated() {
            let straight = try GoldenRun(golden, ingest)
            for partitions in [1, 3, 7] {
                let seed = UInt64(number * 10 + partitions)
                var random = Seeded(seed: seed)
                let run = try GoldenRun(golden, ingest, partitions: partitions, restartEvery: 5)
                let repeats = run.partials.shuffled(using: &random).prefix(run.partials.count / 2)
                let disordered = (run.partials + repeats).shuffled(using: &random)
                let found = try publish(disordered, of: golden, PipelineStages(ingest, partitionCount: partitions), &random)
                #expect(found == straight.figures, "\(golden.name), \(partitions) partitions, seed \(seed)")
            }
        }
    }

    @Test("A publisher that dies has a successor that publishes only what is missing", arguments: Golden.pipelines)
    func publisherDies(_ pipeline: String) throws {
        let ingest = try IngestStage(catalog: catalog, pipeline: pipeline)
        for (number, golden) in try Golden.all(of: pipeline, catalog).enumerated() {
            let straight = try GoldenRun(golden, ingest)
            var random = Seeded(seed: UInt64(number))
            let found = try publishWithSuccessors(golden, PipelineStages(ingest, partitionCount: 3), &random)
            #expect(found == straight.documents, "\(golden.name), seed \(number)")
        }
    }

    /// Feeds partials to one publisher, which publishes now and then, and at last what is still missing.
    private func publish(
        _ partials: [PartialCells], of golden: Golden, _ stages: PipelineStages, _ random: inout Seeded
    ) throws -> [String: String] {
        let end = try #require(golden.steps.last).watermark
        let day = stages.pipeline.timeZone.day(of: end)
        var publisher = stages.publisher()
        var last: [IndicatorKey: IndicatorUpdate] = [:]
        func publish() {
            for update in publisher.changes(at: end, asOf: day) {
                #expect(update.revision == (last[update.key]?.revision ?? 0) + 1, "\(update.key)")
                last[update.key] = update
            }
        }
        for partial in partials {
            publisher.accept(partial)
            if Int.random(in: 0..<4, using: &random) == 0 { publish() }
        }
        publish()
        return GoldenRun.figures(last)
    }

    /// After each step the publisher may be replaced by one that reads what stands of the partials, the newest of each cell, as a compacted
    /// topic has them, in any order, and what was last published.
    private func publishWithSuccessors(_ golden: Golden, _ stages: PipelineStages, _ random: inout Seeded) throws -> [String] {
        var publisher = stages.publisher()
        var topic: [String: PartialCells] = [:]
        var documents: [String] = []
        for step in golden.steps {
            stages.advance(to: step.watermark)
            for event in step.events { _ = stages.take(event, now: step.now) }
            for partial in stages.takePartials() {
                publisher.accept(partial)
                keep(partial, in: &topic)
            }
            let day = stages.pipeline.timeZone.day(of: step.watermark)
            documents += publisher.changes(at: step.watermark, asOf: day).map { $0.document() }
            if Bool.random(using: &random) {
                publisher = stages.publisher(lastPublished: publisher.lastPublished)
                for partial in topic.values.shuffled(using: &random) { publisher.accept(partial) }
                #expect(publisher.changes(at: step.watermark, asOf: day).isEmpty, "\(golden.name)")
            }
        }
        return documents
    }

    private func keep(_ partial: PartialCells, in topic: inout [String: PartialCells]) {
        for cell in partial.cells {
            var one = partial
            one.cells = [cell]
            topic["\(partial.partition) \(cell.window.key) \(cell.commune)"] = one
        }
        var progress = partial
        progress.cells = []
        topic["\(partial.partition)"] = progress
    }
}
