/// How many raise each flag, in one byte a flag; what does not fit in a byte is kept aside.
///
/// A byte of 255 means "255 or what `overflow` says". So a subject with a hundred thousand records costs no more per fact than any other.
struct FlagCounts {
    /// Where a counter stands: the table it belongs to, the row and the flag.
    private struct Place: Hashable {
        let isItem: Bool
        let row: UInt32
        let bit: UInt8
    }

    private var overflow: [Place: Int] = [:]

    /// Adds one for each flag in `flags`; returns those that were at zero.
    @inline(__always) mutating func raise(_ flags: UInt64, _ counts: UnsafeMutablePointer<UInt8>, isItem: Bool, row: UInt32) -> UInt64 {
        var rest = flags
        var gained: UInt64 = 0
        while rest != 0 {
            let bit = rest.trailingZeroBitCount
            rest &= rest &- 1
            let count = counts[bit]
            if count == 0 { gained |= 1 << UInt64(bit) }
            if count == 255 { raiseOverflow(isItem, row, bit) } else { counts[bit] = count &+ 1 }
        }
        return gained
    }

    /// Takes one from each flag in `flags`; returns those that are now at zero.
    @inline(__always) mutating func lower(_ flags: UInt64, _ counts: UnsafeMutablePointer<UInt8>, isItem: Bool, row: UInt32) -> UInt64 {
        var rest = flags
        var lost: UInt64 = 0
        while rest != 0 {
            let bit = rest.trailingZeroBitCount
            rest &= rest &- 1
            let count = counts[bit]
            precondition(count > 0, "a flag is lowered that nothing raised")
            if count == 255, lowerOverflow(isItem, row, bit) { continue }
            counts[bit] = count &- 1
            if count == 1 { lost |= 1 << UInt64(bit) }
        }
        return lost
    }

    @inline(never) private mutating func raiseOverflow(_ isItem: Bool, _ row: UInt32, _ bit: Int) {
        overflow[Place(isItem: isItem, row: row, bit: UInt8(bit)), default: 255] += 1
    }

    /// Whether the overflow took it.
    @inline(never) private mutating func lowerOverflow(_ isItem: Bool, _ row: UInt32, _ bit: Int) -> Bool {
        let place = Place(isItem: isItem, row: row, bit: UInt8(bit))
        guard let count = overflow[place] else { return false }
        overflow[place] = count > 256 ? count - 1 : nil
        return true
    }

    /// What is kept aside for a standing goes for another, too, whose bytes are a copy.
    mutating func copy(from row: UInt32, to other: UInt32, flagCount: Int) {
        if overflow.isEmpty { return }
        for bit in 0..<flagCount {
            let count = overflow[Place(isItem: false, row: row, bit: UInt8(bit))]
            overflow[Place(isItem: false, row: other, bit: UInt8(bit))] = count
        }
    }

    /// Forgets a row that is freed.
    mutating func forget(isItem: Bool, row: UInt32, flagCount: Int) {
        if overflow.isEmpty { return }
        for bit in 0..<flagCount { overflow[Place(isItem: isItem, row: row, bit: UInt8(bit))] = nil }
    }
}
