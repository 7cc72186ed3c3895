/// The state as bytes: the facts that stand, subject by subject, and what can no longer be told from facts.
extension Aggregate {
    /// Writes the state in chunks, one after the other in the same memory: at no time is there more of it than one chunk.
    ///
    /// A `Restorer` that takes all of them in this order gives an aggregate with the same figures, the same dirty cells and the same answers
    /// to every later fact.
    ///
    /// - Parameters:
    ///   - chunkBytes: no chunk is longer, unless a single entry is (of some hundred bytes; of a cell, ten more for each partner).
    ///   - body: takes a chunk, whose bytes are gone afterwards; what it throws ends the writing.
    public func writeSnapshot<E: Error>(chunkBytes: Int, _ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        var writer = SnapshotWriter(planDigest: plan.digest, chunkBytes: chunkBytes)
        _ = try writer.reserve(.header, SnapshotHeader.byteCount, body)
        snapshotHeader().write(to: &writer)
        for name in partnerNames {
            _ = try writer.reserve(.partners, 4 + name.utf8.count, body)
            writer.write(name)
        }
        let form = FactForm(plan: plan, layout: layout)
        for subject in 0..<subjects.end where isLive(subject: subject) { try write(subject: subject, form, to: &writer, body) }
        for subject in 0..<subjects.end where isPlaceRemembered(subject: subject) {
            _ = try writer.reserve(.places, 28, body)
            let row = subjects[subject]
            writer.write(row.read(SubjectLayout.high, as: UInt64.self))
            writer.write(row.read(SubjectLayout.low, as: UInt64.self))
            writer.write(row.read(SubjectLayout.locatedVersion, as: Int64.self))
            writer.write(store.communes[Int(row.read(SubjectLayout.commune, as: UInt16.self))].rawValue)
        }
        try forEachProgress { (ordinal, partner, latest) throws(E) in
            _ = try writer.reserve(.progress, 14, body)
            writer.write(ordinal)
            writer.write(partner)
            writer.write(latest)
        }
        try forEachRememberedCell { (cell, bits) throws(E) in try write(cell, bits, to: &writer, body) }
        try writer.handOver(body)
    }

    /// The chunks of a snapshot one after the other; `restore` reads them.
    public func snapshot() -> [UInt8] {
        var bytes: [UInt8] = []
        let form = FactForm(plan: plan, layout: layout)
        bytes.reserveCapacity(1024 + records.liveCount * form.byteCount + subjects.liveCount * Aggregate.subjectEntryBytes)
        writeSnapshot(chunkBytes: 1 << 20) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// key 16 · facts u32
    static var subjectEntryBytes: Int { 20 }

    private func snapshotHeader() -> SnapshotHeader {
        var places: UInt32 = 0
        for subject in 0..<subjects.end where isPlaceRemembered(subject: subject) { places += 1 }
        var progress: UInt32 = 0
        forEachProgress { _, _, _ in progress += 1 }
        var cells: UInt32 = 0
        forEachRememberedCell { _, _ in cells += 1 }
        return SnapshotHeader(
            watermark: watermark, expiredThrough: expiredThrough, closedBefore: closedBefore, subjects: UInt32(subjects.liveCount),
            standings: UInt32(standings.liveCount), items: UInt32(items.liveCount), partners: UInt32(partnerNames.count),
            records: UInt32(records.liveCount), places: places, progress: progress, cells: cells)
    }

    private func isLive(subject: UInt32) -> Bool { subjects[subject].read(SubjectLayout.firstStanding, as: UInt32.self) != Arena.none }

    /// Where the record that located a subject is gone, only the subject's row remembers the place.
    private func isPlaceRemembered(subject: UInt32) -> Bool {
        isLive(subject: subject) && subjects[subject].read(SubjectLayout.locatedRecord) == Arena.none
            && subjects[subject].read(SubjectLayout.commune, as: UInt16.self) != 0
    }

    private func write<E: Error>(
        subject: UInt32, _ form: FactForm, to writer: inout SnapshotWriter, _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let row = subjects[subject]
        var count: UInt32 = 0
        var countOffset = 0
        try forEachStanding(of: subject) { (standing) throws(E) in
            guard isBase(standing) else { return }
            try forEachRecord(ofBase: standing) { (record) throws(E) in
                let isNew = try writer.reserve(.subjects, Aggregate.subjectEntryBytes + form.byteCount, body)
                if isNew || count == 0 {
                    writer.write(row.read(SubjectLayout.high, as: UInt64.self))
                    writer.write(row.read(SubjectLayout.low, as: UInt64.self))
                    (count, countOffset) = (0, writer.count)
                    writer.write(count)
                }
                form.write(fact(of: record), to: &writer)
                count += 1
                writer.overwrite(count, at: countOffset)
            }
        }
    }

    /// Calls `body` with the ordinal of each base window, a partner that has sent facts for it, and the latest business time of those.
    private func forEachProgress<E: Error>(_ body: (Int32, UInt16, Int64) throws(E) -> Void) throws(E) {
        for index in 0..<store.blockCount where isBaseWindow(store.blocks[index].window) {
            let block = store.blocks[index]
            for partner in 0..<store.partnerCapacity where block.latest[partner] != .min {
                try body(block.window.length == .current ? Fact.standing : block.window.ordinal, UInt16(partner), block.latest[partner])
            }
        }
    }

    private func isBaseWindow(_ window: Window) -> Bool { window.length == plan.base || window.length == .current }

    /// Calls `body` for each cell whose records have been dropped, that has changed since its window was final, or that is dirty.
    private func forEachRememberedCell<E: Error>(_ body: (_ cell: (block: Int, commune: Int), _ bits: UInt8) throws(E) -> Void) throws(E) {
        for block in 0..<store.blockCount where store.blocks[block].isKept {
            let isClosed = isClosed(store.blocks[block].window)
            for commune in store.communes.indices {
                let state = store.blocks[block].states[commune]
                guard state & CellStore.touched != 0 else { continue }
                let bits = state & (CellStore.revised | CellStore.dirty) | (isClosed ? CellStore.touched : 0)
                if bits != 0 { try body((block, commune), bits) }
            }
        }
    }

    /// window length u8 · ordinal i32 · commune u32 · bits u8 · [what a closed cell counts · partners u32 · each u16 and i64]
    private func write<E: Error>(
        _ place: (block: Int, commune: Int), _ bits: UInt8, to writer: inout SnapshotWriter,
        _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let cell = store.cell(block: place.block, commune: place.commune)
        let isClosed = bits & CellStore.touched != 0
        _ = try writer.reserve(.cells, 10 + (isClosed ? (cell.values.count + 2) * 8 + 4 + cell.partners.count * 10 : 0), body)
        writer.write(cell.window.length.rawValue)
        writer.write(cell.window.ordinal)
        writer.write(cell.commune.rawValue)
        writer.write(bits)
        guard isClosed else { return }
        for value in cell.values { writer.write(value) }
        writer.write(cell.subjects)
        writer.write(cell.approximateRecords)
        writer.write(UInt32(cell.partners.count))
        for count in cell.partners {
            writer.write(count.partner)
            writer.write(count.records)
        }
    }
}
