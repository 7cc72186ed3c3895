/// What the passing of event time does: windows become final, records expire, periods close. The wall clock has no part in it.
extension Aggregate {
    /// Advances the watermark; an earlier one than before changes nothing.
    ///
    /// `EventTime.distantFuture` makes every window final, but neither expires nor closes anything: it says that no more facts come, not
    /// that time has passed.
    ///
    /// - Parameter lastExpiry: nothing expires after that day, however far time has come: for looking at standing states of an earlier day.
    public mutating func advance(to time: EventTime, lastExpiry: CivilDate = CivilDate(rawValue: .max)) {
        guard time > watermark else { return }
        setWatermark(time)
        if time == .distantFuture { return store.advance(to: CivilDate(rawValue: .max)) }
        let day = plan.timeZone.day(of: time)
        guard day > watermarkDay else { return }
        store.advance(to: day)
        expire(through: min(day, lastExpiry))
        close(before: day)
    }

    /// Takes back what records contribute whose `expires` is `day` or earlier.
    public mutating func expire(through day: CivilDate) {
        guard day > expiredThrough else { return }
        expiredThrough = day
        for due in expiries.keys.filter({ $0 <= day }).sorted() {
            for record in expiries.removeValue(forKey: due) ?? [] { expire(record, due) }
        }
        if store.hasPendingRevisions { store.settleRevisions() }
    }

    private mutating func expire(_ record: UInt32, _ due: CivilDate) {
        let row = records[record]
        let bits: UInt16 = row.read(RecordLayout.bits)
        // The entry may be stale: the record has had a newer fact since, or its row has been freed.
        guard row.read(RecordLayout.owner) != Arena.none, row.read(layout.record.expires) == due.rawValue,
            bits & RecordLayout.expiredBit == 0
        else { return }
        loadPath(standing(of: record))
        apply(record, sign: -1)
        row.write(bits | RecordLayout.expiredBit, RecordLayout.bits)
    }

    /// Closes what ended more than the retention before `day`, up to the last day on which windows of every length begin: so no window is
    /// ever closed in part. Closed rows are freed at once, so that nothing depends on when that happens.
    private mutating func close(before day: CivilDate) {
        guard let retention = plan.retentionDays, plan.base != .current else { return }
        var boundary = day.adding(days: -retention)
        while boundary > closedBefore, !isBoundary(boundary) {
            boundary = boundary.adding(days: -1)
        }
        guard boundary > closedBefore else { return }
        closedBefore = boundary
        firstOpenPeriod = Window(plan.base, holding: boundary).ordinal
        let isHolding = (0..<store.blockCount).contains { store.blocks[$0].standings > 0 && isClosed(store.blocks[$0].window) }
        if isHolding { dropClosed() }
    }

    /// Whether a window of every length begins on that day.
    private func isBoundary(_ day: CivilDate) -> Bool {
        plan.windows.allSatisfy { $0 == .current || Window($0, holding: day).firstDay == day }
    }

    func isClosed(_ window: Window) -> Bool { window.length != .current && window.dayAfter <= closedBefore }

    /// Frees the rows of closed periods. Their cells stay as they are, and a subject stays where it was.
    private mutating func dropClosed() {
        let closed = (0..<store.blockCount).map { isClosed(store.blocks[$0].window) }
        for subject in 0..<subjects.end where subjects[subject].read(SubjectLayout.firstStanding, as: UInt32.self) != Arena.none {
            dropClosed(of: subject, closed)
        }
        rebuildRecordIndex()
        rebuildSubjectIndex()
        rebuildStandingIndex()
        if plan.hasItems { rebuildItemIndex() }
    }

    private mutating func dropClosed(of subject: UInt32, _ closed: [Bool]) {
        // A window whose records have moved to closed ones has none: a subject without records is forgotten, whatever came first.
        let isForgotten = !hasRecords(subject: subject, outside: closed)
        var (first, last) = (Arena.none, Arena.none)
        let isIndexed = isIndexed(subject: subject)
        var state: UInt16 = 0
        var standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        while standing != Arena.none {
            let row = standings[standing]
            let next: UInt32 = row.read(StandingLayout.next)
            if isForgotten || closed[Int(row.read(StandingLayout.block, as: UInt32.self))] {
                drop(standing, of: subject)
            } else {
                if last == Arena.none { first = standing } else { standings[last].write(standing, StandingLayout.next) }
                row.write(Arena.none, StandingLayout.next)
                last = standing
                // There is no limit to the standings of one in the index, and nothing is said of them here.
                if !isIndexed { state = (state + 1) | windowBits(of: row.read(StandingLayout.block)) }
            }
            standing = next
        }
        subjects[subject].write(first, SubjectLayout.firstStanding)
        if !isIndexed { subjects[subject].write(state, SubjectLayout.standings) }
        if first == Arena.none { subjects.release(subject) }
    }

    private func hasRecords(subject: UInt32, outside closed: [Bool]) -> Bool {
        var found = false
        forEachStanding(of: subject) { standing in
            guard !found, isBase(standing), !closed[Int(standings[standing].read(StandingLayout.block, as: UInt32.self))] else { return }
            forEachRecord(ofBase: standing) { _ in found = true }
        }
        return found
    }

    private mutating func drop(_ standing: UInt32, of subject: UInt32) {
        if isBase(standing) {
            var rows: [UInt32] = []
            forEachRecord(ofBase: standing) { rows.append($0) }
            for record in rows {
                if subjects[subject].read(SubjectLayout.locatedRecord) == record {
                    subjects[subject].write(Arena.none, SubjectLayout.locatedRecord)
                }
                wideAmounts[record] = nil
                records[record].write(Arena.none, RecordLayout.owner)
                records.release(record)
            }
            if plan.hasItems {
                rows.removeAll()
                forEachItem(ofBase: standing) { rows.append($0) }
                for item in rows {
                    counts.forget(isItem: true, row: item, flagCount: plan.flagCount)
                    items[item].write(Arena.none, ItemLayout.standing)
                    items.release(item)
                }
            }
        }
        counts.forget(isItem: false, row: standing, flagCount: plan.flagCount)
        store.countStanding(standings[standing].read(StandingLayout.block), by: -1)
        standings[standing].write(Arena.none, StandingLayout.block)
        standings.release(standing)
    }
}
