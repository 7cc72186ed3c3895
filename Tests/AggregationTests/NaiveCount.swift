import Aggregation

/// The counting model written as plainly as possible, from the definitions: every figure is computed anew from the map of
/// newest facts. It shares no code with the tables of `Aggregate`.
struct NaiveCount {
    let plan: CountingPlan
    var newest: [Pseudonym: Fact] = [:]
    var asOf = CivilDate(rawValue: .min)

    mutating func fold(_ fact: Fact) {
        guard let there = newest[fact.record] else {
            newest[fact.record] = fact
            return
        }
        if order(there).lexicographicallyPrecedes(order(fact)) { newest[fact.record] = fact }
    }

    /// Version first, then the content.
    private func order(_ fact: Fact) -> [Int64] {
        [
            fact.version.rawValue, Int64(bitPattern: fact.flags), fact.amount0, fact.amount1, Int64(fact.commune.rawValue),
            Int64(bitPattern: fact.item), Int64(fact.period), Int64(fact.expires.rawValue), fact.isApproximate ? 1 : 0, Int64(fact.partner),
        ]
    }

    private func windows(of fact: Fact) -> [Window] {
        if fact.period == Fact.standing { return plan.windows.contains(.current) ? [.current] : [] }
        let base = Window(length: plan.base, ordinal: fact.period)
        return plan.windows.filter { $0 != .current }.map { Window($0, holding: base.firstDay) }
    }

    private func newestLocated(_ facts: [Fact]) -> Fact? {
        facts.filter { $0.commune != .unlocated }.max { ($0.version.rawValue, $0.commune) < ($1.version.rawValue, $1.commune) }
    }

    func cells() -> [Cell] {
        let bySubject = Dictionary(grouping: newest.values, by: \.subject)
        var cells: [Window: [CommuneCode: Cell]] = [:]
        for facts in bySubject.values {
            let anywhere = newestLocated(facts)?.commune ?? .unlocated
            for window in Set(facts.flatMap(windows)) {
                let inWindow = facts.filter { windows(of: $0).contains(window) }
                let commune = newestLocated(inWindow)?.commune ?? anywhere
                let counting = inWindow.filter { $0.flags != 0 && $0.expires > asOf }
                var cell = cells[window]?[commune] ?? Cell(window: window, commune: commune, values: plan.measures.map { _ in 0 })
                add(counting, to: &cell)
                cells[window, default: [:]][commune] = cell
            }
        }
        return cells.values.flatMap(\.values).filter { !$0.isEmpty }.sorted { ($0.window, $0.commune) < ($1.window, $1.commune) }
    }

    private func add(_ facts: [Fact], to cell: inout Cell) {
        // Items are kept apart by base period: a bill belongs to one.
        let items = Dictionary(grouping: facts.filter { $0.item != 0 }) { "\($0.item)|\($0.period)" }
            .mapValues { group in
                let raised = group.reduce(0) { $0 | $1.flags }
                return plan.itemFlags.filter { fits($0.condition, raised) }.reduce(raised) { $0 | 1 << UInt64($1.bit) }
            }
        let subject = facts.reduce(0) { $0 | $1.flags } | items.values.reduce(0) { $0 | $1 }
        for (index, measure) in plan.measures.enumerated() {
            switch measure.kind {
            case .subjects: cell.values[index] += fits(measure.condition, subject) ? 1 : 0
            case .items: cell.values[index] += Int64(items.values.count { fits(measure.condition, $0) })
            case .records: cell.values[index] += Int64(facts.count { fits(measure.condition, $0.flags) })
            case .amount(let number):
                cell.values[index] += facts.filter { fits(measure.condition, $0.flags) }.reduce(0) {
                    $0 + (number == 0 ? $1.amount0 : $1.amount1)
                }
            }
        }
        if subject != 0 { cell.subjects += 1 }
        cell.approximateRecords += Int64(facts.count(where: \.isApproximate))
        for fact in facts {
            if let index = cell.partners.firstIndex(where: { $0.partner == fact.partner }) {
                cell.partners[index].records += 1
            } else {
                cell.partners.append(PartnerCount(partner: fact.partner, records: 1))
                cell.partners.sort { $0.partner < $1.partner }
            }
        }
    }

    private func fits(_ condition: FlagCondition, _ flags: UInt64) -> Bool {
        let raised = Set((0..<64).filter { flags >> UInt64($0) & 1 == 1 })
        func bits(_ mask: UInt64) -> Set<Int> { Set((0..<64).filter { mask >> UInt64($0) & 1 == 1 }) }
        return !raised.isEmpty && bits(condition.all).isSubset(of: raised)
            && (condition.any == 0 || !bits(condition.any).isDisjoint(with: raised)) && bits(condition.none).isDisjoint(with: raised)
    }
}
