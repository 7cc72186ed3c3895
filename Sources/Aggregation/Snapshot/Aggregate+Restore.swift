/// Reading the parts of a snapshot; `Restorer` sees to it that they come in their order.
extension Aggregate {
    /// The aggregate that `snapshot` wrote.
    ///
    /// - Throws: `SnapshotError` where the bytes are not a whole, undamaged snapshot of this very plan.
    public static func restore(_ bytes: [UInt8], plan: CountingPlan, advice: MemoryAdvice = .none) throws(SnapshotError) -> Aggregate {
        var restorer = Restorer(plan: plan, advice: advice)
        var rest = bytes[...]
        repeat {
            if restorer.isComplete { throw SnapshotError(.damaged, "\(rest.count) bytes follow its end") }
            var count = rest.count
            var failure: SnapshotError?
            rest.withUnsafeBytes { rest in
                count = min(count, SnapshotChunk.byteCount(at: rest))
                do throws(SnapshotError) { try restorer.take(UnsafeRawBufferPointer(rebasing: rest[..<count])) } catch { failure = error }
            }
            if let failure { throw failure }
            rest = rest.dropFirst(count)
        } while !rest.isEmpty
        return try restorer.finish()
    }

    /// Makes the indices large enough for so many rows. The numbers are not trusted beyond 128 MiB for each of two: more rows than that grow
    /// them as they come.
    mutating func makeRoom(records: UInt32, subjects: UInt32, standings: UInt32, items: UInt32) {
        func bounded(_ count: UInt32) -> Int { Int(min(count, 1 << 24)) }
        recordIndex.makeRoom(for: bounded(records) + Aggregate.growthRoom, rowLimit: bounded(records))
        subjectIndex.makeRoom(for: bounded(subjects) + Aggregate.growthRoom, rowLimit: bounded(subjects))
        // Only subjects and standings with many rows are in these; but they know every row's number.
        standingIndex.makeRoom(for: Aggregate.growthRoom, rowLimit: bounded(standings))
        itemIndex.makeRoom(for: Aggregate.growthRoom, rowLimit: bounded(items))
    }

    /// Reads entries of subjects to the end; returns the number of facts.
    mutating func readSubjects(_ reader: inout ByteReader, _ form: FactForm) throws(SnapshotError) -> Int {
        let facts = UnsafeMutablePointer<Fact>.allocate(capacity: Aggregate.batchFacts)
        let outcomes = UnsafeMutablePointer<FoldOutcome>.allocate(capacity: Aggregate.batchFacts)
        defer {
            facts.deallocate()
            outcomes.deallocate()
        }
        var total = 0
        var count = 0
        while reader.remaining > 0 {
            let subject = Pseudonym(high: try reader.read(), low: try reader.read())
            for _ in 0..<(try reader.read(UInt32.self)) {
                (facts + count).initialize(to: try form.read(&reader, subject: subject, partners: partnerNames.count))
                count += 1
                if count == Aggregate.batchFacts {
                    try foldNew(UnsafeBufferPointer(start: facts, count: count), outcomes)
                    (total, count) = (total + count, 0)
                }
            }
        }
        try foldNew(UnsafeBufferPointer(start: facts, count: count), outcomes)
        return total + count
    }

    private static var batchFacts: Int { 256 }

    private mutating func foldNew(_ facts: UnsafeBufferPointer<Fact>, _ outcomes: UnsafeMutablePointer<FoldOutcome>) throws(SnapshotError) {
        guard hasRoom(forCommunesOf: facts) else { throw Aggregate.tooManyCommunes }
        fold(facts, outcomes: outcomes)
        for index in facts.indices where outcomes[index] != .counted { throw SnapshotError(.damaged, "it holds a record twice") }
    }

    private static var tooManyCommunes: SnapshotError {
        SnapshotError(.damaged, "it names more than \(CellStore.communesMax) communes")
    }

