extension Aggregate {
    @inline(__always) static func hash(_ pseudonym: Pseudonym) -> UInt64 {
        FlatIndex.mix(pseudonym.low ^ (pseudonym.high << 32 | pseudonym.high >> 32))
    }

    @inline(__always) mutating func foldOne(_ fact: Fact) -> FoldOutcome {
        if fact.period < firstOpenPeriod, fact.period != Fact.standing { return .periodClosed }
        let block = store.block(ordinal: fact.period, plan: plan)
        store.note(partner: fact.partner, time: fact.version.time, block: block)
        let hash = Aggregate.hash(fact.record)
        let found = recordIndex.find(hash) {
            let row = records[$0]
            return row.read(RecordLayout.low) == fact.record.low && row.read(RecordLayout.high) == fact.record.high
        }
        guard found != Arena.none else {
            let record = records.allocate()
            records[record].write(fact.record.high, RecordLayout.high)
            records[record].write(fact.record.low, RecordLayout.low)
            recordIndex.insert(hash, row: record)
            attach(record, fact, block)
            return .counted
        }
        let version: Int64 = records[found].read(RecordLayout.version)
        if fact.version.rawValue < version { return .superseded }
        if fact.version.rawValue == version {
            switch contentOrder(fact, found) {
            case 0: return .repeated
            case ..<0: return .superseded
            default: break
            }
        }
        replace(found, fact, block)
        return .replaced
    }

    /// Gives a record that is in no chain its content, place and contribution.
    private mutating func attach(_ record: UInt32, _ fact: Fact, _ block: UInt32) {
        let subject = subjectRow(fact.subject)
        let base = standingRow(subject: subject, block: block)
        let item = plan.hasItems ? itemRow(standing: base, hash: fact.item) : Arena.none
        loadPath(base)
        write(fact, to: record, standing: base, item: item)
        if fact.commune != .unlocated { locate(record, subject: subject) }
        link(record, standing: base, item: item)
        setFlags(fact.flags, of: record)
        apply(record, sign: 1)
    }

    /// Takes the record's contribution back and adds that of a newer fact.
    @inline(never) private mutating func replace(_ record: UInt32, _ fact: Fact, _ block: UInt32) {
        let row = records[record]
        let base = standing(of: record)
        let subject: UInt32 = standings[base].read(StandingLayout.subject)
        let isTie = row.read(RecordLayout.version) == fact.version.rawValue
        let wasLocated = row.read(RecordLayout.commune, as: UInt16.self) != 0
        loadPath(base)
        apply(record, sign: -1)
        setFlags(0, of: record)
        let staysInPlace = standings[base].read(StandingLayout.block) == block && subjectHas(subject, fact.subject)
        let item: UInt32 = plan.hasItems ? row.read(RecordLayout.owner) : Arena.none
        guard staysInPlace, !plan.hasItems || items[item].read(ItemLayout.hash) == fact.item else {
            unlink(record, standing: base, item: item)
            row.write(UInt16(0), RecordLayout.commune)
            if wasLocated { relocate(after: record, base: base, subject: subject) }
            attach(record, fact, block)
            return
        }
        write(fact, to: record, standing: base, item: item)
        if fact.commune != .unlocated {
            locate(record, subject: subject)
            // At the same version the new commune may have the lower code, so that another record of that instant takes over.
            if isTie, wasLocated { relocate(after: record, base: base, subject: subject) }
        } else if wasLocated {
            relocate(after: record, base: base, subject: subject)
        }
        setFlags(fact.flags, of: record)
        apply(record, sign: 1)
    }

    private func subjectHas(_ subject: UInt32, _ key: Pseudonym) -> Bool {
        subjects[subject].read(SubjectLayout.low) == key.low && subjects[subject].read(SubjectLayout.high) == key.high
    }

    /// The content of a record but for its flags, which stay empty until it is in place: whoever walks the chains sees nothing of it.
    private mutating func write(_ fact: Fact, to record: UInt32, standing: UInt32, item: UInt32) {
        let row = records[record]
        row.write(fact.version.rawValue, RecordLayout.version)
        row.write(plan.hasItems ? item : standing, RecordLayout.owner)
        row.write(store.slot(of: fact.commune), RecordLayout.commune)
        precondition(fact.partner < Aggregate.partnersMax, "a partner's number is too large")
        var bits = fact.partner | (fact.isApproximate ? RecordLayout.approximateBit : 0)
        if plan.hasExpiry {
            let isListed = row.read(layout.record.expires) == fact.expires.rawValue
            row.write(fact.expires.rawValue, layout.record.expires)
            if fact.expires <= expiredThrough {
                bits |= RecordLayout.expiredBit
            } else if fact.expires.rawValue != .max, !isListed {
                expiries[fact.expires, default: []].append(record)
            }
        }
        if plan.amountCount > 0, writeAmounts(fact, of: record) { bits |= RecordLayout.wideBit }
        row.write(bits, RecordLayout.bits)
    }

