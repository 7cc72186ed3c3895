/// Finding rows by their hashes: indices that are made anew, larger, before they are full.
extension Aggregate {
    /// Grows what is not large enough for so many facts.
    mutating func growIndices(for facts: Int) {
        if recordIndex.isFull(adding: facts, rowEnd: records.end + UInt32(facts)) { rebuildRecordIndex() }
        if subjectIndex.isFull(adding: facts, rowEnd: subjects.end + UInt32(facts)) { rebuildSubjectIndex() }
        // A fact may move the whole chain of its subject, or of its standing, into the index.
        let standingsMore = facts * (Layout.chainLimit + 2) * WindowLength.allCases.count
        if standingIndex.isFull(adding: standingsMore, rowEnd: standings.end + UInt32(standingsMore)) { rebuildStandingIndex() }
        let itemsMore = facts * (Layout.chainLimit + 1)
        if itemIndex.isFull(adding: itemsMore, rowEnd: items.end + UInt32(itemsMore)) { rebuildItemIndex() }
    }

    /// Whether an index is so nearly full that it may as well grow now: for who has nothing else to do, since folding waits for it later.
    public var growsSoon: Bool {
        recordIndex.isNearlyFull(rowEnd: records.end) || subjectIndex.isNearlyFull(rowEnd: subjects.end)
            || standingIndex.isNearlyFull(rowEnd: standings.end) || itemIndex.isNearlyFull(rowEnd: items.end)
    }

    /// Grows what `growsSoon` speaks of.
    public mutating func growNow() {
        if recordIndex.isNearlyFull(rowEnd: records.end) { rebuildRecordIndex(adding: recordIndex.capacity / 16) }
        if subjectIndex.isNearlyFull(rowEnd: subjects.end) { rebuildSubjectIndex(adding: subjectIndex.capacity / 16) }
        if standingIndex.isNearlyFull(rowEnd: standings.end) { rebuildStandingIndex(adding: standingIndex.capacity / 16) }
        if itemIndex.isNearlyFull(rowEnd: items.end) { rebuildItemIndex(adding: itemIndex.capacity / 16) }
    }

    mutating func rebuildRecordIndex(adding more: Int = growthRoom) {
        recordIndex.rebuild(end: records.end, adding: more) { row in
            guard records[row].read(RecordLayout.owner, as: UInt32.self) != Arena.none else { return nil }
            return Aggregate.hash(Pseudonym(high: records[row].read(RecordLayout.high), low: records[row].read(RecordLayout.low)))
        }
    }

    mutating func rebuildSubjectIndex(adding more: Int = growthRoom) {
        subjectIndex.rebuild(end: subjects.end, adding: more) { row in
            guard subjects[row].read(SubjectLayout.firstStanding, as: UInt32.self) != Arena.none else { return nil }
            return Aggregate.hash(Pseudonym(high: subjects[row].read(SubjectLayout.high), low: subjects[row].read(SubjectLayout.low)))
        }
    }

    mutating func rebuildStandingIndex(adding more: Int = growthRoom) {
        let (standings, subjects) = (standings, subjects)
        standingIndex.rebuild(end: standings.end, adding: more) { row in
            let block: UInt32 = standings[row].read(StandingLayout.block)
            let subject: UInt32 = standings[row].read(StandingLayout.subject)
            guard block != Arena.none, subjects[subject].read(SubjectLayout.standings, as: UInt16.self) & SubjectLayout.indexedBit != 0
            else { return nil }
            return Aggregate.hash(subject: subject, block: block)
        }
    }

    mutating func rebuildItemIndex(adding more: Int = growthRoom) {
        itemIndex.rebuild(end: items.end, adding: more) { row in
            let standing: UInt32 = items[row].read(ItemLayout.standing)
            guard standing != Arena.none, standings[standing].read(StandingLayout.items, as: UInt8.self) > Layout.chainLimit else {
                return nil
            }
            return Aggregate.hash(standing: standing, item: items[row].read(ItemLayout.hash))
        }
    }

    /// The most rows that go into an index between two checks of it.
    static var growthRoom: Int { ReadAhead.size * (Layout.chainLimit + 2) * WindowLength.allCases.count }
}
