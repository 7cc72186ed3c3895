/// The plan's measures, flattened for the path of a fact, by what they count.
struct MeasureConditions {
    struct Entry {
        let measure: Int
        let condition: FlagCondition
        /// -1: counts one; otherwise sums that amount.
        let amount: Int
    }

    let subjects: UnsafeMutableBufferPointer<Entry>
    let items: UnsafeMutableBufferPointer<Entry>
    /// Measures of records: counts and amounts.
    let records: UnsafeMutableBufferPointer<Entry>
    let itemFlags: UnsafeMutableBufferPointer<ItemFlag>

    init(plan: CountingPlan) {
        func entries(_ select: (MeasureKind) -> Int?) -> UnsafeMutableBufferPointer<Entry> {
            let found = plan.measures.enumerated().compactMap { index, measure in
                select(measure.kind).map { Entry(measure: index, condition: measure.condition, amount: $0) }
            }
            let buffer = UnsafeMutableBufferPointer<Entry>.allocate(capacity: found.count)
            _ = buffer.initialize(from: found)
            return buffer
        }
        subjects = entries { $0 == .subjects ? -1 : nil }
        items = entries { $0 == .items ? -1 : nil }
        records = entries {
            switch $0 {
            case .records: -1
            case .amount(let index): index
            default: nil
            }
        }
        itemFlags = .allocate(capacity: plan.itemFlags.count)
        _ = itemFlags.initialize(from: plan.itemFlags)
    }

    /// The flags that an item with these raised flags gets.
    @inline(__always) func derived(from flags: UInt64) -> UInt64 {
        var raised: UInt64 = 0
        for flag in itemFlags where flag.condition.fits(flags) { raised |= 1 << UInt64(flag.bit) }
        return raised
    }

    func deallocate() {
        subjects.deallocate()
        items.deallocate()
        records.deallocate()
        itemFlags.deallocate()
    }
}