    /// Whether the amounts need more room than the row has.
    @inline(__always) private mutating func writeAmounts(_ fact: Fact, of record: UInt32) -> Bool {
        let row = records[record]
        let narrow = (Int32(truncatingIfNeeded: fact.amount0), Int32(truncatingIfNeeded: fact.amount1))
        row.write(narrow.0, layout.record.amounts)
        if plan.amountCount > 1 { row.write(narrow.1, layout.record.amounts + 4) }
        if Int64(narrow.0) == fact.amount0, Int64(narrow.1) == fact.amount1 { return false }
        wideAmounts[record] = (fact.amount0, fact.amount1)
        return true
    }

    /// Amount number `index` (0 or 1) of a record.
    @inline(__always) func amount(_ index: Int, of record: UInt32) -> Int64 {
        let row = records[record]
        if row.read(RecordLayout.bits, as: UInt16.self) & RecordLayout.wideBit != 0, let wide = wideAmounts[record] {
            return index == 0 ? wide.0 : wide.1
        }
        return Int64(row.read(layout.record.amounts + index * 4, as: Int32.self))
    }

    /// The base standing that a record counts in.
    @inline(__always) func standing(of record: UInt32) -> UInt32 {
        let owner: UInt32 = records[record].read(RecordLayout.owner)
        return plan.hasItems ? items[owner].read(ItemLayout.standing) : owner
    }

    @inline(__always) private func setFlags(_ flags: UInt64, of record: UInt32) {
        records[record].writeFlags(flags, RecordLayout.flags, bytes: layout.record.flagBytes)
    }

    @inline(__always) func flags(of record: UInt32) -> UInt64 {
        records[record].readFlags(RecordLayout.flags, bytes: layout.record.flagBytes)
    }

    /// Of two facts of a record and version, which stands: a fixed order over their content (negative: the one that is there).
    @inline(never) private func contentOrder(_ fact: Fact, _ record: UInt32) -> Int {
        let there = self.fact(of: record)
        if fact.flags != there.flags { return fact.flags < there.flags ? -1 : 1 }
        if fact.amount0 != there.amount0 { return fact.amount0 < there.amount0 ? -1 : 1 }
        if fact.amount1 != there.amount1 { return fact.amount1 < there.amount1 ? -1 : 1 }
        if fact.commune != there.commune { return fact.commune < there.commune ? -1 : 1 }
        if fact.item != there.item { return fact.item < there.item ? -1 : 1 }
        if fact.period != there.period { return fact.period < there.period ? -1 : 1 }
        if fact.expires != there.expires { return fact.expires < there.expires ? -1 : 1 }
        if fact.isApproximate != there.isApproximate { return there.isApproximate ? -1 : 1 }
        if fact.subject != there.subject { return fact.subject < there.subject ? -1 : 1 }
        if fact.partner == there.partner { return 0 }
        let (name, thereName) = (name(of: fact.partner), name(of: there.partner))
        return name == thereName ? 0 : name < thereName ? -1 : 1
    }

    private func name(of partner: UInt16) -> String { Int(partner) < partnerNames.count ? partnerNames[Int(partner)] : "" }

    /// The newest fact of a record, as it was folded.
    func fact(of record: UInt32) -> Fact {
        let row = records[record]
        let standing = standings[standing(of: record)]
        let subject = subjects[standing.read(StandingLayout.subject)]
        let window = store.blocks[Int(standing.read(StandingLayout.block, as: UInt32.self))].window
        return Fact(
            record: Pseudonym(high: row.read(RecordLayout.high), low: row.read(RecordLayout.low)),
            subject: Pseudonym(high: subject.read(SubjectLayout.high), low: subject.read(SubjectLayout.low)),
            item: plan.hasItems ? items[row.read(RecordLayout.owner)].read(ItemLayout.hash) : 0,
            version: FactVersion(rawValue: row.read(RecordLayout.version)), flags: flags(of: record),
            amount0: plan.amountCount > 0 ? amount(0, of: record) : 0,
            amount1: plan.amountCount > 1 ? amount(1, of: record) : 0,
            period: window.length == .current ? Fact.standing : window.ordinal,
            expires: CivilDate(rawValue: plan.hasExpiry ? row.read(layout.record.expires) : .max),
            commune: store.communes[Int(row.read(RecordLayout.commune, as: UInt16.self))],
            partner: row.read(RecordLayout.bits, as: UInt16.self) & RecordLayout.partnerMask,
            isApproximate: row.read(RecordLayout.bits, as: UInt16.self) & RecordLayout.approximateBit != 0)
    }
}
