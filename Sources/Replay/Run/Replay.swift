import Aggregation
import Catalog
import Ingest
import Publication

/// Runs the three stages over files, without a broker: ingest, aggregate, publish.
///
/// Each thread reads a chunk of lines and takes it through ingest; facts are put into as many partitions by their subject, which are
/// folded chunk by chunk in order, each by one thread at a time (`ChunkSchedule`). The figures, the account and the rejects are the same with any number of threads.
public final class Replay {
    private let options: ReplayOptions
    private let crew: Crew
    private let workers: [IngestWorker]
    private let partitions: [[PipelineState]]
    private let sources: [EventSource]
    private let reader: RoundReader
    private let works: [ChunkWork]
    private var clock: SourceClock
    /// The latest business time of the runs before.
    private let restoredLatest: EventTime
    private let rejects: RejectWriter
    private var account: ReplayAccount
    private var partners: PartnerNumbers

    /// - Throws: `ReplayError`, before anything has been read or written, where the options do not hold together.
    public init(_ options: ReplayOptions) throws(ReplayError) {
        let threads = options.threads
        guard threads >= 1, threads <= 64, threads & (threads - 1) == 0 else {
            throw ReplayError(.usage, "--threads \(threads): expected 1, 2, 4 … 64")
        }
        guard (1...EventSource.maximumLineBytes).contains(options.maximumEventBytes) else {
            throw ReplayError(
                .usage, "--max-event-bytes \(options.maximumEventBytes): expected 1 to \(EventSource.maximumLineBytes)")
        }
        // A snapshot holds one partition.
        let partitionCount = options.snapshotIn == nil && options.snapshotOut == nil ? threads : 1
        let partitions = (0..<partitionCount).map { _ in options.catalog.pipelines.map { PipelineState($0) } }
        var (partnerNames, latest): ([String], EventTime) = ([], .distantPast)
        if let path = options.snapshotIn {
            (partnerNames, latest) = try Replay.restore(partitions[0], from: path, keyID: options.key.id)
        }
        if let asOf = options.asOf, let expired = partitions[0].map({ $0.aggregate.expiredDay }).max(), asOf < expired {
            throw ReplayError(
                .usage, "--as-of \(asOf): what expired up to \(expired) no longer counts in the snapshot; give that day or a later one")
        }
        var workers: [IngestWorker] = []
        let program = try IngestWorker.compile(options)
        for _ in 0..<threads { workers.append(IngestWorker(program, options)) }
        rejects = try RejectWriter(path: options.rejectsPath)
        let sources = options.inputs.sources.map { EventSource(files: $0) }
        self.options = options
        self.workers = workers
        self.partitions = partitions
        self.sources = sources
        crew = Crew(count: threads)
        reader = RoundReader(sources)
        works = (0..<ChunkSchedule.chunks(ofThreads: threads)).map { _ in
            ChunkWork(pipelineCount: options.catalog.pipelines.count, partitionCount: partitionCount)
        }
        clock = SourceClock(sourceCount: sources.count)
        restoredLatest = latest
        partners = PartnerNumbers(names: partnerNames, workers: threads)
        account = ReplayAccount()
        account.restoredRecords = partitions[0].reduce(0) { $0 + Int64($1.aggregate.liveRecords) }
    }

    /// - Returns: the partners' names by number, which all pipelines of a snapshot share, and the latest business time.
    private static func restore(
        _ states: [PipelineState], from path: String, keyID: String
    ) throws(ReplayError) -> (partners: [String], latest: EventTime) {
        let file = try SnapshotFile(path: path)
        guard file.keyID == keyID else {
            throw ReplayError(
                .usage,
                "\(path): was made with the pseudonym key \(file.keyID), this run has \(keyID); give it the same key or, where it is that, replay "
                    + "the events anew: another version of nhipso has made the snapshot with pseudonyms of another form")
        }
        var partners: [String] = []
        for state in states {
            try file.restore(state)
            partners = state.aggregate.partnerNames
        }
        return (partners, file.latest)
    }

    /// Reads everything and returns every figure.
    public func run() throws(ReplayError) -> ReplayResult {
        try runChunks()
        for source in sources.indices { clock.finish(source: source) }
        try rejects.flush()
        try writeSnapshot()
        return finish()
    }

    /// Takes all chunks through all stages, with all threads.
    private func runChunks() throws(ReplayError) {
        let schedule = ChunkSchedule(
            works, threads: crew.count, partitions: partitions.count, reader: reader,
            whenIngested: { [self] (work, round) throws(ReplayError) in
                // In the order of the chunks: which thread has read one is chance.
                try partners.note(work.partnerNames, worker: work.worker)
                work.runPartners = (partners.names, partners.numbers(ofWorker: work.worker))
                round.latest.append((work.source, work.latest))
            },
            growsSoon: { [self] partition in partitions[partition].contains { $0.aggregate.growsSoon } })
        crew.run { worker in
            var step = schedule.next(for: worker)
            while let current = step {
                do throws(ReplayError) {
                    switch current {
                    case .ingest(let work): ingest(work, worker: worker)
                    case .fold(let works, let partition): for work in works { fold(work, partition) }
                    case .grow(let partition): for state in partitions[partition] { state.aggregate.growNow() }
                    case .settle(let work): try settle(work)
                    case .advance(let round): advance(round)
                    }
                } catch {
                    schedule.stop(error)
                }
                step = schedule.next(for: worker, after: current)
            }
        }
        if let failure = schedule.failure { throw failure }
    }

