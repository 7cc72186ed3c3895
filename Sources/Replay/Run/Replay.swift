import Aggregation
import Catalog
import Ingest
import Publication

/// Runs the three stages over files, without a broker: ingest, aggregate, publish.
public struct Replay: ~Copyable {
    private let options: ReplayOptions
    private var ingester: Ingester
    private let states: [PipelineState]
    private let sources: [EventSource]
    private var clock: SourceClock
    private let rejects: RejectWriter
    private var account: ReplayAccount
    private let tally: LineTally

    /// - Throws: `ReplayError`, before anything has been read or written, where the options do not hold together.
    public init(_ options: ReplayOptions) throws(ReplayError) {
        let states = options.catalog.pipelines.map { PipelineState($0) }
        var partners: [String] = []
        if let path = options.snapshotIn { partners = try Replay.restore(states, from: path, keyID: options.key.id) }
        let sources = options.inputs.sources.map { EventSource(files: $0) }
        let ingester = try Replay.ingester(options, partners)
        rejects = try RejectWriter(path: options.rejectsPath)
        self.ingester = ingester
        self.options = options
        self.states = states
        self.sources = sources
        clock = SourceClock(sourceCount: sources.count)
        tally = LineTally()
        account = ReplayAccount()
        account.restoredRecords = states.reduce(0) { $0 + Int64($1.aggregate.liveRecords) }
    }

    private static func ingester(_ options: ReplayOptions, _ partners: [String]) throws(ReplayError) -> Ingester {
        do throws(IngestError) {
            return try Ingester(
                catalog: options.catalog, key: options.key, partnerNames: partners, maximumBytes: options.maximumEventBytes)
        } catch {
            throw ReplayError(.usage, error.description)
        }
    }

    /// - Returns: the partners' names by number, which all pipelines of a snapshot share.
    private static func restore(_ states: [PipelineState], from path: String, keyID: String) throws(ReplayError) -> [String] {
        let file = try SnapshotFile(path: path)
        guard file.keyID == keyID else {
            throw ReplayError(.usage, "\(path): was made with the pseudonym key \(file.keyID), this run has \(keyID); give it the same key")
        }
        var partners: [String] = []
        for state in states {
            guard let found = file.snapshots.first(where: { $0.pipeline == state.pipeline.id }) else {
                throw ReplayError(
                    .usage, "\(path): holds no state of the pipeline \(state.pipeline.id); replay its events from the beginning")
            }
            do throws(SnapshotError) { try state.restore(found.bytes) } catch {
                throw ReplayError(.inputOutput, "\(path): pipeline \(state.pipeline.id): \(error)")
            }
            partners = state.aggregate.partnerNames
        }
        return partners
    }

    /// Reads everything and returns every figure.
    public mutating func run() throws(ReplayError) -> ReplayResult {
        while let index = nextSource() {
            let source = sources[index]
            guard source.nextChunk() else {
                clock.finish(source: index)
                source.latest = .distantFuture
                continue
            }
            try take(source)
            clock.observe(source: index, time: source.latest)
            let watermark = clock.watermark
            // The end of all files is said by `finish`, once snapshots are written.
            if watermark != .distantFuture {
                for state in states { state.aggregate.advance(to: watermark) }
            }
            options.progress?(
                ReplayProgress(
                    lines: account.lines, bytes: sources.reduce(0) { $0 + $1.position }, totalBytes: options.inputs.totalBytes))
        }
        try rejects.flush()
        try writeSnapshot()
        return finish()
    }

    /// The source that is furthest behind in event time, so that the files of a folder are read side by side.
    private func nextSource() -> Int? {
        var least: Int?
        for index in sources.indices where sources[index].latest != .distantFuture {
            if least.map({ sources[index].latest < sources[$0].latest }) ?? true { least = index }
        }
        return least
    }

