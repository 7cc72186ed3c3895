/// How a fact stands in a snapshot, beside its subject: what a pipeline does not use takes no room.
///
/// record 16 · version 8 · period 4 · commune 4 (top bit: approximate) · partner 2 · flags 1…8 · [item 8] · [expires 4] · [amounts 8 each]
struct FactForm {
    let byteCount: Int
    private let flagBytes: Int
    private let bounds: FactBounds
    private let hasItems: Bool
    private let hasExpiry: Bool
    private let amountCount: Int
    private static var approximateBit: UInt32 { 1 << 31 }

    init(plan: CountingPlan, layout: Layout) {
        flagBytes = layout.record.flagBytes
        bounds = FactBounds(plan: plan)
        hasItems = plan.hasItems
        hasExpiry = plan.hasExpiry
        amountCount = plan.amountCount
        byteCount = 34 + flagBytes + (hasItems ? 8 : 0) + (hasExpiry ? 4 : 0) + amountCount * 8
    }

    @inline(__always) func write(_ fact: Fact, to writer: inout SnapshotWriter) {
        writer.write(fact.record.high)
        writer.write(fact.record.low)
        writer.write(fact.version.rawValue)
        writer.write(fact.period)
        writer.write(fact.commune.rawValue | (fact.isApproximate ? FactForm.approximateBit : 0))
        writer.write(fact.partner)
        for byte in 0..<flagBytes { writer.write(UInt8(truncatingIfNeeded: fact.flags >> UInt64(byte * 8))) }
        if hasItems { writer.write(fact.item) }
        if hasExpiry { writer.write(fact.expires.rawValue) }
        if amountCount > 0 { writer.write(fact.amount0) }
        if amountCount > 1 { writer.write(fact.amount1) }
    }

    /// - Parameter partners: how many have a name.
    @inline(__always) func read(_ reader: inout ByteReader, subject: Pseudonym, partners: Int) throws(SnapshotError) -> Fact {
        var fact = Fact(
            record: Pseudonym(high: try reader.read(), low: try reader.read()), subject: subject,
            version: FactVersion(rawValue: try reader.read()), flags: 0, period: try reader.read())
        let commune: UInt32 = try reader.read()
        fact.commune = CommuneCode(rawValue: commune & ~FactForm.approximateBit)
        fact.isApproximate = commune & FactForm.approximateBit != 0
        fact.partner = try reader.read()
        for byte in 0..<flagBytes { fact.flags |= UInt64(try reader.read(UInt8.self)) << UInt64(byte * 8) }
        guard fact.commune.rawValue < CommuneCode.limit, fact.partner < partners,
            bounds.hold(version: fact.version, flags: fact.flags, period: fact.period)
        else {
            throw SnapshotError(
                .damaged,
                "a fact has a commune of more than five digits, a partner without a name, a time or period of no calendar, or flags that the pipeline "
                    + "does not have")
        }
        if hasItems { fact.item = try reader.read() }
        if hasExpiry { fact.expires = CivilDate(rawValue: try reader.read()) }
        if amountCount > 0 { fact.amount0 = try reader.read() }
        if amountCount > 1 { fact.amount1 = try reader.read() }
        return fact
    }
}