    private func ingest(_ work: ChunkWork, worker: Int) {
        work.ingest(&workers[worker].ingester, now: options.now, maximumBytes: options.maximumEventBytes)
    }

    private func fold(_ work: ChunkWork, _ partition: Int) {
        let states = partitions[partition]
        for state in states where state.aggregate.partnerNames.count < work.runPartners.names.count {
            state.aggregate.partnerNames = work.runPartners.names
        }
        work.fold(partition, states)
    }

    /// Enters a chunk into the account and writes its rejects.
    private func settle(_ work: ChunkWork) throws(ReplayError) {
        for (number, reject) in work.rejects {
            account.rejected[reject.reason, default: 0] += 1
            try write(reject, work, number)
        }
        var closedLines: [(line: Int, reject: Reject)] = []
        for (index, pipeline) in options.catalog.pipelines.enumerated() {
            for partition in partitions.indices {
                let facts = work.facts.facts(ofPipeline: index, partition: partition)
                let events = work.facts.events(ofPipeline: index, partition: partition)
                let outcomes = work.facts.outcomes(ofPipeline: index, partition: partition)
                for fact in 0..<facts.count {
                    work.tally.note(outcomes[fact], Int(events[fact]))
                    if outcomes[fact] == .periodClosed { closedLines.append((Int(events[fact]), closed(pipeline, facts[fact]))) }
                }
            }
        }
        // An event is one reject however many of its periods are closed, and the same one with any number of threads.
        closedLines.sort { ($0.line, $0.reject.message) < ($1.line, $1.reject.message) }
        for (index, closed) in closedLines.enumerated() where index == 0 || closedLines[index - 1].line != closed.line {
            try write(closed.reject, work, closed.line)
        }
        work.tally.add(to: &account)
    }

    private func closed(_ pipeline: Pipeline, _ fact: Fact) -> Reject {
        let window = Window(length: pipeline.countingPlan().base, ordinal: fact.period)
        return Reject(
            .periodClosed, path: "",
            message: "the pipeline \(pipeline.id) no longer keeps the records of \(window.key): its retention has passed")
    }

    private func write(_ reject: Reject, _ work: ChunkWork, _ number: Int) throws(ReplayError) {
        let line = work.chunk.lines[number]
        try rejects.write(
            reject, file: work.chunk.path, line: line.number, bytes: work.chunk.bytes(line), fullCount: line.fullCount)
    }

    /// Moves event time on.
    private func advance(_ round: Round) {
        for source in round.endedSources { clock.finish(source: source) }
        for (source, time) in round.latest { clock.observe(source: source, time: time) }
        let watermark = clock.watermark
        // The end of all files is said by `finish`, once snapshots are written.
        if watermark != .distantFuture {
            for states in partitions { for state in states { advance(state, to: watermark) } }
        }
        options.progress?(ReplayProgress(lines: account.lines, bytes: reader.position, totalBytes: options.inputs.totalBytes))
    }

    private func advance(_ state: PipelineState, to time: EventTime) {
        state.aggregate.advance(to: time, lastExpiry: options.asOf ?? CivilDate(rawValue: .max))
    }

    private func writeSnapshot() throws(ReplayError) {
        guard let path = options.snapshotOut else { return }
        // All has been read: for the run after this one, event time has come as far as the latest event.
        let latest = max(clock.latest, restoredLatest)
        for state in partitions[0] {
            state.aggregate.partnerNames = partners.names
            if latest != .distantPast { advance(state, to: latest) }
        }
        try SnapshotFile.write(to: path, keyID: options.key.id, latest: latest, states: partitions[0])
    }

    /// Ends event time and asks every pipeline for its figures.
    private func finish() -> ReplayResult {
        var result = ReplayResult()
        for index in options.catalog.pipelines.indices { publish(index, into: &result) }
        result.account = account
        result.failures = sources.flatMap(\.failures)
        return result
    }

    private func publish(_ index: Int, into result: inout ReplayResult) {
        let pipeline = options.catalog.pipelines[index]
        let territory = options.catalog.territory
        let names = partners.names
        let known = max(clock.latest, restoredLatest)
        let latest = known == .distantPast ? options.now : known
        result.asOf = options.asOf ?? pipeline.timeZone.day(of: latest)
        let context = PublicationContext(
            unitsInForce: territory.unitsInForce.map(\.code), communeName: { territory.name(of: $0) },
            partnerName: { Int($0) < names.count ? names[Int($0)] : nil }, partitionCount: partitions.count)
        var publisher = Publisher(pipeline: pipeline, references: options.catalog.references, context: context)
        for (partition, states) in partitions.enumerated() {
            let state = states[index]
            state.aggregate.expire(through: result.asOf)
            state.aggregate.advance(to: .distantFuture)
            account.liveRecords += Int64(state.aggregate.liveRecords)
            publisher.accept(
                cells: state.aggregate.cells(), partition: partition, position: 0, progress: state.aggregate.partnerProgress(),
                watermark: .distantFuture)
        }
        result.updates += publisher.changes(at: options.now, asOf: result.asOf)
        result.measures += publisher.measureRows()
    }
}
