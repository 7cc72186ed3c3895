/// The cells of every window: per window one block of rows, a row per commune.
///
/// A row holds one Int64 per measure, then the subjects, the approximate records, and the records of each partner.
struct CellStore {
    /// One window's rows.
    struct Block {
        let window: Window
        /// Whether the window is one that the pipeline keeps (a base window may serve only to hold records).
        let isKept: Bool
        var rows: UnsafeMutablePointer<Int64>
        var states: UnsafeMutablePointer<UInt8>
        /// The latest business time per partner; base blocks only.
        var latest: UnsafeMutablePointer<Int64>
        /// The blocks of the longer windows, in ascending order.
        let ups: UnsafeBufferPointer<UInt32>
        var isFinal = false
        var standings = 0
    }

    static let touched: UInt8 = 1, dirty: UInt8 = 2, revised: UInt8 = 4

    let measureCount: Int
    private(set) var communeCapacity = 192
    private(set) var partnerCapacity = 4
    private(set) var rowStride: Int
    private(set) var blocks: UnsafeMutablePointer<Block>
    private(set) var blockCount = 0
    private var blockCapacity = 64
    private var blockOfWindow: [Window: UInt32] = [:]
    /// The last block found per ordinal modulo 16, so that the usual fact asks no dictionary.
    private var recent: UnsafeMutablePointer<(ordinal: Int32, block: UInt32)>

    /// Slot 0 is the unlocated bucket.
    private(set) var communes: [CommuneCode] = [.unlocated]
    private var slotOfCommune: UnsafeMutablePointer<UInt16>
    private static var codeLimit: Int { Int(CommuneCode.limit) }
    /// More than the country has ever had. Slots are 16 bits wide, and a window has a row for each.
    static let communesMax = 16_384

    /// Rows of final windows that the fact at hand has touched, with their measures before it.
    private var pendingRevisions: [(row: UInt64, before: [Int64])] = []
    private(set) var dirtyRows: [UInt64] = []

    private let graceDays: Int
    /// The day in which the watermark lies.
    private(set) var watermarkDay = CivilDate(rawValue: .min)

    init(measureCount: Int, graceDays: Int) {
        self.graceDays = graceDays
        self.measureCount = measureCount
        rowStride = measureCount + 2 + partnerCapacity
        blocks = .allocate(capacity: blockCapacity)
        slotOfCommune = .allocate(capacity: CellStore.codeLimit)
        slotOfCommune.initialize(repeating: .max, count: CellStore.codeLimit)
        slotOfCommune[0] = 0
        recent = .allocate(capacity: 16)
        recent.initialize(repeating: (.max, 0), count: 16)
    }

    func deallocate() {
        for index in 0..<blockCount {
            blocks[index].rows.deallocate()
            blocks[index].states.deallocate()
            blocks[index].latest.deallocate()
            blocks[index].ups.deallocate()
        }
        blocks.deinitialize(count: blockCount)
        blocks.deallocate()
        slotOfCommune.deallocate()
        recent.deallocate()
    }

    /// The slot of a commune; codes are below 100,000.
    @inline(__always) mutating func slot(of commune: CommuneCode) -> UInt16 {
        precondition(commune.rawValue < CellStore.codeLimit, "a commune code has five digits")
        let slot = slotOfCommune[Int(commune.rawValue)]
        return slot == .max ? addCommune(commune) : slot
    }

    /// Whether all of these can have a slot.
    func hasRoom(for codes: some Collection<CommuneCode>) -> Bool {
        if communes.count + codes.count <= CellStore.communesMax { return true }
        let new = Set(codes.filter { slotOfCommune[Int($0.rawValue)] == .max })
        return communes.count + new.count <= CellStore.communesMax
    }

    @inline(never) private mutating func addCommune(_ commune: CommuneCode) -> UInt16 {
        let slot = UInt16(communes.count)
        communes.append(commune)
        slotOfCommune[Int(commune.rawValue)] = slot
        if communes.count > communeCapacity { resize(communes: communeCapacity * 2, partners: partnerCapacity) }
        return slot
    }

    @inline(__always) mutating func reserve(partner: UInt16) {
        if Int(partner) >= partnerCapacity { growPartners(to: Int(partner) + 1) }
    }

    @inline(never) private mutating func growPartners(to count: Int) {
        var capacity = partnerCapacity
        while capacity < count { capacity *= 2 }
        resize(communes: communeCapacity, partners: capacity)
    }

    private mutating func resize(communes newCommunes: Int, partners newPartners: Int) {
        let oldStride = rowStride
        let oldCommunes = communeCapacity
        let oldPartners = partnerCapacity
        communeCapacity = newCommunes
        partnerCapacity = newPartners
        rowStride = measureCount + 2 + newPartners
        for index in 0..<blockCount {
            let old = (rows: blocks[index].rows, states: blocks[index].states, latest: blocks[index].latest)
            let new = makeRows()
            for commune in 0..<oldCommunes {
                (new.rows + commune * rowStride).update(from: old.rows + commune * oldStride, count: oldStride)
            }
            new.states.update(from: old.states, count: oldCommunes)
            new.latest.update(from: old.latest, count: oldPartners)
            (blocks[index].rows, blocks[index].states, blocks[index].latest) = new
            old.rows.deallocate()
            old.states.deallocate()
            old.latest.deallocate()
        }
    }

