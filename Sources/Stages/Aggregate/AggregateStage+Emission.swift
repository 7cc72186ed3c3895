import Aggregation

/// Partials out: changed cells and the marks that speak for them.
extension AggregateStage {
    /// Writes what is due of all partitions together.
    func emitIfDue(at time: StageTime) throws(StageError) {
        let now = time.monotonicMilliseconds
        let isDue = now >= nextEmission && folds.contains { !$0.isSilent && ($0.changedSince ?? .max) <= now - settings.lingerMilliseconds }
        var records = 0
        for (index, fold) in folds.enumerated() where !fold.isSilent {
            if now >= fold.nextAssertion {
                // Taken over together, partitions take turns from then on; so they do when all have missed theirs.
                let next = fold.nextAssertion + settings.snapshotMilliseconds
                fold.nextAssertion = fold.hasAsserted && next > now ? next : now + turn(index, of: folds.count)
                try assert(fold, at: time)
            } else if isDue, fold.changedSince != nil {
                let before = account.written
                try emit(fold, at: time)
                records += account.written - before
            } else if fold.changedSince == nil, now >= fold.nextProgress, fold.toldWatermark != fold.aggregate.watermark {
                try emit(fold, at: time)
            }
        }
        guard isDue else { return }
        let newest = folds.map(\.newestLogTime).max() ?? .distantPast
        nextEmission = now + settings.emissionPause(records: records) + Backlog.pause(newest: newest, at: time.wall)
    }

    /// The turn of one partition of many within the rhythm of snapshots.
    private func turn(_ index: Int, of count: Int) -> Int64 { settings.snapshotMilliseconds * Int64(index + 1) / Int64(count) }

    /// Writes the cells that have changed, and how far the partition has come.
    func emit(_ fold: PartitionFold, at time: StageTime) throws(StageError) {
        var writing = PartialWriting(fold, topics: settings.topics, partitions: settings.partialsPartitions)
        for cell in fold.aggregate.takeDirtyCells() { writing.addIfChanged(cell) }
        try finish(writing, of: fold, at: time)
    }

    /// Writes cells again that have not changed: a late writer may have put an older record in the place of the newest. Whole windows: those
    /// that have changed of late, and of the others an eighth; all of them when the partition has just been taken over.
    ///
    /// What is written here does not lengthen the pause before the next emission: most of it is nothing new to whoever reads it.
    private func assert(_ fold: PartitionFold, at time: StageTime) throws(StageError) {
        var writing = PartialWriting(fold, topics: settings.topics, partitions: settings.partialsPartitions)
        for cell in fold.aggregate.takeDirtyCells() { writing.addIfChanged(cell) }
        // Those in which nothing counts any more are among them: a late writer may have put back what was there.
        let known = Set(fold.aggregate.partnerProgress().map(\.window)).union(fold.wholeSince.keys).sorted()
        var windows = fold.recentWindows.union(fold.earlierWindows)
        if !fold.hasAsserted {
            windows = Set(known)
        } else if !known.isEmpty {
            for _ in 0..<(known.count + 7) / 8 {
                fold.assertionTurn = (fold.assertionTurn + 1) % known.count
                windows.insert(known[fold.assertionTurn])
            }
        }
        fold.hasAsserted = true
        fold.earlierWindows = fold.recentWindows
        fold.recentWindows = []
        for cell in fold.aggregate.cells() where windows.contains(cell.window) { writing.add(cell) }
        for window in windows { writing.noteWhole(window) }
        try finish(writing, of: fold, at: time)
    }

    private func finish(_ writing: consuming PartialWriting, of fold: PartitionFold, at time: StageTime) throws(StageError) {
        let records = writing.closed()
        fold.changedSince = nil
        fold.nextProgress = time.monotonicMilliseconds + 1_000
        fold.toldWatermark = fold.aggregate.watermark
        try write(records)
    }
}

/// The records of one emission: cells by window, then the marks.
struct PartialWriting {
    private let fold: PartitionFold
    private let topics: Topics
    private let partitions: Int
    private let source: PartialSource
    private var cells: [OutgoingRecord] = []
    private var windows: Set<Window> = []

    init(_ fold: PartitionFold, topics: Topics, partitions: Int) {
        self.fold = fold
        self.topics = topics
        self.partitions = partitions
        source = PartialSource(
            pipeline: fold.pipeline.pipeline.id, planDigest: fold.pipeline.planDigest, partition: fold.facts.partition)
    }

    /// Adds the cell unless it stands as it was last written.
    mutating func addIfChanged(_ cell: Cell) {
        let content = CellContent(cell, partnerNames: fold.aggregate.partnerNames)
        guard fold.digests.note(cell.window, cell.commune, digest: content.digest) else { return }
        fold.recentWindows.insert(cell.window)
        append(content, in: cell.window)
    }

    /// Adds the cell as it stands.
    mutating func add(_ cell: Cell) {
        let content = CellContent(cell, partnerNames: fold.aggregate.partnerNames)
        _ = fold.digests.note(cell.window, cell.commune, digest: content.digest)
        append(content, in: cell.window)
    }

    /// All cells of the window have been added.
    mutating func noteWhole(_ window: Window) {
        windows.insert(window)
        fold.wholeSince[window] = fold.position
    }

    private mutating func append(_ content: CellContent, in window: Window) {
        windows.insert(window)
        // A window that comes up after the first assertion has nothing but what has changed.
        if fold.wholeSince[window] == nil { fold.wholeSince[window] = fold.position }
        let record = PartialRecord.cell(PartialCell(source: source, position: fold.position, window: window, content: content))
        cells.append(outgoing(record, to: partition(of: window)))
    }

    /// All records, in the order in which they are to be written.
    consuming func closed() -> [OutgoingRecord] {
        let progress = Dictionary(grouping: windows.isEmpty ? [] : fold.aggregate.partnerProgress(), by: \.window)
        var records = cells
        for window in windows.sorted() {
            let partners = (progress[window] ?? []).map {
                PartialMark.Partner(name: fold.aggregate.partnerNames[Int($0.partner)], latest: $0.latest)
            }
            records.append(outgoing(mark(window, partners), to: partition(of: window)))
        }
        // Who holds no window of these must know of the watermark, too, and how many windows there are.
        for partition in 0..<Int32(partitions) { records.append(outgoing(mark(of: partition), to: partition)) }
        return records
    }

    private func mark(_ window: Window, _ partners: [PartialMark.Partner]) -> PartialRecord {
        .mark(
            PartialMark(
                source: source, position: fold.position, window: window, digest: fold.digests.digest(of: window),
                wholeSince: fold.wholeSince[window] ?? fold.position, watermark: fold.aggregate.watermark,
                newestLogTime: fold.newestLogTime, partners: partners))
    }

    private func mark(of partition: Int32) -> PartialRecord {
        let count = fold.wholeSince.keys.filter { self.partition(of: $0) == partition }.count
        return .mark(
            PartialMark(
                source: source, position: fold.position, window: nil,
                digest: fold.digests.digest { self.partition(of: $0) == partition }, windowCount: UInt32(count),
                watermark: fold.aggregate.watermark,
                newestLogTime: fold.newestLogTime))
    }

    private func partition(of window: Window) -> Int32 {
        Topics.partition(of: window, pipeline: source.pipeline, count: partitions)
    }

    private func outgoing(_ record: PartialRecord, to partition: Int32) -> OutgoingRecord {
        OutgoingRecord(to: TopicPartition(topics.partials, partition), key: record.key, value: record.encoded)
    }
}
