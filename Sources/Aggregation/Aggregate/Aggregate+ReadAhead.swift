import CPrefetch

/// How far reading ahead is ahead of folding: in groups of facts.
enum ReadAhead {
    /// The facts of a group: so many waits for one table overlap.
    static var size: Int { 16 }
    /// The groups between the one that asks the first tables and the one that is folded.
    static var lead: Int { 3 }
    /// Rows that are remembered, by the fact's number.
    static var room: Int { size * 4 }

    static func groups(of count: Int) -> Int { (count + size - 1) / size }

    /// The facts of a group; none beyond the last.
    @inline(__always) static func range(_ group: Int, _ count: Int) -> Range<Int> {
        let begin = min(max(0, group * size), count)
        return begin..<max(begin, min((group + 1) * size, count))
    }
}

/// A fact waits for memory in several tables: the index says where the subject is, the subject where its standing, the standing what else
/// is needed. So the tables are asked in advance, a group of facts at a time and each table a group before the next: by the time a fact is
/// folded what it needs is most likely in the cache. All of it is guessing: rows may have moved or been freed since, and nothing but time
/// depends on them.
extension Aggregate {
    /// Asks the first tables for a group of facts, and the next ones for the groups before it.
    @inline(__always) func readAhead(_ facts: UnsafeBufferPointer<Fact>, _ group: Int, _ rows: UnsafeMutableBufferPointer<UInt32>) {
        for index in ReadAhead.range(group, facts.count) { askIndices(facts[index]) }
        for index in ReadAhead.range(group - 1, facts.count) { rows[index % ReadAhead.room] = askSubject(facts[index]) }
        for index in ReadAhead.range(group - 2, facts.count) {
            rows[index % ReadAhead.room] = askStanding(ofSubject: rows[index % ReadAhead.room])
        }
        for index in ReadAhead.range(group - 3, facts.count) { askAround(rows[index % ReadAhead.room], facts[index]) }
    }

    @inline(__always) private func askIndices(_ fact: Fact) {
        nhipso_prefetch(recordIndex.firstSlot(Aggregate.hash(fact.record)))
        nhipso_prefetch(subjectIndex.firstSlot(Aggregate.hash(fact.subject)))
    }

    /// Returns the row that the fact's subject most likely has, or `Arena.none`.
    @inline(__always) private func askSubject(_ fact: Fact) -> UInt32 {
        let record = recordIndex.likelyRow(Aggregate.hash(fact.record))
        if record != Arena.none { ask(records, record) }
        let subject = subjectIndex.likelyRow(Aggregate.hash(fact.subject))
        if subject != Arena.none { ask(subjects, subject) }
        return subject
    }

    /// Returns the subject's first standing, or `Arena.none`.
    @inline(__always) private func askStanding(ofSubject subject: UInt32) -> UInt32 {
        guard subject != Arena.none else { return Arena.none }
        // A subject that is free has none.
        let standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        if standing < standings.end { ask(standings, standing) }
        return standing
    }

    /// What a fact needs besides the subject's first standing. Where it counts there: its newest item, the standings of longer windows, the cells,
    /// and the located record where its version must be asked. Else the next standing, to look further.
    @inline(__always) private func askAround(_ standing: UInt32, _ fact: Fact) {
        guard standing < standings.end else { return }
        let row = standings[standing]
        let block: UInt32 = row.read(StandingLayout.block)
        guard block < UInt32(store.blockCount) else { return }
        for index in 0..<layout.standing.upCount {
            let up: UInt32 = row.read(layout.standing.ups + index * 4)
            if up < standings.end { ask(standings, up) }
        }
        guard store.isLikely(block, ofOrdinal: fact.period) else {
            let next: UInt32 = row.read(StandingLayout.next)
            if next < standings.end { ask(standings, next) }
            return
        }
        let child: UInt32 = row.read(StandingLayout.firstChild)
        if plan.hasItems, child < items.end { ask(items, child) }
        let (located, number): (UInt32, UInt32) = (row.read(StandingLayout.locatedRecord), row.read(StandingLayout.subject))
        if located < records.end, number < subjects.end {
            let subject = subjects[number]
            let isKnown = located == subject.read(SubjectLayout.locatedRecord, as: UInt32.self)
            if !isKnown, subject.read(SubjectLayout.locatedVersion) >= fact.version.rawValue { ask(records, located) }
        }
        store.forEachLine(block, row.read(StandingLayout.commune)) { nhipso_prefetch($0) }
    }

    /// A row may span two lines of the cache.
    @inline(__always) private func ask(_ arena: Arena, _ row: UInt32) {
        nhipso_prefetch(arena[row])
        nhipso_prefetch(arena[row] + arena.stride - 1)
    }
}