    private func makeRows()
        -> (rows: UnsafeMutablePointer<Int64>, states: UnsafeMutablePointer<UInt8>, latest: UnsafeMutablePointer<Int64>)
    {
        let rows = UnsafeMutablePointer<Int64>.allocate(capacity: communeCapacity * rowStride)
        rows.initialize(repeating: 0, count: communeCapacity * rowStride)
        return (
            rows, OwnLines.allocate(communeCapacity, repeating: UInt8(0)), OwnLines.allocate(partnerCapacity, repeating: Int64.min)
        )
    }

    /// The block of the base window with that ordinal, made (with those of its longer windows) when it is not there.
    @inline(__always) mutating func block(ordinal: Int32, plan: borrowing CountingPlan) -> UInt32 {
        let place = recent + Int(ordinal & 15)
        if place.pointee.ordinal == ordinal { return place.pointee.block }
        return findBlock(ordinal, plan)
    }

    /// Whether facts of that ordinal count in the block, as far as can be told at a glance.
    @inline(__always) func isLikely(_ block: UInt32, ofOrdinal ordinal: Int32) -> Bool {
        let place = recent + Int(ordinal & 15)
        return place.pointee.ordinal == ordinal && place.pointee.block == block
    }

    @inline(never) private mutating func findBlock(_ ordinal: Int32, _ plan: borrowing CountingPlan) -> UInt32 {
        let window = ordinal == Fact.standing ? Window.current : Window(length: plan.base, ordinal: ordinal)
        let index = block(of: window, plan: plan)
        (recent + Int(ordinal & 15)).pointee = (ordinal, index)
        return index
    }

