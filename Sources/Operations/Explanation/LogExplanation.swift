import Aggregation
import Catalog
import Foundation
import Kafka
import Publication
import Stages

/// Explains a figure from what stands in the log: partials, published revisions, rejects and, where that is wanted, facts.
public struct LogExplanation {
    private let catalog: Catalog
    private let question: FigureQuestion
    private let reader: LogReader
    private let changesMax: Int

    /// - Parameter changes: so many of the newest changes and revisions are kept.
    public init(_ question: FigureQuestion, catalog: Catalog, reader: LogReader, changes: Int) {
        self.question = question
        self.catalog = catalog
        self.reader = reader
        changesMax = changes
    }

    /// - Parameters:
    ///   - withFacts: also folds all facts of the pipeline that are kept: what was repeated or corrected, and which event made each change.
    ///   - now: the day decides which reference rows hold for `current`.
    /// - Throws: `KafkaError`; `StageError` where facts are damaged, or partials were made by another version of the pipeline.
    public func explain(withFacts: Bool, now: EventTime) throws -> Explanation {
        var explanation = Explanation(question)
        let inForce = try VersionSwitch.current(reader)
        explanation.version = (reader.topics.versionName, reader.topics.versionName == inForce)
        let counts = try reader.partitionCounts()
        let factsTopic = reader.topics.facts(of: question.pipeline.id)
        guard let factsPartitions = counts[factsTopic], let partitions = counts[reader.topics.partials] else {
            throw KafkaError(
                code: "_UNKNOWN_TOPIC",
                message:
                    "the topics \(factsTopic) and \(reader.topics.partials) are not there, or this user may not see them: check the brokers, "
                    + "--topic-prefix and --pipeline-version", recovery: .stop)
        }
        let references = try readReferences()
        var history: FigureHistory?
        if withFacts { history = try readFacts(factsTopic, references, &explanation) }
        let partials = try PartialsOfWindow(question, reader: reader, partitions: partitions)
        var board = FigureBoard(
            question, references: references, territory: catalog.territory, partitions: factsPartitions, partnerNames: partials.partnerNames
        )
        for (partition, part) in partials.parts.sorted(by: { $0.key < $1.key }) where Int(partition) < factsPartitions {
            board.accept(
                part.cells.values.map(\.cell), partition: Int(partition), position: part.position, progress: part.progress,
                watermark: part.watermark)
        }
        explanation.take(
            &board, references: references, asOf: question.pipeline.timeZone.day(of: now), times: history?.times ?? [:])
        try describePositions(factsTopic, factsPartitions, partials, &explanation)
        if let topic = reader.topics.versionName == inForce ? reader.topics.updates : reader.topics.trialUpdates {
            try readRevisions(of: KafkaPartition(topic, partials.partition), isThere: counts[topic] != nil, &explanation)
        } else {
            explanation.remarks.append("the version \(reader.topics.versionName) publishes nowhere while \(inForce) is in force")
        }
        try readRejects(&explanation)
        return explanation
    }

