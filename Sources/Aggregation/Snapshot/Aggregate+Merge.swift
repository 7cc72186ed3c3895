extension Aggregate {
    /// Folds all facts that stand in another aggregate of the same plan: the figures are those of one aggregate that had folded both's.
    ///
    /// Partner numbers must mean the same in both, and neither may have closed a period: what is no longer kept cannot be told apart.
    public mutating func merge(_ other: borrowing Aggregate) {
        precondition(
            closedBefore == other.closedBefore && other.closedBefore.rawValue == .min,
            "aggregates that have closed a period cannot be merged")
        precondition(other.plan == plan, "only aggregates of the same plan can be merged")
        for record in 0..<other.records.end where other.records[record].read(RecordLayout.owner, as: UInt32.self) != Arena.none {
            fold(other.fact(of: record))
        }
        for index in 0..<other.store.blockCount {
            let theirs = other.store.blocks[index]
            let block = store.block(of: theirs.window, plan: plan)
            for partner in 0..<other.store.partnerCapacity where theirs.latest[partner] != .min {
                store.note(partner: UInt16(partner), time: EventTime(rawValue: theirs.latest[partner]), block: block)
            }
        }
    }
}
