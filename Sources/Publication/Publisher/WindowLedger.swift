import Aggregation

/// The newest partial cells of one window, their sums, and which of its figures must be looked at again.
struct WindowLedger: Sendable {
    private struct Partial: Sendable {
        var partition: Int
        /// The offset of the facts that it stands for.
        var position: Int64
        var cell: Cell
    }

    private let measureCount: Int
    private let minimumSubjects: Int
    private var partials: [Area: [Partial]] = [:]
    private(set) var sums: [Area: CellSum] = [:]
    private(set) var province: CellSum
    private(set) var suppression = SuppressionPlan()
    private(set) var latestByPartner: [UInt16: EventTime] = [:]
    /// The watermark has passed its end and grace. It never opens again.
    private(set) var isClosed = false
    /// Of how many areas the sum has been revised, and has few enough subjects to be withheld.
    private var revisedCount = 0
    private var smallCount = 0
    private var stale: Set<Area> = []
    private var isWhollyStale = false

    init(measureCount: Int, minimumSubjects: Int) {
        self.measureCount = measureCount
        self.minimumSubjects = minimumSubjects
        province = CellSum(measureCount: measureCount)
    }

    var areas: [Area] { partials.keys.sorted() }

    /// Keeps the cell unless one of the partition with a higher position is there.
    mutating func accept(_ cell: Cell, partition: Int, position: Int64) {
        let area = Area(cell: cell.commune)
        let partial = Partial(partition: partition, position: position, cell: cell)
        if WindowLedger.place(partial, in: &partials[area, default: []]) { stale.insert(area) }
    }

    /// - Returns: whether the cell is another now.
    private static func place(_ partial: Partial, in slots: inout [Partial]) -> Bool {
        guard let index = slots.firstIndex(where: { $0.partition == partial.partition }) else {
            slots.append(partial)
            return true
        }
        guard partial.position >= slots[index].position else { return false }
        let isOther = slots[index].cell != partial.cell
        slots[index] = partial
        return isOther
    }

    mutating func accept(_ progress: PartnerProgress) {
        latestByPartner[progress.partner] = max(latestByPartner[progress.partner] ?? .distantPast, progress.latest)
    }

    mutating func close() {
        isClosed = true
        isWhollyStale = true
    }

    /// All figures are to be looked at again: something that they share has changed.
    mutating func invalidate() { isWhollyStale = true }

    /// The figures of the area are to be looked at again.
    mutating func invalidate(_ area: Area) { stale.insert(area) }

    /// Brings sums and suppression up to date. Returns the areas whose figures may have changed, in order; the province is one of them
    /// whenever there is any.
    mutating func refresh() -> [Area] {
        guard isWhollyStale || !stale.isEmpty else { return [] }
        for area in stale where partials[area] != nil { replaceSum(of: area) }

        var touched = isWhollyStale ? stale.union(partials.keys) : stale
        touched.insert(.province)
        let plan =
            smallCount == 0 ? SuppressionPlan() : SuppressionPlan(subjects: sums.mapValues(\.subjects), minimum: minimumSubjects)
        touched.formUnion(plan.differences(from: suppression))
        suppression = plan
        stale = []
        isWhollyStale = false
        return touched.sorted()
    }

    /// The province's sum goes along: adding all areas up again would cost more than everything else when a few have changed.
    private mutating func replaceSum(of area: Area) {
        let sum = self.sum(of: area)
        if let old = sums[area] {
            province.remove(old)
            count(old, -1)
        }
        province.add(sum)
        count(sum, 1)
        province.isRevised = revisedCount > 0
        sums[area] = sum
    }

    private mutating func count(_ sum: CellSum, _ step: Int) {
        if sum.isRevised { revisedCount += step }
        if sum.subjects > 0, sum.subjects < minimumSubjects { smallCount += step }
    }

    /// From the partials as they stand, whether refreshed or not.
    func sum(of area: Area) -> CellSum {
        var sum = CellSum(measureCount: measureCount)
        if area == .province {
            for slots in partials.values { for slot in slots { sum.add(slot.cell) } }
        } else {
            for slot in partials[area] ?? [] { sum.add(slot.cell) }
        }
        return sum
    }
}