    mutating func readPlace(_ reader: inout ByteReader) throws(SnapshotError) {
        growIndices(for: 1)
        let subject = subjectRow(Pseudonym(high: try reader.read(), low: try reader.read()))
        let version: Int64 = try reader.read()
        let row = subjects[subject]
        let commune = try readCommune(&reader)
        row.write(version, SubjectLayout.locatedVersion)
        row.write(Arena.none, SubjectLayout.locatedRecord)
        row.write(store.slot(of: commune), SubjectLayout.commune)
        settle(subject)
    }

    private func readCommune(_ reader: inout ByteReader) throws(SnapshotError) -> CommuneCode {
        let commune = CommuneCode(rawValue: try reader.read())
        guard commune.rawValue < CommuneCode.limit else { throw SnapshotError(.damaged, "a commune code has more than five digits") }
        guard store.hasRoom(for: CollectionOfOne(commune)) else { throw Aggregate.tooManyCommunes }
        return commune
    }

    private func readPartner(_ reader: inout ByteReader) throws(SnapshotError) -> UInt16 {
        let partner: UInt16 = try reader.read()
        guard partner < partnerNames.count else { throw SnapshotError(.damaged, "the partner \(partner) has no name") }
        return partner
    }

    /// A number of records or subjects: one by one added to or taken from, it never overflows.
    private func readCount(_ reader: inout ByteReader) throws(SnapshotError) -> Int64 {
        let count: Int64 = try reader.read()
        guard (0...Cell.countMax).contains(count) else { throw SnapshotError(.damaged, "a cell counts \(count)") }
        return count
    }

    mutating func readPartnerName(_ reader: inout ByteReader) throws(SnapshotError) {
        let name = try reader.readText()
        guard partnerNames.count < Aggregate.partnersMax, !partnerNames.contains(name) else {
            throw SnapshotError(.damaged, "it names a partner twice, or more than \(Aggregate.partnersMax)")
        }
        partnerNames.append(name)
    }

    mutating func readProgress(_ reader: inout ByteReader) throws(SnapshotError) {
        let period: Int32 = try reader.read()
        guard period == Fact.standing || Window.ordinals(of: plan.base).contains(period) else {
            throw SnapshotError(.damaged, "a period is of no calendar")
        }
        let (partner, time) = (try readPartner(&reader), EventTime(rawValue: try reader.read()))
        guard time.isInCalendar else { throw SnapshotError(.damaged, "a partner has come to a time of no calendar") }
        store.note(partner: partner, time: time, block: store.block(ordinal: period, plan: plan))
    }

    mutating func readCell(_ reader: inout ByteReader) throws(SnapshotError) {
        guard let length = WindowLength(rawValue: try reader.read()) else { throw SnapshotError(.damaged, "a window has no known length") }
        let window = Window(length: length, ordinal: try reader.read())
        guard plan.windows.contains(length), window.isInCalendar else {
            throw SnapshotError(.damaged, "a window is none of the pipeline's, or of no calendar")
        }
        var cell = Cell(window: window, commune: try readCommune(&reader), values: [])
        let bits: UInt8 = try reader.read()
        guard bits & ~(CellStore.touched | CellStore.dirty | CellStore.revised) == 0, bits & CellStore.touched == 0 || isClosed(window)
        else {
            throw SnapshotError(.damaged, "it keeps what a window counts that is not closed, or something that is not known of it")
        }
        if bits & CellStore.touched != 0 {
            for measure in plan.measures {
                if case .amount = measure.kind { cell.values.append(try reader.read()) } else { cell.values.append(try readCount(&reader)) }
            }
            cell.subjects = try readCount(&reader)
            cell.approximateRecords = try readCount(&reader)
            for _ in 0..<(try reader.read(UInt32.self)) {
                cell.partners.append(PartnerCount(partner: try readPartner(&reader), records: try readCount(&reader)))
            }
        }
        store.restore(cell, bits: bits, plan: plan)
    }

    /// Takes up time where the snapshot was written.
    mutating func resume(watermark: EventTime) {
        if closedBefore.rawValue != .min, plan.base != .current { firstOpenPeriod = Window(plan.base, holding: closedBefore).ordinal }
        setWatermark(watermark)
        store.advance(
            to: watermark == .distantFuture
                ? CivilDate(rawValue: .max) : watermark == .distantPast ? watermarkDay : plan.timeZone.day(of: watermark))
    }
}
