extension CountingPlan {
    /// A digest of all that decides what is counted: state of one digest is never mixed with another's.
    public var digest: UInt64 {
        var writer = ByteWriter()
        writer.write(base.rawValue)
        writer.write(UInt32(windows.count))
        for window in windows { writer.write(window.rawValue) }
        writer.write(UInt32(flagCount))
        writer.write(UInt32(amountCount))
        writer.write(UInt8(hasItems ? 1 : 0) | (hasExpiry ? 2 : 0))
        writer.write(UInt32(itemFlags.count))
        for flag in itemFlags {
            writer.write(UInt8(flag.bit))
            write(flag.condition, to: &writer)
        }
        writer.write(UInt32(measures.count))
        for measure in measures {
            switch measure.kind {
            case .subjects: writer.write(UInt8(1))
            case .items: writer.write(UInt8(2))
            case .records: writer.write(UInt8(3))
            case .amount(let index): writer.write(UInt8(4 + index))
            }
            write(measure.condition, to: &writer)
        }
        writer.write(timeZone.offsetMinutes)
        writer.write(Int64(graceDays))
        writer.write(Int64(retentionDays ?? -1))
        var checksum = Checksum()
        writer.bytes.withUnsafeBytes { checksum.update($0) }
        return checksum.value
    }

    private func write(_ condition: FlagCondition, to writer: inout ByteWriter) {
        writer.write(condition.all)
        writer.write(condition.any)
        writer.write(condition.none)
    }
}