    /// Takes the lines of one chunk through ingest and aggregation.
    private mutating func take(_ source: EventSource) throws(ReplayError) {
        let lines = source.lines
        tally.begin(lines.count)
        ingester.emptyBlocks()
        for (number, line) in lines.enumerated() {
            let bytes = source.bytes(line)
            if line.fullCount > line.count {
                try reject(tooLong(line), source, line, tally, number)
                continue
            }
            if isBlank(bytes) {
                tally.note(.blank, number)
                continue
            }
            switch ingester.ingest(structured: bytes, number: UInt32(number), now: options.now, partner: source.partner) {
            case .facts(let count):
                source.latest = max(source.latest, ingester.lastTime)
                if count == 0 { tally.note(.unused, number) }
            case .reject(let reason):
                try reject(reason, source, line, tally, number)
            }
        }
        try fold(source)
        tally.add(to: &account)
    }

    private mutating func fold(_ source: EventSource) throws(ReplayError) {
        let names = ingester.partnerNames
        for (index, state) in states.enumerated() {
            let facts = ingester.facts(ofPipeline: index)
            guard facts.count > 0 else { continue }
            if state.aggregate.partnerNames.count < names.count { state.aggregate.partnerNames = names }
            state.fold(facts)
            let events = ingester.events(ofPipeline: index)
            for fact in 0..<facts.count {
                let outcome = state.outcomes[fact]
                tally.note(outcome, Int(events[fact]))
                if outcome == .periodClosed { try rejectClosed(state.pipeline, facts[fact], source, Int(events[fact])) }
            }
        }
    }

    private mutating func rejectClosed(_ pipeline: Pipeline, _ fact: Fact, _ source: EventSource, _ event: Int) throws(ReplayError) {
        let plan = pipeline.countingPlan()
        let window = Window(length: plan.base, ordinal: fact.period)
        let line = source.lines[event]
        let reason = Reject(
            .periodClosed, path: "",
            message: "the pipeline \(pipeline.id) no longer keeps the records of \(window.key): its retention has passed")
        try rejects.write(reason, file: source.path, line: line.number, bytes: source.bytes(line), fullCount: line.fullCount)
    }

    private mutating func reject(
        _ reject: Reject, _ source: EventSource, _ line: InputLine, _ tally: LineTally, _ number: Int
    ) throws(ReplayError) {
        account.rejected[reject.reason, default: 0] += 1
        tally.note(.rejected, number)
        try rejects.write(reject, file: source.path, line: line.number, bytes: source.bytes(line), fullCount: line.fullCount)
    }

    private func tooLong(_ line: InputLine) -> Reject {
        Reject(.tooLarge, path: "", message: "the line has \(line.fullCount) bytes; at most \(options.maximumEventBytes) are accepted")
    }

    private func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Events begin with a brace: only what does not needs a closer look.
        if bytes.count > 0, bytes[0] == 0x7B { return false }
        return bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    private func writeSnapshot() throws(ReplayError) {
        guard let path = options.snapshotOut else { return }
        for state in states { state.aggregate.partnerNames = ingester.partnerNames }
        let snapshots = states.map { (pipeline: $0.pipeline.id, bytes: $0.aggregate.snapshot()) }
        try SnapshotFile(keyID: options.key.id, snapshots: snapshots).write(to: path)
    }

    /// Ends event time and asks every pipeline for its figures.
    private mutating func finish() -> ReplayResult {
        var result = ReplayResult()
        let names = ingester.partnerNames
        let territory = options.catalog.territory
        let latest = clock.latest
        for state in states {
            let asOf =
                options.asOf
                ?? (latest == .distantPast ? state.pipeline.timeZone.day(of: options.now) : state.pipeline.timeZone.day(of: latest))
            result.asOf = asOf
            state.aggregate.expire(through: asOf)
            state.aggregate.advance(to: .distantFuture)
            account.liveRecords += Int64(state.aggregate.liveRecords)
            let context = PublicationContext(
                unitsInForce: territory.unitsInForce.map(\.code), communeName: { territory.name(of: $0) },
                partnerName: { Int($0) < names.count ? names[Int($0)] : nil })
            var publisher = Publisher(pipeline: state.pipeline, references: options.catalog.references, context: context)
            publisher.accept(
                cells: state.aggregate.cells(), partition: 0, position: 0, progress: state.aggregate.partnerProgress(),
                watermark: .distantFuture)
            result.updates += publisher.changes(at: options.now, asOf: asOf)
            result.measures += publisher.measureRows()
        }
        result.account = account
        result.failures = sources.flatMap(\.failures)
        return result
    }
}
