/// What records add to cells.
extension Aggregate {
    /// Adds (`sign` 1) or takes back (-1) what a record contributes to each standing on the path and to its cell.
    @inline(__always) mutating func apply(_ record: UInt32, sign: Int64) {
        let row = records[record]
        let bits: UInt16 = row.read(RecordLayout.bits)
        let flags = self.flags(of: record)
        if flags == 0 || bits & RecordLayout.expiredBit != 0 { return }
        addRecord(record, flags, sign)
        let change = plan.hasItems ? applyToItem(row.read(RecordLayout.owner), flags, sign) : (0, 0)
        let base = applyToStanding(path[0].standing, flags, change, sign)
        for index in 0..<pathCount {
            let (own, block) = path[index]
            // Where a window has no standing of its own, the base one speaks for it.
            let standing = own == Arena.none ? path[0].standing : own
            let (before, after) = index == 0 || own == Arena.none ? base : applyToStanding(own, flags, change, sign)
            let commune: UInt16 = standings[standing].read(StandingLayout.commune)
            guard store.blocks[Int(block)].isKept else { continue }
            let cell = store.rowForChange(block: block, commune: commune)
            let measureCount = store.measureCount
            for measure in 0..<measureCount { cell[measure] &+= delta[measure] }
            if before != after {
                for entry in conditions.subjects {
                    cell[entry.measure] += (entry.condition.fits(after) ? 1 : 0) - (entry.condition.fits(before) ? 1 : 0)
                }
                cell[measureCount] += (after != 0 ? 1 : 0) - (before != 0 ? 1 : 0)
            }
            if bits & RecordLayout.approximateBit != 0 { cell[measureCount + 1] += sign }
            cell[measureCount + 2 + Int(bits & RecordLayout.partnerMask)] += sign
        }
        clearDelta()
    }

    @inline(__always) private func clearDelta() {
        for measure in 0..<store.measureCount { delta[measure] = 0 }
    }

    /// Adds to `delta` what the record itself counts.
    @inline(__always) private func addRecord(_ record: UInt32, _ flags: UInt64, _ sign: Int64) {
        for entry in conditions.records where entry.condition.fits(flags) {
            let value: Int64 = entry.amount < 0 ? 1 : amount(entry.amount, of: record)
            delta[entry.measure] &+= sign &* value
        }
    }

    /// Raises or lowers the item's flags, adds to `delta` what that changes, and returns the flags that the item gains and loses for
    /// its subject.
    @inline(__always) private mutating func applyToItem(_ item: UInt32, _ flags: UInt64, _ sign: Int64) -> (UInt64, UInt64) {
        let row = items[item]
        if row.read(ItemLayout.hash, as: UInt64.self) == 0 { return (0, 0) }
        let before = row.readFlags(ItemLayout.flags, bytes: layout.item.flagBytes)
        let counters = row.counters(layout.item.counts)
        let after =
            sign > 0
            ? before | counts.raise(flags, counters, isItem: true, row: item)
            : before & ~counts.lower(flags, counters, isItem: true, row: item)
        if before == after { return (0, 0) }
        row.writeFlags(after, ItemLayout.flags, bytes: layout.item.flagBytes)
        let delta = delta
        let (derivedBefore, derivedAfter) = (conditions.derived(from: before), conditions.derived(from: after))
        for entry in conditions.items {
            delta[entry.measure] +=
                (entry.condition.fits(after | derivedAfter) ? 1 : 0) - (entry.condition.fits(before | derivedBefore) ? 1 : 0)
        }
        return (derivedAfter & ~derivedBefore, derivedBefore & ~derivedAfter)
    }

    /// Raises or lowers a standing's flags; returns them before and after.
    @inline(__always) private mutating func applyToStanding(
        _ standing: UInt32, _ flags: UInt64, _ item: (gained: UInt64, lost: UInt64), _ sign: Int64
    ) -> (before: UInt64, after: UInt64) {
        let row = standings[standing]
        let before = row.readFlags(StandingLayout.flags, bytes: layout.standing.flagBytes)
        let counters = row.counters(layout.standing.counts)
        var after = before
        if sign > 0 {
            after |= counts.raise(flags, counters, isItem: false, row: standing)
        } else {
            after &= ~counts.lower(flags, counters, isItem: false, row: standing)
        }
        if item.gained != 0 { after |= counts.raise(item.gained, counters, isItem: false, row: standing) }
        if item.lost != 0 { after &= ~counts.lower(item.lost, counters, isItem: false, row: standing) }
        if before != after { row.writeFlags(after, StandingLayout.flags, bytes: layout.standing.flagBytes) }
        return (before, after)
    }

    /// Moves all that a standing contributes from one commune's cells to another's.
    @inline(never) mutating func move(_ standing: UInt32, to commune: UInt16) {
        let row = standings[standing]
        let from: UInt16 = row.read(StandingLayout.commune)
        row.write(commune, StandingLayout.commune)
        let flags = row.readFlags(StandingLayout.flags, bytes: layout.standing.flagBytes)
        if flags == 0 { return }
        let sums = contribution(of: standing, flags)
        let block: UInt32 = row.read(StandingLayout.block)
        shift(sums, block, from, commune)
        guard isBase(standing) else { return }
        let ups = store.ups(of: block)
        for index in 0..<ups.count where row.read(layout.standing.ups + index * 4) == Arena.none { shift(sums, ups[index], from, commune) }
    }

    /// What a standing's records add to its cell: the row of a cell that held nothing else.
    private mutating func contribution(of standing: UInt32, _ flags: UInt64) -> [Int64] {
        let measureCount = store.measureCount
        let delta = delta
        var sums = [Int64](repeating: 0, count: store.rowStride)
        for entry in conditions.subjects where entry.condition.fits(flags) { delta[entry.measure] += 1 }
        forEachBase(under: standing) { base in
            if plan.hasItems { addItems(ofBase: base) }
            forEachRecord(ofBase: base) { record in
                let bits: UInt16 = records[record].read(RecordLayout.bits)
                let flags = self.flags(of: record)
                if flags == 0 || bits & RecordLayout.expiredBit != 0 { return }
                addRecord(record, flags, 1)
                sums[measureCount + 2 + Int(bits & RecordLayout.partnerMask)] += 1
                if bits & RecordLayout.approximateBit != 0 { sums[measureCount + 1] += 1 }
            }
        }
        for measure in 0..<measureCount { sums[measure] = delta[measure] }
        sums[measureCount] = 1
        clearDelta()
        return sums
    }

    private mutating func shift(_ sums: [Int64], _ block: UInt32, _ from: UInt16, _ to: UInt16) {
        guard store.blocks[Int(block)].isKept else { return }
        let source = store.rowForChange(block: block, commune: from)
        let target = store.rowForChange(block: block, commune: to)
        for index in sums.indices {
            source[index] &-= sums[index]
            target[index] &+= sums[index]
        }
    }

    private func addItems(ofBase base: UInt32) {
        forEachItem(ofBase: base) { item in
            let flags = items[item].readFlags(ItemLayout.flags, bytes: layout.item.flagBytes)
            if flags == 0 || items[item].read(ItemLayout.hash, as: UInt64.self) == 0 { return }
            let all = flags | conditions.derived(from: flags)
            for entry in conditions.items where entry.condition.fits(all) { delta[entry.measure] += 1 }
        }
    }
}
