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

    /// Makes the indices large enough for so many rows. The numbers are not trusted beyond what is cheap: more rows than that grow them as
    /// they come.
    mutating func makeRoom(records: UInt32, subjects: UInt32, standings: UInt32, items: UInt32) {
        func bounded(_ count: UInt32) -> Int { Int(min(count, 1 << 22)) }
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
                (facts + count).initialize(to: try form.read(&reader, subject: subject))
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
        fold(facts, outcomes: outcomes)
        for index in facts.indices where outcomes[index] != .counted { throw SnapshotError(.damaged, "it holds a record twice") }
    }

    mutating func readPlace(_ reader: inout ByteReader) throws(SnapshotError) {
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
        guard commune.rawValue < CellStore.codeLimit else { throw SnapshotError(.damaged, "a commune code has more than five digits") }
        return commune
    }

    mutating func readProgress(_ reader: inout ByteReader) throws(SnapshotError) {
        let block = store.block(ordinal: try reader.read(), plan: plan)
        store.note(partner: try reader.read(), time: EventTime(rawValue: try reader.read()), block: block)
    }

    mutating func readCell(_ reader: inout ByteReader) throws(SnapshotError) {
        guard let length = WindowLength(rawValue: try reader.read()) else { throw SnapshotError(.damaged, "a window has no known length") }
        let window = Window(length: length, ordinal: try reader.read())
        var cell = Cell(window: window, commune: try readCommune(&reader), values: [])
        let bits: UInt8 = try reader.read()
        if bits & CellStore.touched != 0 {
            for _ in plan.measures { cell.values.append(try reader.read()) }
            cell.subjects = try reader.read()
            cell.approximateRecords = try reader.read()
            for _ in 0..<(try reader.read(UInt32.self)) {
                cell.partners.append(PartnerCount(partner: try reader.read(), records: try reader.read()))
            }
        }
        store.restore(cell, bits: bits, plan: plan)
    }

    /// Takes up time where the snapshot was written.
    mutating func resume(watermark: EventTime, closedBefore closed: CivilDate) {
        closedBefore = closed
        if closed.rawValue != .min, plan.base != .current { firstOpenPeriod = Window(plan.base, holding: closed).ordinal }
        setWatermark(watermark)
        store.advance(
            to: watermark == .distantFuture
                ? CivilDate(rawValue: .max) : watermark == .distantPast ? watermarkDay : plan.timeZone.day(of: watermark))
    }
}
