/// Finding, making and chaining the rows of the tables.
extension Aggregate {
    @inline(__always) mutating func subjectRow(_ key: Pseudonym) -> UInt32 {
        let hash = Aggregate.hash(key)
        let found = subjectIndex.find(hash) {
            let row = subjects[$0]
            return row.read(SubjectLayout.low) == key.low && row.read(SubjectLayout.high) == key.high
        }
        if found != Arena.none { return found }
        let subject = subjects.allocate()
        let row = subjects[subject]
        row.write(key.high, SubjectLayout.high)
        row.write(key.low, SubjectLayout.low)
        row.write(Int64.min, SubjectLayout.locatedVersion)
        row.write(Arena.none, SubjectLayout.locatedRecord)
        row.write(Arena.none, SubjectLayout.firstStanding)
        subjectIndex.insert(hash, row: subject)
        return subject
    }

    @inline(__always) static func hash(standing: UInt32, item: UInt64) -> UInt64 {
        FlatIndex.mix(item ^ UInt64(standing) << 32)
    }

    /// The item of a base standing; hash 0 holds the records that are about none.
    @inline(__always) mutating func itemRow(standing: UInt32, hash: UInt64) -> UInt32 {
        let row = standings[standing]
        let count = Int(row.read(StandingLayout.items, as: UInt8.self))
        if count <= Layout.chainLimit {
            var item: UInt32 = row.read(StandingLayout.firstChild)
            while item != Arena.none {
                if items[item].read(ItemLayout.hash) == hash { return item }
                item = items[item].read(ItemLayout.next)
            }
        } else {
            let found = itemIndex.find(Aggregate.hash(standing: standing, item: hash)) {
                items[$0].read(ItemLayout.hash) == hash && items[$0].read(ItemLayout.standing) == standing
            }
            if found != Arena.none { return found }
        }
        return addItem(standing, hash, count)
    }

    private mutating func addItem(_ standing: UInt32, _ hash: UInt64, _ count: Int) -> UInt32 {
        let item = items.allocate()
        let row = items[item]
        row.write(hash, ItemLayout.hash)
        row.write(standing, ItemLayout.standing)
        row.write(standings[standing].read(StandingLayout.firstChild, as: UInt32.self), ItemLayout.next)
        row.write(Arena.none, ItemLayout.firstRecord)
        standings[standing].write(item, StandingLayout.firstChild)
        if count > Layout.chainLimit {
            itemIndex.insert(Aggregate.hash(standing: standing, item: hash), row: item)
            return item
        }
        standings[standing].write(UInt8(count + 1), StandingLayout.items)
        if count == Layout.chainLimit {
            var each = item
            while each != Arena.none {
                itemIndex.insert(Aggregate.hash(standing: standing, item: items[each].read(ItemLayout.hash)), row: each)
                each = items[each].read(ItemLayout.next)
            }
        }
        return item
    }

    /// Notes the base standing and those of the longer windows above it.
    @inline(__always) mutating func loadPath(_ base: UInt32) {
        let row = standings[base]
        let block: UInt32 = row.read(StandingLayout.block)
        let ups = store.ups(of: block)
        path[0] = (base, block)
        for index in 0..<ups.count { path[index + 1] = (row.read(layout.standing.ups + index * 4), ups[index]) }
        pathCount = ups.count + 1
    }

    @inline(__always) func link(_ record: UInt32, standing: UInt32, item: UInt32) {
        let (owner, offset) = item == Arena.none ? (standings[standing], StandingLayout.firstChild) : (items[item], ItemLayout.firstRecord)
        records[record].write(owner.read(offset, as: UInt32.self), RecordLayout.next)
        owner.write(record, offset)
    }

    func unlink(_ record: UInt32, standing: UInt32, item: UInt32) {
        let (owner, offset) = item == Arena.none ? (standings[standing], StandingLayout.firstChild) : (items[item], ItemLayout.firstRecord)
        let after: UInt32 = records[record].read(RecordLayout.next)
        var at: UInt32 = owner.read(offset)
        if at == record { return owner.write(after, offset) }
        while at != Arena.none {
            let next: UInt32 = records[at].read(RecordLayout.next)
            if next == record { return records[at].write(after, RecordLayout.next) }
            at = next
        }
        preconditionFailure("a record is missing in its chain")
    }

    /// Calls `body` for each record of a base standing.
    func forEachRecord<E: Error>(ofBase standing: UInt32, _ body: (UInt32) throws(E) -> Void) throws(E) {
        if plan.hasItems {
            try forEachItem(ofBase: standing) { (item) throws(E) in
                var record: UInt32 = items[item].read(ItemLayout.firstRecord)
                while record != Arena.none {
                    let next: UInt32 = records[record].read(RecordLayout.next)
                    try body(record)
                    record = next
                }
            }
        } else {
            var record: UInt32 = standings[standing].read(StandingLayout.firstChild)
            while record != Arena.none {
                let next: UInt32 = records[record].read(RecordLayout.next)
                try body(record)
                record = next
            }
        }
    }

    func forEachItem<E: Error>(ofBase standing: UInt32, _ body: (UInt32) throws(E) -> Void) throws(E) {
        var item: UInt32 = standings[standing].read(StandingLayout.firstChild)
        while item != Arena.none {
            let next: UInt32 = items[item].read(ItemLayout.next)
            try body(item)
            item = next
        }
    }

    /// Whether a standing holds records itself, rather than through those of shorter windows.
    func isBase(_ standing: UInt32) -> Bool {
        let length = store.blocks[Int(standings[standing].read(StandingLayout.block, as: UInt32.self))].window.length
        return length == plan.base || length == .current
    }

    /// Calls `body` for each standing of a subject.
    func forEachStanding<E: Error>(of subject: UInt32, _ body: (UInt32) throws(E) -> Void) throws(E) {
        var standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        while standing != Arena.none {
            let next: UInt32 = standings[standing].read(StandingLayout.next)
            try body(standing)
            standing = next
        }
    }

    /// Calls `body` for each base standing whose records count in `standing`.
    func forEachBase(under standing: UInt32, _ body: (UInt32) -> Void) {
        if isBase(standing) { return body(standing) }
        forEachStanding(of: standings[standing].read(StandingLayout.subject)) { other in
            guard isBase(other) else { return }
            let row = standings[other]
            let ups = store.ups(of: row.read(StandingLayout.block)).count
            for index in 0..<ups where row.read(layout.standing.ups + index * 4) == standing { body(other) }
        }
    }
}
