import Aggregation
import Catalog
import Publication

/// Folds the facts of one pipeline in order, and notes each change of one figure with the event that made it.
final class FigureHistory {
    /// What became of the facts of the window, all communes.
    private(set) var outcomes: [FoldOutcome: Int64] = [:]
    private(set) var changes: [FigureChange] = []
    private(set) var changeCount = 0
    /// Business times of the facts that changed the figure's cell, by partner.
    private(set) var times: [String: (first: EventTime, last: EventTime)] = [:]

    private let question: FigureQuestion
    private let changesMax: Int
    private var aggregate: Aggregate
    private var board: FigureBoard
    private var partnerNumbers: [String: UInt16] = [:]
    private var position: Int64 = 0
    private var latest = EventTime.distantPast
    private var last: IndicatorUpdate?

    /// - Parameters:
    ///   - partnerNames: all that facts may name.
    ///   - changes: so many of the newest are kept.
    init(_ question: FigureQuestion, references: [ReferenceTable], territory: Territory, partnerNames: [String], changes: Int) {
        self.question = question
        changesMax = changes
        aggregate = Aggregate(plan: question.pipeline.countingPlan(), partnerNames: partnerNames)
        board = FigureBoard(question, references: references, territory: territory, partitions: 1, partnerNames: partnerNames)
        for (number, name) in partnerNames.enumerated() { partnerNumbers[name] = UInt16(number) }
    }

    /// - Parameters:
    ///   - fact: its partner's number is put in the place of the one it has.
    ///   - place: of its event, as the operator finds it.
    func fold(_ fact: Fact, partner: String, at place: String) {
        var fact = fact
        fact.partner = partnerNumbers[partner] ?? 0
        position += 1
        latest = max(latest, fact.version.time)
        let outcome = aggregate.fold(fact)
        if isOfWindow(fact) { outcomes[outcome, default: 0] += 1 }
        // What changes nothing leaves nothing dirty.
        guard outcome == .counted || outcome == .replaced else { return }
        let cells = aggregate.takeDirtyCells().filter { $0.window == question.key.window }
        guard !cells.isEmpty else { return }
        board.accept(cells, partition: 0, position: position, progress: [], watermark: .distantPast)
        guard cells.contains(where: { question.concerns($0.window, $0.commune) }) else { return }
        let known = times[partner] ?? (fact.version.time, fact.version.time)
        times[partner] = (min(known.first, fact.version.time), max(known.last, fact.version.time))
        note(FigureChange.Cause(place: place, partner: partner, time: fact.version.time, outcome: outcome))
    }

    private func note(_ cause: FigureChange.Cause) {
        guard let update = board.openChange(asOf: question.pipeline.timeZone.day(of: latest)) else { return }
        if update.figure == last?.figure { return }
        changeCount += 1
        changes.append(FigureChange(number: changeCount, cause: cause, figure: update.figure))
        if changes.count > 2 * changesMax + 16 { changes.removeFirst(changes.count - changesMax) }
        last = update
    }

    private func isOfWindow(_ fact: Fact) -> Bool {
        if fact.period == Fact.standing { return question.key.window == .current }
        let base = Window(length: aggregate.plan.base, ordinal: fact.period)
        return base.firstDay >= question.key.window.firstDay && base.dayAfter <= question.key.window.dayAfter
    }

    /// The cells at the end of event time, as a replay ends it.
    func finish() -> (cells: [Cell], progress: [PartnerProgress], asOf: CivilDate) {
        let day = question.pipeline.timeZone.day(of: latest)
        if latest > .distantPast { aggregate.expire(through: day) }
        aggregate.advance(to: .distantFuture)
        changes.removeFirst(max(0, changes.count - changesMax))
        return (aggregate.cells().filter { $0.window == question.key.window }, aggregate.partnerProgress(), day)
    }
}
