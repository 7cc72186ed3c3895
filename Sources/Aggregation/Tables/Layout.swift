/// Where the fields of the tables' rows stand, in bytes; what a pipeline does not use takes no room.
///
/// The state forms a tree: a **subject** has a **standing** in each window; the standing of the base window (`base`) chains its **items**
/// (or, without items, its records), an item its **records**. Standings of longer windows are reached from the base one (`ups`); while a
/// subject has only one base standing in a longer window, that window has no row of its own: the base standing speaks for it.
///
/// A subject with few standings, and a standing with few items, is searched by its chain; only those with many are in an index.
struct Layout {
    let record: RecordLayout
    let standing: StandingLayout
    let item: ItemLayout
    /// The longest chain that is searched one by one.
    static let chainLimit = 8

    init(plan: CountingPlan) {
        let flagBytes = plan.flagCount <= 8 ? 1 : plan.flagCount <= 16 ? 2 : plan.flagCount <= 32 ? 4 : 8
        record = RecordLayout(plan: plan, flagBytes: flagBytes)
        standing = StandingLayout(plan: plan, flagBytes: flagBytes)
        item = ItemLayout(plan: plan, flagBytes: flagBytes)
    }
}

/// key 16 · version 8 · owner 4 (its item or, without items, its base standing; `Arena.none`: the row is free) · next 4 · commune 2 ·
/// partner and bits 2 · flags 1…8 · [expires 4] · [amounts 4 each; larger ones stand aside]
struct RecordLayout {
    static let high = 0, low = 8, version = 16, owner = 24, next = 28, commune = 32, bits = 34, flags = 36
    /// Above the partner's number, which is less than `Aggregate.partnersMax`.
    static let approximateBit: UInt16 = 0x8000, expiredBit: UInt16 = 0x4000, wideBit: UInt16 = 0x2000, partnerMask: UInt16 = 0x0FFF

    let flagBytes: Int
    let expires: Int
    let amounts: Int
    let stride: Int

    init(plan: CountingPlan, flagBytes: Int) {
        self.flagBytes = flagBytes
        var end = RecordLayout.flags + flagBytes
        expires = end
        if plan.hasExpiry { end += 4 }
        amounts = end
        stride = end + plan.amountCount * 4
    }
}

/// key 16 · located version 8 · located record 4 · first standing 4 · commune 2 · standings 2
///
/// While a subject is not in the index, `standings` is the number of standings in its chain, and above it a few bits that stand for windows:
/// it has no standing in a window whose bit is not set, nor in one below it, and so the chain need not be searched.
enum SubjectLayout {
    static let high = 0, low = 8, locatedVersion = 16, locatedRecord = 24, firstStanding = 28, commune = 32, standings = 34, stride = 36
    /// Set in `standings` once the subject's standings are in the index; what is below it counts no longer.
    static let indexedBit: UInt16 = 0x8000
    static let countMask: UInt16 = 0x000F

    @inline(__always) static func windowBit(_ block: UInt32) -> UInt16 { 1 << (4 + UInt16(truncatingIfNeeded: block % 11)) }
}

/// subject 4 · block 4 · located record 4 · next of the subject 4 · first child 4 · commune 2 · items 1 · flags 1…8 ·
/// counts · [ups 4 each]
struct StandingLayout {
    static let subject = 0, block = 4, locatedRecord = 8, next = 12, firstChild = 16, commune = 20, items = 22,
        flags = 23

    let flagBytes: Int
    let counts: Int
    let ups: Int
    let upCount: Int
    let stride: Int

    init(plan: CountingPlan, flagBytes: Int) {
        self.flagBytes = flagBytes
        counts = StandingLayout.flags + flagBytes
        ups = counts + plan.flagCount
        upCount = plan.windows.count(where: { $0 != .current && $0 != plan.base })
        stride = ups + upCount * 4
    }
}

/// hash 8 · standing 4 · next of the standing 4 · first record 4 · flags 1…8 · counts
struct ItemLayout {
    static let hash = 0, standing = 8, next = 12, firstRecord = 16, flags = 20

    let flagBytes: Int
    let counts: Int
    let stride: Int

    init(plan: CountingPlan, flagBytes: Int) {
        self.flagBytes = flagBytes
        counts = ItemLayout.flags + flagBytes
        stride = counts + plan.flagCount
    }
}

extension UnsafeMutableRawPointer {
    /// A set of flags kept in 1, 2, 4 or 8 bytes.
    @inline(__always) func readFlags(_ offset: Int, bytes: Int) -> UInt64 {
        switch bytes {
        case 1: UInt64(read(offset, as: UInt8.self))
        case 2: UInt64(read(offset, as: UInt16.self))
        case 4: UInt64(read(offset, as: UInt32.self))
        default: read(offset, as: UInt64.self)
        }
    }

    @inline(__always) func writeFlags(_ flags: UInt64, _ offset: Int, bytes: Int) {
        switch bytes {
        case 1: write(UInt8(truncatingIfNeeded: flags), offset)
        case 2: write(UInt16(truncatingIfNeeded: flags), offset)
        case 4: write(UInt32(truncatingIfNeeded: flags), offset)
        default: write(flags, offset)
        }
    }

    /// The counters that begin at the offset.
    @inline(__always) func counters(_ offset: Int) -> UnsafeMutablePointer<UInt8> {
        (self + offset).assumingMemoryBound(to: UInt8.self)
    }
}
