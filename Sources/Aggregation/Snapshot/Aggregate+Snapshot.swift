/// The state as bytes: the facts that stand, subject by subject, and what can no longer be told from facts.
///
/// Layout, little-endian: `NHSN` · version u32 · plan digest u64 · watermark i64 · expired through i32 · closed before i32 · partner names ·
/// per subject its facts · progress · closed and revised cells · checksum u64 over all before it.
extension Aggregate {
    private static var magic: UInt32 { 0x4E53_484E }
    private static var version: UInt32 { 1 }

    /// The state as bytes; `restore` gives an aggregate with the same figures and the same answers to every later fact.
    public func snapshot() -> [UInt8] {
        var writer = ByteWriter()
        writer.reserve(128 + records.liveCount * (layout.record.stride + 24) + subjects.liveCount * 32)
        writer.write(Aggregate.magic)
        writer.write(Aggregate.version)
        writer.write(plan.digest)
        writer.write(watermark.rawValue)
        writer.write(expiredThrough.rawValue)
        writer.write(closedBefore.rawValue)
        writer.write(UInt32(partnerNames.count))
        for name in partnerNames { writer.write(name) }
        writer.write(UInt32(subjects.liveCount))
        for subject in 0..<subjects.end where subjects[subject].read(SubjectLayout.firstStanding, as: UInt32.self) != Arena.none {
            write(subject: subject, to: &writer)
        }
        writeProgress(to: &writer)
        writeCells(to: &writer)
        var checksum = Checksum()
        writer.bytes.withUnsafeBytes { checksum.update($0) }
        writer.write(checksum.value)
        return writer.bytes
    }

    private func write(subject: UInt32, to writer: inout ByteWriter) {
        let row = subjects[subject]
        writer.write(row.read(SubjectLayout.high, as: UInt64.self))
        writer.write(row.read(SubjectLayout.low, as: UInt64.self))
        // Where the record that located the subject is gone, only this remembers it.
        writer.write(row.read(SubjectLayout.locatedVersion, as: Int64.self))
        writer.write(store.communes[Int(row.read(SubjectLayout.commune, as: UInt16.self))].rawValue)
        var rows: [UInt32] = []
        forEachStanding(of: subject) { standing in
            if isBase(standing) { forEachRecord(ofBase: standing) { rows.append($0) } }
        }
        writer.write(UInt32(rows.count))
        for record in rows { write(fact(of: record), to: &writer) }
    }

    private func write(_ fact: Fact, to writer: inout ByteWriter) {
        writer.write(fact.record.high)
        writer.write(fact.record.low)
        writer.write(fact.version.rawValue)
        writer.write(fact.flags)
        writer.write(fact.period)
        writer.write(fact.commune.rawValue | (fact.isApproximate ? 1 << 31 : 0))
        writer.write(fact.partner)
        if plan.hasItems { writer.write(fact.item) }
        if plan.hasExpiry { writer.write(fact.expires.rawValue) }
        if plan.amountCount > 0 { writer.write(fact.amount0) }
        if plan.amountCount > 1 { writer.write(fact.amount1) }
    }

    private func writeProgress(to writer: inout ByteWriter) {
        let blocks = (0..<store.blockCount).filter { isBaseWindow(store.blocks[$0].window) }
        writer.write(UInt32(blocks.count))
        for index in blocks {
            let block = store.blocks[index]
            writer.write(block.window.length == .current ? Fact.standing : block.window.ordinal)
            writer.write(UInt32(store.partnerCapacity))
            for partner in 0..<store.partnerCapacity { writer.write(block.latest[partner]) }
        }
    }

    private func isBaseWindow(_ window: Window) -> Bool { window.length == plan.base || window.length == .current }

    private func writeCells(to writer: inout ByteWriter) {
        // Cells whose records have been dropped, and those that changed after their window was final.
        let cells = store.allCells().filter { $0.isRevised || isClosed($0.window) }
        writer.write(UInt32(cells.count))
        for cell in cells {
            writer.write(cell.window.length.rawValue)
            writer.write(cell.window.ordinal)
            writer.write(cell.commune.rawValue)
            writer.write(UInt8((isClosed(cell.window) ? 1 : 0) | (cell.isRevised ? 2 : 0)))
            for value in cell.values + [cell.subjects, cell.approximateRecords] { writer.write(value) }
            writer.write(UInt32(cell.partners.count))
            for count in cell.partners {
                writer.write(count.partner)
                writer.write(count.records)
            }
        }
    }
}
