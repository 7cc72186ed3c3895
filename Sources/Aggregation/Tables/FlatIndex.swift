import CPrefetch

/// An open-addressing index from hashes to rows of an arena: four bytes a slot, linear probing.
///
/// A slot holds the row's index plus one, and in the bits above it the top of the hash, so that a miss seldom touches the row.
/// Rows are never erased one by one: whoever frees rows rebuilds the index.
struct FlatIndex {
    private(set) var slots: UnsafeMutablePointer<UInt32>
    private(set) var capacity: Int
    private var count = 0
    /// The bits of a slot that hold the row.
    private var rowMask: UInt32
    private let advice: MemoryAdvice
    private static var adviceBytes: Int { 1 << 22 }

    init(capacity: Int = 1024, rowLimit: Int = 1024, advice: MemoryAdvice) {
        self.capacity = capacity
        self.advice = advice
        slots = .allocate(capacity: capacity)
        if capacity * 4 >= FlatIndex.adviceBytes { advice.advise(slots, capacity * 4) }
        slots.initialize(repeating: 0, count: capacity)
        rowMask = 1
        while rowMask < min(rowLimit, Int(UInt32.max)) { rowMask = rowMask << 1 | 1 }
    }

    /// Spreads the bits of a number; the multiplier is 2^64 divided by the golden ratio.
    @inline(__always) static func mix(_ number: UInt64) -> UInt64 {
        let product = number &* 0x9E37_79B9_7F4A_7C15
        return product ^ (product >> 32)
    }

    /// The first slot that a hash looks at: asking for it early hides the wait for memory.
    @inline(__always) func firstSlot(_ hash: UInt64) -> UnsafePointer<UInt32> {
        UnsafePointer(slots + (Int(truncatingIfNeeded: hash) & (capacity - 1)))
    }

    /// The row that the hash most likely belongs to, told without looking at rows; `Arena.none`: certainly none. For reading ahead only.
    @inline(__always) func likelyRow(_ hash: UInt64) -> UInt32 {
        var position = Int(truncatingIfNeeded: hash) & (capacity - 1)
        let tag = UInt32(truncatingIfNeeded: hash >> 32) & ~rowMask
        while true {
            let slot = slots[position]
            if slot == 0 { return Arena.none }
            if slot & ~rowMask == tag { return (slot & rowMask) &- 1 }
            position = (position &+ 1) & (capacity - 1)
        }
    }

    @inline(__always) func find(_ hash: UInt64, isEqual: (UInt32) -> Bool) -> UInt32 {
        var position = Int(truncatingIfNeeded: hash) & (capacity - 1)
        let tag = UInt32(truncatingIfNeeded: hash >> 32) & ~rowMask
        while true {
            let slot = slots[position]
            if slot == 0 { return Arena.none }
            if slot & ~rowMask == tag {
                let row = (slot & rowMask) &- 1
                if isEqual(row) { return row }
            }
            position = (position &+ 1) & (capacity - 1)
        }
    }

    /// Whether the index must grow before `more` rows below `rowEnd` go in.
    @inline(__always) func isFull(adding more: Int, rowEnd: UInt32) -> Bool {
        count + more > capacity / 5 * 4 || rowEnd >= rowMask
    }

    /// Whether little is left until the index is full; never where it is small, and grows in no time.
    func isNearlyFull(rowEnd: UInt32) -> Bool {
        (count > 1 << 16 || rowEnd > 1 << 16) && (count > capacity / 5 * 4 - capacity / 32 || rowEnd >= rowMask - rowMask / 32)
    }

    @inline(__always) mutating func insert(_ hash: UInt64, row: UInt32) {
        var position = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slots[position] != 0 { position = (position &+ 1) & (capacity - 1) }
        slots[position] = (row &+ 1) | (UInt32(truncatingIfNeeded: hash >> 32) & ~rowMask)
        count += 1
    }

    /// Makes the index anew with room for `more` rows, from the arena's rows below `end`; `hash` gives nil for a row that is not in it.
    @inline(__always) mutating func rebuild(end: UInt32, adding more: Int, hash: (UInt32) -> UInt64?) {
        var larger = capacity
        while count + more > larger / 5 * 4 { larger *= 2 }
        let isEmpty = count == 0
        slots.deallocate()
        self = FlatIndex(capacity: larger, rowLimit: max(1024, Int(end) * 2, Int(end) + more), advice: advice)
        if isEmpty { return }
        // A few rows at a time: so many waits for the index overlap.
        withUnsafeTemporaryAllocation(of: (hash: UInt64, row: UInt32).self, capacity: FlatIndex.rowsAtOnce) { due in
            for first in stride(from: 0, to: end, by: FlatIndex.rowsAtOnce) {
                var count = 0
                for row in first..<min(end, first + UInt32(FlatIndex.rowsAtOnce)) {
                    guard let hash = hash(row) else { continue }
                    nhipso_prefetch(firstSlot(hash))
                    due[count] = (hash, row)
                    count += 1
                }
                for entry in due[..<count] { insert(entry.hash, row: entry.row) }
            }
        }
    }

    private static var rowsAtOnce: Int { 32 }

    /// Makes an index that is still empty large enough for so many rows, with numbers below the limit.
    mutating func makeRoom(for rows: Int, rowLimit: Int) {
        precondition(count == 0, "only an empty index is made anew without its rows")
        var larger = capacity
        while rows > larger / 5 * 4 { larger *= 2 }
        slots.deallocate()
        self = FlatIndex(capacity: larger, rowLimit: max(1024, rowLimit + rows), advice: advice)
    }

    func deallocate() { slots.deallocate() }
}
