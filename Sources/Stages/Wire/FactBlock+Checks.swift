import Aggregation

/// What is asked of rows before anything is looked up by what they say: the checksum tells damage, not who has written it.
extension FactBlock {
    /// Checks what can be told without the pipeline: each row's partner and source are the block's, its commune is a code.
    func checkNames(_ rows: UnsafeRawBufferPointer) throws(WireError) {
        for at in stride(from: 0, to: rows.count, by: FactBlock.factSize) {
            let commune: UInt32 = FactBlock.number(rows, at + 80)
            let partner: UInt16 = FactBlock.number(rows, at + 84)
            let source: UInt16 = FactBlock.number(rows, at + 86)
            guard commune & ~(1 << 31) < CommuneCode.limit, partner < partners.count, source < sources.count else {
                throw WireError(
                    "its fact \(at / FactBlock.factSize) names partner \(partner) of \(partners.count), source \(source) of \(sources.count) "
                        + "and commune \(commune & ~(1 << 31))")
            }
        }
    }

    /// Checks that a pipeline of these bounds can count the block's facts.
    ///
    /// - Throws: `damaged-record`.
    public static func check(_ rows: UnsafeRawBufferPointer, _ bounds: FactBounds) throws(StageError) {
        for at in stride(from: 0, to: rows.count, by: factSize) {
            guard
                bounds.hold(
                    version: FactVersion(rawValue: number(rows, at + 40)), flags: number(rows, at + 48), period: number(rows, at + 72))
            else {
                throw StageError(
                    .damagedRecord,
                    "its fact \(at / factSize) has flags that the pipeline does not have, or a time or period of no calendar")
            }
        }
    }

    @inline(__always) private static func number<T: FixedWidthInteger & BitwiseCopyable>(
        _ rows: UnsafeRawBufferPointer, _ offset: Int, _ type: T.Type = T.self
    ) -> T {
        T(littleEndian: rows.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
}
