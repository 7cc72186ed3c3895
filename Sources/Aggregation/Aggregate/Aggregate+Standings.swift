/// The standings of a subject: what it is in each window.
extension Aggregate {
    @inline(__always) static func hash(subject: UInt32, block: UInt32) -> UInt64 {
        FlatIndex.mix(UInt64(subject) << 20 ^ UInt64(block))
    }

    /// Whether a subject that is not in the index may have standings in that window, or in one below it.
    @inline(__always) private func mayStand(_ subject: UInt32, _ block: UInt32) -> Bool {
        subjects[subject].read(SubjectLayout.standings, as: UInt16.self) & SubjectLayout.windowBit(block) != 0
    }

    @inline(__always) func isIndexed(subject: UInt32) -> Bool {
        subjects[subject].read(SubjectLayout.standings, as: UInt16.self) & SubjectLayout.indexedBit != 0
    }

    /// The subject's standing in a base block, made when it is not there.
    @inline(__always) mutating func standingRow(subject: UInt32, block: UInt32) -> UInt32 {
        let found = findStanding(subject, block)
        return found != Arena.none ? found : addBaseStanding(subject, block)
    }

    @inline(__always) private func findStanding(_ subject: UInt32, _ block: UInt32) -> UInt32 {
        if isIndexed(subject: subject) {
            return standingIndex.find(Aggregate.hash(subject: subject, block: block)) {
                standings[$0].read(StandingLayout.subject) == subject && standings[$0].read(StandingLayout.block) == block
            }
        }
        guard mayStand(subject, block) else { return Arena.none }
        var standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        while standing != Arena.none {
            if standings[standing].read(StandingLayout.block) == block { return standing }
            standing = standings[standing].read(StandingLayout.next)
        }
        return Arena.none
    }

    /// A new standing begins where the subject's newest located fact is.
    ///
    /// The chain begins with the newest base standing, which is the one most asked for; those of longer windows come behind it.
    private mutating func addStanding(_ subject: UInt32, _ block: UInt32, isBase: Bool) -> UInt32 {
        let standing = standings.allocate()
        let row = standings[standing]
        row.write(subject, StandingLayout.subject)
        row.write(block, StandingLayout.block)
        row.write(Arena.none, StandingLayout.locatedRecord)
        row.write(Arena.none, StandingLayout.firstChild)
        row.write(subjects[subject].read(SubjectLayout.commune, as: UInt16.self), StandingLayout.commune)
        for index in 0..<layout.standing.upCount { row.write(Arena.none, layout.standing.ups + index * 4) }
        let first: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        if isBase || first == Arena.none {
            row.write(first, StandingLayout.next)
            subjects[subject].write(standing, SubjectLayout.firstStanding)
        } else {
            row.write(standings[first].read(StandingLayout.next, as: UInt32.self), StandingLayout.next)
            standings[first].write(standing, StandingLayout.next)
        }
        store.countStanding(block, by: 1)
        if isIndexed(subject: subject) {
            standingIndex.insert(Aggregate.hash(subject: subject, block: block), row: standing)
        } else {
            subjects[subject].write(subjects[subject].read(SubjectLayout.standings, as: UInt16.self) + 1, SubjectLayout.standings)
        }
        return standing
    }

    private mutating func addBaseStanding(_ subject: UInt32, _ block: UInt32) -> UInt32 {
        let standing = addStanding(subject, block, isBase: true)
        let ups = store.ups(of: block)
        for index in 0..<ups.count { join(standing, up: index, ups[index], subject) }
        if isIndexed(subject: subject) { return standing }
        let state = subjects[subject].read(SubjectLayout.standings) | windowBits(of: block)
        subjects[subject].write(state, SubjectLayout.standings)
        if Int(state & SubjectLayout.countMask) > Layout.chainLimit { index(subject) }
        return standing
    }

    /// The bits of a window and of the longer ones above it.
    func windowBits(of block: UInt32) -> UInt16 {
        store.ups(of: block).reduce(SubjectLayout.windowBit(block)) { $0 | SubjectLayout.windowBit($1) }
    }

    /// Gives a new base standing its place under a longer window: with the row that is there, or with the one other base standing that has
    /// spoken for the window until now, or alone.
    private mutating func join(_ standing: UInt32, up index: Int, _ block: UInt32, _ subject: UInt32) {
        let offset = layout.standing.ups + index * 4
        var up = Arena.none
        if isIndexed(subject: subject) {
            up = findStanding(subject, block)
            if up == Arena.none { up = addStanding(subject, block, isBase: false) }
        } else if mayStand(subject, block) {
            var other: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
            while other != Arena.none, up == Arena.none {
                let otherBlock: UInt32 = standings[other].read(StandingLayout.block)
                if otherBlock == block {
                    up = other
                } else if other != standing, index < store.ups(of: otherBlock).count, store.ups(of: otherBlock)[index] == block {
                    up = split(other, up: index, block, subject)
                }
                other = standings[other].read(StandingLayout.next)
            }
        }
        standings[standing].write(up, offset)
    }

    /// Makes the row of a longer window, for which a base standing has spoken alone until now, as a copy of that.
    private mutating func split(_ base: UInt32, up index: Int, _ block: UInt32, _ subject: UInt32) -> UInt32 {
        let existing: UInt32 = standings[base].read(layout.standing.ups + index * 4)
        if existing != Arena.none { return existing }
        let up = addStanding(subject, block, isBase: false)
        let (from, to) = (standings[base], standings[up])
        to.write(from.read(StandingLayout.locatedRecord, as: UInt32.self), StandingLayout.locatedRecord)
        to.write(from.read(StandingLayout.commune, as: UInt16.self), StandingLayout.commune)
        (to + StandingLayout.flags).copyMemory(from: from + StandingLayout.flags, byteCount: layout.standing.ups - StandingLayout.flags)
        counts.copy(from: base, to: up, flagCount: plan.flagCount)
        from.write(up, layout.standing.ups + index * 4)
        return up
    }

    /// Puts a subject that has got many standings into the index; from then on every window has a row of its own.
    private mutating func index(_ subject: UInt32) {
        subjects[subject].write(SubjectLayout.indexedBit, SubjectLayout.standings)
        var bases: [UInt32] = []
        var standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        while standing != Arena.none {
            standingIndex.insert(Aggregate.hash(subject: subject, block: standings[standing].read(StandingLayout.block)), row: standing)
            if isBase(standing) { bases.append(standing) }
            standing = standings[standing].read(StandingLayout.next)
        }
        for base in bases {
            let ups = store.ups(of: standings[base].read(StandingLayout.block))
            for index in 0..<ups.count where standings[base].read(layout.standing.ups + index * 4) == Arena.none {
                _ = split(base, up: index, ups[index], subject)
            }
        }
    }
}
