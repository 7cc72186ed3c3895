extension Aggregate {
    /// The aggregate that `snapshot` wrote.
    ///
    /// - Throws: `SnapshotError` where the bytes are not a whole, undamaged snapshot of this very plan.
    public static func restore(_ bytes: [UInt8], plan: CountingPlan, advice: MemoryAdvice = .none) throws(SnapshotError) -> Aggregate {
        var restored: Aggregate?
        var failure: SnapshotError?
        bytes.withUnsafeBytes { bytes in
            do throws(SnapshotError) { restored = try restore(bytes, plan: plan, advice: advice) } catch { failure = error }
        }
        guard let restored else { throw failure ?? SnapshotError(.damaged, "it could not be read") }
        return restored
    }

    /// The same from bytes in memory that somebody else owns.
    public static func restore(_ bytes: UnsafeRawBufferPointer, plan: CountingPlan, advice: MemoryAdvice = .none) throws(SnapshotError)
        -> Aggregate
    {
        guard bytes.count >= 16, bytes.loadUnaligned(as: UInt32.self) == 0x4E53_484E else {
            throw SnapshotError(.notASnapshot, "it does not begin with the mark of a snapshot (NHSN)")
        }
        let version = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        guard version == 1 else {
            throw SnapshotError(.unknownVersion, "its format is version \(version); this program reads version 1")
        }
        var checksum = Checksum()
        checksum.update(UnsafeRawBufferPointer(rebasing: bytes[0..<(bytes.count - 8)]))
        guard checksum.value == UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)) else {
            throw SnapshotError(.damaged, "its checksum does not agree with its \(bytes.count) bytes")
        }
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[8..<(bytes.count - 8)]))
        guard try reader.read(UInt64.self) == plan.digest else {
            throw SnapshotError(
                .otherPlan, "it is of a pipeline that counts something else; fold the facts again, or restore it with its own pipeline")
        }
        return try Aggregate(reading: &reader, plan: plan, advice: advice)
    }

    private init(reading reader: inout ByteReader, plan: CountingPlan, advice: MemoryAdvice) throws(SnapshotError) {
        self.init(plan: plan, advice: advice)
        let watermark = EventTime(rawValue: try reader.read())
        // Set before the facts come, so that what has expired does not count at all.
        expiredThrough = CivilDate(rawValue: try reader.read())
        let closed = CivilDate(rawValue: try reader.read())
        for _ in 0..<(try reader.read(UInt32.self)) { partnerNames.append(try reader.readText()) }
        for _ in 0..<(try reader.read(UInt32.self)) { try readSubject(&reader) }
        try readProgress(&reader)
        closedBefore = closed
        if closed.rawValue != .min, plan.base != .current { firstOpenPeriod = Window(plan.base, holding: closed).ordinal }
        try readCells(&reader)
        setWatermark(watermark)
        store.advance(
            to: watermark == .distantFuture
                ? CivilDate(rawValue: .max) : watermark == .distantPast ? watermarkDay : plan.timeZone.day(of: watermark))
    }

    private mutating func readSubject(_ reader: inout ByteReader) throws(SnapshotError) {
        let key = Pseudonym(high: try reader.read(), low: try reader.read())
        let locatedVersion: Int64 = try reader.read()
        let commune = CommuneCode(rawValue: try reader.read())
        let count: UInt32 = try reader.read()
        for _ in 0..<count { fold(try readFact(&reader, subject: key)) }
        if commune != .unlocated { remember(subject: key, at: commune, version: locatedVersion) }
    }

    private func readFact(_ reader: inout ByteReader, subject: Pseudonym) throws(SnapshotError) -> Fact {
        var fact = Fact(
            record: Pseudonym(high: try reader.read(), low: try reader.read()), subject: subject,
            version: FactVersion(rawValue: try reader.read()), flags: try reader.read(), period: try reader.read())
        let commune: UInt32 = try reader.read()
        fact.commune = CommuneCode(rawValue: commune & ~(1 << 31))
        fact.isApproximate = commune >> 31 == 1
        fact.partner = try reader.read()
        guard fact.commune.rawValue < CellStore.codeLimit else { throw SnapshotError(.damaged, "a commune code has more than five digits") }
        if plan.hasItems { fact.item = try reader.read() }
        if plan.hasExpiry { fact.expires = CivilDate(rawValue: try reader.read()) }
        if plan.amountCount > 0 { fact.amount0 = try reader.read() }
        if plan.amountCount > 1 { fact.amount1 = try reader.read() }
        return fact
    }

    private mutating func readProgress(_ reader: inout ByteReader) throws(SnapshotError) {
        for _ in 0..<(try reader.read(UInt32.self)) {
            let block = store.block(ordinal: try reader.read(), plan: plan)
            for partner in 0..<(try reader.read(UInt32.self)) {
                let latest: Int64 = try reader.read()
                guard partner <= UInt16.max else { throw SnapshotError(.damaged, "it names more than 65,536 partners") }
                if latest != .min { store.note(partner: UInt16(partner), time: EventTime(rawValue: latest), block: block) }
            }
        }
    }

    private mutating func readCells(_ reader: inout ByteReader) throws(SnapshotError) {
        for _ in 0..<(try reader.read(UInt32.self)) {
            guard let length = WindowLength(rawValue: try reader.read()) else {
                throw SnapshotError(.damaged, "a window has no known length")
            }
            let window = Window(length: length, ordinal: try reader.read())
            let commune = CommuneCode(rawValue: try reader.read())
            guard commune.rawValue < CellStore.codeLimit else { throw SnapshotError(.damaged, "a commune code has more than five digits") }
            let kind: UInt8 = try reader.read()
            var values: [Int64] = []
            for _ in 0..<(plan.measures.count + 2) { values.append(try reader.read()) }
            var cell = Cell(window: window, commune: commune, values: Array(values.prefix(plan.measures.count)))
            cell.subjects = values[plan.measures.count]
            cell.approximateRecords = values[plan.measures.count + 1]
            for _ in 0..<(try reader.read(UInt32.self)) {
                cell.partners.append(PartnerCount(partner: try reader.read(), records: try reader.read()))
            }
            if kind & 1 != 0 { store.restore(cell, plan: plan) }
            if kind & 2 != 0 { store.restoreRevised(window: window, commune: commune, plan: plan) }
        }
    }

    /// Puts back where a subject is whose locating record is no longer kept.
    private mutating func remember(subject key: Pseudonym, at commune: CommuneCode, version: Int64) {
        let subject = subjectRow(key)
        let row = subjects[subject]
        let slot = store.slot(of: commune)
        // Where a kept record says the same, it has located the subject already.
        if row.read(SubjectLayout.locatedVersion) == version, row.read(SubjectLayout.commune) == slot { return }
        row.write(version, SubjectLayout.locatedVersion)
        row.write(Arena.none, SubjectLayout.locatedRecord)
        row.write(slot, SubjectLayout.commune)
        settle(subject)
    }
}