    /// The block of any window.
    mutating func block(of window: Window, plan: borrowing CountingPlan) -> UInt32 {
        if let index = blockOfWindow[window] { return index }
        var longer: [UInt32] = []
        if window.length == plan.base, window.length != .current {
            for length in plan.windows where length != plan.base && length != .current {
                let up = block(of: window.widened(to: length), plan: plan)
                longer.append(up)
            }
        }
        if blockCount == blockCapacity {
            let larger = UnsafeMutablePointer<Block>.allocate(capacity: blockCapacity * 2)
            larger.moveInitialize(from: blocks, count: blockCount)
            blocks.deallocate()
            blocks = larger
            blockCapacity *= 2
        }
        let index = blockCount
        let (rows, states, latest) = makeRows()
        let ups = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: longer.count)
        _ = ups.initialize(from: longer)
        (blocks + index).initialize(
            to: Block(
                window: window, isKept: plan.windows.contains(window.length), rows: rows, states: states,
                latest: latest, ups: UnsafeBufferPointer(ups), isFinal: isFinal(window)))
        blockCount += 1
        blockOfWindow[window] = UInt32(index)
        return UInt32(index)
    }

    /// Whether the watermark has passed the window's end and grace.
    func isFinal(_ window: Window) -> Bool {
        window.length != .current && window.dayAfter.adding(days: graceDays) <= watermarkDay
    }

    /// Notes which windows the watermark has made final.
    mutating func advance(to day: CivilDate) {
        watermarkDay = day
        for index in 0..<blockCount where !blocks[index].isFinal { blocks[index].isFinal = isFinal(blocks[index].window) }
    }

    /// The blocks of the longer windows above a base block, in ascending order.
    @inline(__always) func ups(of block: UInt32) -> UnsafeBufferPointer<UInt32> { blocks[Int(block)].ups }

    /// The beginning and the middle of a commune's row in a block and in those of longer windows: they span two lines of the cache.
    @inline(__always) func forEachLine(_ block: UInt32, _ commune: UInt16, _ body: (UnsafeRawPointer) -> Void) {
        let offset = Int(commune) * rowStride
        body(blocks[Int(block)].rows + offset)
        body(blocks[Int(block)].rows + (offset + rowStride / 2))
        for up in blocks[Int(block)].ups {
            body(blocks[Int(up)].rows + offset)
            body(blocks[Int(up)].rows + (offset + rowStride / 2))
        }
    }

    /// Notes the business time of a partner's fact for a base block.
    @inline(__always) mutating func note(partner: UInt16, time: EventTime, block: UInt32) {
        reserve(partner: partner)
        let latest = blocks[Int(block)].latest + Int(partner)
        if time.rawValue > latest.pointee { latest.pointee = time.rawValue }
    }

    @inline(__always) mutating func countStanding(_ block: UInt32, by change: Int) { blocks[Int(block)].standings += change }

    /// A row about to change: marks it and, in a final window, keeps what it was.
    @inline(__always) mutating func rowForChange(block: UInt32, commune: UInt16) -> UnsafeMutablePointer<Int64> {
        let entry = blocks + Int(block)
        let states = entry.pointee.states
        let row = entry.pointee.rows + Int(commune) * rowStride
        if states[Int(commune)] & CellStore.dirty == 0 || entry.pointee.isFinal { mark(block, commune) }
        return row
    }

    @inline(never) private mutating func mark(_ block: UInt32, _ commune: UInt16) {
        let entry = blocks + Int(block)
        let id = UInt64(block) << 16 | UInt64(commune)
        let state = entry.pointee.states[Int(commune)]
        if state & CellStore.dirty == 0, entry.pointee.isKept { dirtyRows.append(id) }
        entry.pointee.states[Int(commune)] = state | CellStore.touched | CellStore.dirty
        if entry.pointee.isFinal, state & CellStore.revised == 0, !pendingRevisions.contains(where: { $0.row == id }) {
            pendingRevisions.append((id, measures(block: Int(block), commune: Int(commune))))
        }
    }

    @inline(__always) var hasPendingRevisions: Bool { !pendingRevisions.isEmpty }

    /// Notes which final cells the fact just folded has changed. Judged fact by fact, it is the same with any number of partitions.
    @inline(never) mutating func settleRevisions() {
        for (id, before) in pendingRevisions {
            let (block, commune) = (Int(id >> 16), Int(id & 0xFFFF))
            if measures(block: block, commune: commune) != before { blocks[block].states[commune] |= CellStore.revised }
        }
        pendingRevisions.removeAll(keepingCapacity: true)
    }

    private func measures(block: Int, commune: Int) -> [Int64] {
        let row = blocks[block].rows + commune * rowStride
        return (0..<measureCount).map { row[$0] }
    }

    /// The cell of a row as it stands.
    func cell(block: Int, commune: Int) -> Cell {
        let entry = blocks[block]
        let row = entry.rows + commune * rowStride
        let values = (0..<measureCount).map { row[$0] }
        var partners: [PartnerCount] = []
        for partner in 0..<partnerCapacity where row[measureCount + 2 + partner] != 0 {
            partners.append(PartnerCount(partner: UInt16(partner), records: row[measureCount + 2 + partner]))
        }
        return Cell(
            window: entry.window, commune: communes[commune], values: values, subjects: row[measureCount], partners: partners,
            approximateRecords: row[measureCount + 1], isRevised: entry.states[commune] & CellStore.revised != 0)
    }

    /// Every kept cell that counts something or is revised, by window and commune: what has all been taken back or moved away leaves no cell
    /// behind, as if it had never been there.
    func allCells() -> [Cell] {
        var cells: [Cell] = []
        for index in 0..<blockCount where blocks[index].isKept {
            for commune in 0..<communes.count where blocks[index].states[commune] & CellStore.touched != 0 {
                let cell = cell(block: index, commune: commune)
                if cell.isRevised || !cell.isEmpty { cells.append(cell) }
            }
        }
        return cells.sorted { ($0.window, $0.commune) < ($1.window, $1.commune) }
    }

    /// The cells changed since the last call, by window and commune; one that now counts nothing is among them.
    mutating func takeDirtyCells() -> [Cell] {
        // Rows are put in order, not cells: those are large.
        takeDirtyRows().map { id in
            let window = blocks[Int(id >> 16)].window
            let place = UInt64(window.length.rawValue) << 32 | UInt64(UInt32(bitPattern: window.ordinal) ^ 1 << 31)
            return (place: place, commune: communes[Int(id & 0xFFFF)], id: id)
        }
        .sorted { ($0.place, $0.commune) < ($1.place, $1.commune) }
        .map { cell(block: Int($0.id >> 16), commune: Int($0.id & 0xFFFF)) }
    }

    /// The rows changed since the last call: block × 65,536 + commune.
    mutating func takeDirtyRows() -> [UInt64] {
        for id in dirtyRows { blocks[Int(id >> 16)].states[Int(id & 0xFFFF)] &= ~CellStore.dirty }
        defer { dirtyRows.removeAll(keepingCapacity: true) }
        return dirtyRows
    }

    /// Puts back what is remembered of a cell: what it counts where its records are gone (`touched`), that it is revised, that it is dirty.
    mutating func restore(_ cell: Cell, bits: UInt8, plan: borrowing CountingPlan) {
        let index = block(of: cell.window, plan: plan)
        let commune = slot(of: cell.commune)
        let state = blocks[Int(index)].states + Int(commune)
        if bits & CellStore.dirty & ~state.pointee != 0 { dirtyRows.append(UInt64(index) << 16 | UInt64(commune)) }
        if bits & CellStore.touched != 0 {
            for count in cell.partners { reserve(partner: count.partner) }
            let row = blocks[Int(index)].rows + Int(commune) * rowStride
            for (measure, value) in cell.values.enumerated() { row[measure] = value }
            row[measureCount] = cell.subjects
            row[measureCount + 1] = cell.approximateRecords
            for count in cell.partners { row[measureCount + 2 + Int(count.partner)] = count.records }
        }
        blocks[Int(index)].states[Int(commune)] |= CellStore.touched | bits
    }
}
