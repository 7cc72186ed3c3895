import Aggregation
import Publication
import Stages

/// One partition of facts folded straight, as it is written: the state that every owner of it must come to.
final class ShadowPartition {
    private(set) var aggregate: Aggregate
    private var clock: SourceClock
    private var sourceNumbers: [String: Int] = [:]
    private var partnerNumbers: [String: UInt16] = [:]
    private(set) var position: Int64 = 0
    /// By window and commune, all that the cell has ever been.
    private(set) var history: [Window: [CommuneCode: [[Int64]]]] = [:]
    /// Of each event, by `topic/partition/offset`, the records that its facts in the log are of.
    private(set) var recordsOfEvent: [String: Set<Pseudonym>] = [:]
    /// Events of which a fact came after its period was closed.
    private(set) var lateEvents: Set<String> = []
    private let idle: Int64

    init(plan: CountingPlan, idleAfterMilliseconds: Int64) {
        aggregate = Aggregate(plan: plan)
        idle = idleAfterMilliseconds
        clock = SourceClock(sourceCount: 0, idleAfterMilliseconds: idleAfterMilliseconds)
    }

    var partnerNames: [String] { aggregate.partnerNames }

    func fold(_ record: StoredRecord) throws(SimulationFailure) {
        guard let value = record.value else { throw SimulationFailure(.accounting, "a record of facts without a value") }
        let (block, rows): (FactBlock, UnsafeRawBufferPointer)
        do throws(StageError) { (block, rows) = try FactBlock.decode(value) } catch {
            throw SimulationFailure(.accounting, error.description)
        }
        let numbers = block.partners.map(number(ofPartner:))
        for index in 0..<rows.count / 96 {
            var (fact, origin) = FactBlock.fact(index, in: rows)
            fact.partner = numbers[Int(fact.partner)]
            let event = "\(block.sources[Int(origin.source)].source)/\(origin.offset)"
            recordsOfEvent[event, default: []].insert(fact.record)
            if aggregate.fold(fact) == .periodClosed { lateEvents.insert(event) }
        }
        observe(block.sources, at: record.time)
        aggregate.advance(to: sourceNumbers.isEmpty ? .distantPast : clock.watermark)
        position = record.offset + 1
        for cell in aggregate.takeDirtyCells() {
            var values = history[cell.window]?[cell.commune] ?? [cell.values.map { _ in 0 }]
            if !values.contains(cell.values) { values.append(cell.values) }
            history[cell.window, default: [:]][cell.commune] = values
        }
    }

    private func observe(_ sources: [SourceProgress], at time: EventTime) {
        clock.note(logTime: time)
        for source in sources {
            let number = sourceNumbers[source.source] ?? clock.addSource()
            sourceNumbers[source.source] = number
            clock.observe(source: number, time: source.latest, logTime: time)
        }
    }

    private func number(ofPartner name: String) -> UInt16 {
        if let number = partnerNumbers[name] { return number }
        let number = UInt16(aggregate.partnerNames.count)
        aggregate.partnerNames.append(name)
        partnerNumbers[name] = number
        return number
    }
}
