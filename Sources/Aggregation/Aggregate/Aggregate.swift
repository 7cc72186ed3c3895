/// What became of a fact.
public enum FoldOutcome: UInt8, Sendable {
    /// A record that was not there before.
    case counted
    /// A newer fact of a record that was there: the older one's contribution was taken back.
    case replaced
    /// The record has a newer fact already.
    case superseded
    /// Exactly this fact stands already.
    case repeated
    /// The fact's period is closed: its records are no longer kept.
    case periodClosed
}

/// The state of one pipeline in one partition: a map from record to its newest fact, and the cells that follow from it.
///
/// The figures are a pure function of the set of facts folded (and of the watermark, for what expires, is final or is closed): the order,
/// repeats, and any split over runs make no difference. Folding a new fact
/// allocates nothing but rows of its tables; corrections of final windows and subjects that move do.
public struct Aggregate: ~Copyable {
    public let plan: CountingPlan
    let layout: Layout
    var records: Arena
    var subjects: Arena
    var standings: Arena
    var items: Arena
    var recordIndex: FlatIndex
    var subjectIndex: FlatIndex
    var standingIndex: FlatIndex
    var itemIndex: FlatIndex
    var counts = FlagCounts()
    var store: CellStore
    let conditions: MeasureConditions
    /// Per measure, what the record and item at hand add to a cell.
    let delta: UnsafeMutablePointer<Int64>
    /// The standings of the record at hand and their blocks, the base one first; `Arena.none`: the base standing speaks for that window.
    let path: UnsafeMutablePointer<(standing: UInt32, block: UInt32)>
    var pathCount = 0

    /// A cell has a column for each partner.
    public static let partnersMax = 4_096

    /// Names of partners by their number; two facts that differ in nothing else are ordered by it.
    public var partnerNames: [String] = []

    public private(set) var watermark = EventTime.distantPast
    var watermarkDay: CivilDate { store.watermarkDay }
    /// What ended by that day is closed, and facts whose base window lies before `firstOpenPeriod` are refused.
    var closedBefore = CivilDate(rawValue: .min)
    var firstOpenPeriod = Int32.min + 1
    /// The day up to which (inclusive) records have expired.
    var expiredThrough = CivilDate(rawValue: .min)
    /// Records by the day on which they expire.
    var expiries: [CivilDate: [UInt32]] = [:]
    /// Amounts of records that do not fit in 32 bits.
    var wideAmounts: [UInt32: (Int64, Int64)] = [:]

    public init(plan: CountingPlan, partnerNames: [String] = [], advice: MemoryAdvice = .none) {
        precondition(plan.flagCount <= 64 && plan.amountCount <= 2, "a pipeline has at most 64 flags and 2 amounts")
        self.plan = plan
        self.partnerNames = partnerNames
        layout = Layout(plan: plan)
        records = Arena(stride: layout.record.stride, advice: advice)
        subjects = Arena(stride: SubjectLayout.stride, advice: advice)
        standings = Arena(stride: layout.standing.stride, advice: advice)
        items = Arena(stride: layout.item.stride, advice: advice)
        recordIndex = FlatIndex(advice: advice)
        subjectIndex = FlatIndex(advice: advice)
        standingIndex = FlatIndex(advice: advice)
        itemIndex = FlatIndex(advice: advice)
        store = CellStore(measureCount: plan.measures.count, graceDays: plan.graceDays)
        conditions = MeasureConditions(plan: plan)
        delta = OwnLines.allocate(plan.measures.count, repeating: 0)
        path = OwnLines.allocate(WindowLength.allCases.count, repeating: (Arena.none, 0))
    }

    deinit {
        records.deallocate()
        subjects.deallocate()
        standings.deallocate()
        items.deallocate()
        recordIndex.deallocate()
        subjectIndex.deallocate()
        standingIndex.deallocate()
        itemIndex.deallocate()
        store.deallocate()
        conditions.deallocate()
        delta.deallocate()
        path.deallocate()
    }

    /// How many records the state holds.
    public var liveRecords: Int { records.liveCount }

    /// The day up to which (inclusive) records have expired.
    public var expiredDay: CivilDate { expiredThrough }

    /// How many subjects the state holds.
    public var liveSubjects: Int { subjects.liveCount }

    /// Folds a block of facts, in order, and says of each what became of it.
    ///
    /// - Parameter outcomes: room for as many outcomes as there are facts.
    public mutating func fold(_ facts: UnsafeBufferPointer<Fact>, outcomes: UnsafeMutablePointer<FoldOutcome>) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ReadAhead.room) { rows in
            for group in 0..<(ReadAhead.groups(of: facts.count) + ReadAhead.lead) {
                readAhead(facts, group, rows)
                guard group >= ReadAhead.lead else { continue }
                let range = ReadAhead.range(group - ReadAhead.lead, facts.count)
                growIndices(for: range.count)
                for index in range {
                    outcomes[index] = foldOne(facts[index])
                    if store.hasPendingRevisions { store.settleRevisions() }
                }
            }
        }
    }

    /// Whether the tables have room for the communes of these facts: who folds what others have written asks first.
    public func hasRoom(forCommunesOf facts: UnsafeBufferPointer<Fact>) -> Bool {
        store.hasRoom(for: facts.lazy.map(\.commune))
    }

    /// Folds one fact.
    @discardableResult public mutating func fold(_ fact: Fact) -> FoldOutcome {
        growIndices(for: 1)
        defer { if store.hasPendingRevisions { store.settleRevisions() } }
        return foldOne(fact)
    }

    /// Every kept cell that counts something or is revised, by window and commune. A cell that has become empty is not among them, before a
    /// snapshot or after it: it has been among the dirty ones once.
    public func cells() -> [Cell] { store.allCells() }

    /// The cells changed since the last call, by window and commune; one that has become empty is among them, as an empty cell.
    ///
    /// A snapshot keeps which cells are dirty. So where all that was dirty has been taken before every snapshot, a reader of the dirty cells
    /// knows of every cell that has become empty.
    public mutating func takeDirtyCells() -> [Cell] { store.takeDirtyCells() }

    /// How far each partner's facts have come, per kept window.
    public func partnerProgress() -> [PartnerProgress] {
        var latest: [Window: [Int64]] = [:]
        for index in 0..<store.blockCount {
            let block = store.blocks[index]
            let kept = ([UInt32(index)] + Array(block.ups)).map { store.blocks[Int($0)] }.filter(\.isKept).map(\.window)
            for partner in 0..<store.partnerCapacity where block.latest[partner] != .min {
                for window in kept {
                    var row = latest[window] ?? Array(repeating: .min, count: store.partnerCapacity)
                    row[partner] = max(row[partner], block.latest[partner])
                    latest[window] = row
                }
            }
        }
        return latest.sorted { $0.key < $1.key }.flatMap { window, row in
            row.enumerated().filter { $0.element != .min }.map {
                PartnerProgress(window: window, partner: UInt16($0.offset), latest: EventTime(rawValue: $0.element))
            }
        }
    }

    mutating func setWatermark(_ time: EventTime) { watermark = time }
}
