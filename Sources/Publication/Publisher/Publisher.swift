import Aggregation
import Catalog

/// Adds partial cells up over the partitions and says which figures of a pipeline have changed: a pure state machine.
///
/// Fed with every partial, in any order and however often repeated, it ends in the same figures: of each partition the partial with the
/// highest position stands. Who feeds it and who writes its updates is the shell's matter; so are the clock and the day.
public struct Publisher: Sendable {
    public let pipeline: Pipeline
    let context: PublicationContext
    private(set) var windows: [Window: WindowLedger] = [:]
    private(set) var references: [String: ReferenceIndex]
    /// The highest that each partition has reported. It never falls, whatever a late writer says.
    private var watermarks: [Int: EventTime] = [:]
    /// The day that decides which reference rows hold for `current`.
    public private(set) var asOf = CivilDate(rawValue: .min)
    /// What was last published of each key: what `changes` returned, and what was seeded or adopted.
    public private(set) var lastPublished: [IndicatorKey: PublishedFigure]
    /// Areas of which a predecessor has published something, in windows of which no cell has come yet.
    private var areasPublishedBefore: [Window: Set<Area>] = [:]
    let measureIndex: [String: Int]

    /// - Parameter lastPublished: what a predecessor has published, so that only differences are published again. A successor takes in all partials
    ///   that stand before it asks for its first `changes`: until then it knows less than its predecessor did.
    public init(
        pipeline: Pipeline, references: [ReferenceTable], context: PublicationContext, lastPublished: [IndicatorKey: PublishedFigure] = [:]
    ) {
        self.pipeline = pipeline
        self.context = context
        self.lastPublished = lastPublished
        self.references = Dictionary(
            references.map { ($0.id, ReferenceIndex($0, unitsInForce: context.unitsInForce)) }, uniquingKeysWith: { $1 })
        measureIndex = Dictionary(
            pipeline.measures.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for key in lastPublished.keys { note(publishedBefore: key) }
    }

    /// The least of the partitions' watermarks; `distantPast` until each has reported.
    public var watermark: EventTime {
        watermarks.count < context.partitionCount ? .distantPast : watermarks.values.min() ?? .distantPast
    }

    /// Takes in what one partition says.
    ///
    /// - Parameters:
    ///   - cells: partial cells; `values` in the order of `pipeline.measures`.
    ///   - position: the offset of the facts that they stand for. A cell is ignored when the partition has given one of the same window and
    ///     commune with a higher position.
    public mutating func accept(cells: [Cell], partition: Int, position: Int64, progress: [PartnerProgress], watermark: EventTime) {
        precondition(partition >= 0 && partition < context.partitionCount, "the partition is one of the \(context.partitionCount)")
        for cell in cells {
            open(cell.window)
            windows[cell.window]?.accept(cell, partition: partition, position: position)
        }
        for step in progress {
            open(step.window)
            windows[step.window]?.accept(step)
        }
        watermarks[partition] = max(watermarks[partition] ?? .distantPast, watermark)
    }

    /// Begins the window's ledger. What was published of it before is to be looked at again: of a cell that has become empty nothing else may
    /// tell.
    private mutating func open(_ window: Window) {
        guard windows[window] == nil else { return }
        var ledger = WindowLedger(measureCount: pipeline.measures.count, minimumSubjects: pipeline.minimumSubjects)
        for area in areasPublishedBefore.removeValue(forKey: window) ?? [] { ledger.invalidate(area) }
        windows[window] = ledger
    }

    private mutating func note(publishedBefore key: IndicatorKey) {
        guard let area = context.area(code: key.commune) else { return }
        areasPublishedBefore[key.window, default: []].insert(area)
    }

    /// Puts a new version of a reference table in the place of the old one.
    public mutating func replace(reference table: ReferenceTable) {
        references[table.id] = ReferenceIndex(table, unitsInForce: context.unitsInForce)
        for window in windows.keys { windows[window]?.invalidate() }
    }

    /// Takes a reference table away: what is divided by it lacks its denominator.
    public mutating func remove(reference id: String) {
        references[id] = nil
        for window in windows.keys { windows[window]?.invalidate() }
    }

    /// Takes note that something else than its own last update stands for the key (a late writer's, a predecessor's). The next `changes` repairs
    /// it if it differs from what should stand there, with a revision above both. A window of which no cell is held is left alone: its state may
    /// have been dropped after its retention, and what was published of it still holds.
    public mutating func adopt(_ published: PublishedFigure, for key: IndicatorKey) {
        let revision = max(published.revision, lastPublished[key]?.revision ?? 0)
        lastPublished[key] = PublishedFigure(revision: revision, digest: published.digest)
        guard let area = context.area(code: key.commune) else { return }
        if windows[key.window] == nil { note(publishedBefore: key) } else { windows[key.window]?.invalidate(area) }
    }

    /// The figures that are not as last published, in the order of the pipeline's indicators, then of windows, then of areas; each with its next
    /// revision. They count as published from here on: who calls this writes all of them, or starts again from what is written.
    ///
    /// - Parameters:
    ///   - time: when they are written; nothing else depends on it.
    ///   - asOf: the day that decides which reference rows hold for `current`.
    public mutating func changes(at time: EventTime, asOf day: CivilDate) -> [IndicatorUpdate] {
        if day != asOf {
            asOf = day
            windows[.current]?.invalidate()
        }
        closeWindows()
        var touched: [(window: Window, areas: [Area])] = []
        for window in windows.keys.sorted() {
            if let areas = windows[window]?.refresh(), !areas.isEmpty { touched.append((window, areas)) }
        }

        var updates: [IndicatorUpdate] = []
        for indicator in pipeline.indicators {
            for (window, areas) in touched where indicator.windows.contains(window.length) {
                guard let ledger = windows[window] else { continue }
                for area in areas {
                    if let update = change(of: indicator, in: window, ledger: ledger, area: area, at: time) { updates.append(update) }
                }
            }
        }
        return updates
    }

    private mutating func closeWindows() {
        let watermark = self.watermark
        for (window, ledger) in windows where !ledger.isClosed {
            guard let closing = window.closing(in: pipeline.timeZone, graceDays: pipeline.graceDays), watermark >= closing else { continue }
            windows[window]?.close()
        }
    }

    /// The update of one figure with its next revision; nil when it would say nothing new.
    private mutating func change(
        of indicator: Indicator, in window: Window, ledger: WindowLedger, area: Area, at time: EventTime
    ) -> IndicatorUpdate? {
        var update = self.update(of: indicator, in: window, ledger: ledger, area: area, at: time)
        let last = lastPublished[update.key]
        // Nobody has ever been counted there: nothing to publish. Where somebody was, the figure is taken back.
        if last == nil, update.figure.availability == .notAvailable(.noSubjects) { return nil }
        let digest = update.contentDigest
        if digest == last?.digest { return nil }
        update.revision = PublishedFigure.revision(after: last?.revision ?? 0)
        lastPublished[update.key] = PublishedFigure(revision: update.revision, digest: digest)
        return update
    }
}