    /// The catalog's tables, with those of the topic `references` in their place.
    private func readReferences() throws -> [ReferenceTable] {
        var tables = Dictionary(catalog.references.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        tables.merge(try ReferenceTopic.tables(reader, territory: catalog.territory)) { $1 }
        return tables.values.sorted { $0.id < $1.id }
    }

    private func readFacts(
        _ topic: String, _ references: [ReferenceTable], _ explanation: inout Explanation
    ) throws -> FigureHistory {
        var names: Set<String> = []
        var failure: StageError?
        func forEachBlock(_ body: @escaping (FactBlock, UnsafeRawBufferPointer) throws(StageError) -> Void) throws {
            try reader.forEachRecord(of: topic) { record in
                guard let value = record.value else { return true }
                do throws(StageError) {
                    let (block, facts) = try FactBlock.decode(value)
                    try body(block, facts)
                    return true
                } catch {
                    failure = StageError(error.code, "\(topic)/\(record.partition)/\(record.offset): \(error.message)")
                    return false
                }
            }
            if let failure { throw failure }
        }
        try forEachBlock { (block, _) throws(StageError) in
            names.formUnion(block.partners)
            guard names.count <= Aggregate.partnersMax else {
                throw StageError(.damagedRecord, "with it the pipeline would have more than \(Aggregate.partnersMax) partners")
            }
        }
        let history = FigureHistory(
            question, references: references, territory: catalog.territory, partnerNames: names.sorted(), changes: changesMax)
        let plan = question.pipeline.countingPlan()
        let (digest, bounds) = (plan.digest, FactBounds(plan: plan))
        var foreign = 0
        try forEachBlock { (block, facts) throws(StageError) in
            guard block.planDigest == digest else {
                foreign += 1
                return
            }
            try FactBlock.check(facts, bounds)
            for index in 0..<facts.count / FactBlock.factSize {
                let (fact, origin) = FactBlock.fact(index, in: facts)
                history.fold(
                    fact, partner: block.partners[Int(fact.partner)],
                    at: "\(block.sources[Int(origin.source)].source)/\(origin.offset)")
            }
        }
        if foreign > 0 {
            explanation.remarks.append("\(foreign) fact blocks were made by another version of the pipeline and not folded")
        }
        for partition in 0..<Int32(try reader.partitionCounts()[topic] ?? 0) {
            let low = try reader.bounds(of: KafkaPartition(topic, partition)).low
            if low > 0 {
                explanation.remarks.append("the facts before \(topic)/\(partition)/\(low) are no longer kept: the changes begin there")
            }
        }
        _ = history.finish()
        explanation.outcomes = history.outcomes
        explanation.changes = history.changes
        explanation.changeCount = history.changeCount
        return history
    }

    private func describePositions(
        _ topic: String, _ count: Int, _ partials: PartialsOfWindow, _ explanation: inout Explanation
    ) throws {
        for partition in 0..<Int32(count) {
            let high = try reader.bounds(of: KafkaPartition(topic, partition)).high
            guard let part = partials.parts[partition] else {
                explanation.positions.append("\(topic)/\(partition): nothing of it stands in \(reader.topics.partials); \(high) records")
                continue
            }
            let newest =
                part.newestLogTime == .distantPast ? "no event" : "events up to \(question.pipeline.timeZone.format(part.newestLogTime))"
            explanation.positions.append(
                "\(topic)/\(partition): the newest partials stand for all before offset \(part.position) (of \(high)), \(newest)")
        }
        if partials.damaged > 0 {
            explanation.remarks.append("\(partials.damaged) damaged partials were passed over, as publishers do")
        }
        if !partials.isWhole {
            explanation.remarks.append(
                "the partials of the window do not give what their marks say: workers were writing while they were read, or have not come "
                    + "to an end; run it again")
        }
    }

    private func readRejects(_ explanation: inout Explanation) throws {
        var counts = RejectCounts(newest: 0)
        let window = question.key.window.key
        var late: Set<String> = []
        try RejectLog(reader).forEach(RejectSelection()) { reject in
            if reject.reason == "period-closed", reject.message.contains(" \(window)") { late.insert(reject.id) }
            return counts.add(reject)
        }
        var events: [RejectCounts.Key: Int] = [:]
        for (key, count) in counts.counts { events[.init(partner: key.partner, reason: key.reason, stage: ""), default: 0] += count.events }
        explanation.rejected = events.sorted { $0.key < $1.key }.map { ($0.key.partner, $0.key.reason, $0.value) }
        explanation.late = late.count
    }

    private func readRevisions(of place: KafkaPartition, isThere: Bool, _ explanation: inout Explanation) throws {
        guard isThere else { return }
        var revisions: [Explanation.Revision] = []
        var last: [String: String] = [:]
        var standing: PublishedDocument?
        try reader.forEachRecord(ofPartition: place) { record in
            guard let key = record.key, String(decoding: key, as: UTF8.self) == question.key.description, let value = record.value,
                let update = PublishedDocument(Array(value))
            else { return true }
            revisions.append(update.revision(after: last))
            last = update.content
            if update.number >= standing?.number ?? .min { standing = update }
            return true
        }
        explanation.standing = standing
        explanation.revisions = Array(revisions.suffix(changesMax))
        if let first = revisions.first, first.number > 1 {
            explanation.remarks.append("revisions before \(first.number) are compacted away")
        }
    }
}
