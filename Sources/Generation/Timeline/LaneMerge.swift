/// The lanes merged by time: always the earliest head, the lane in front at the same second.
struct LaneMerge {
    private struct Entry {
        var due: Int64
        var lane: Int
    }

    private var lanes: [Lane]
    /// A heap, the earliest first. Lanes of later months rest at its bottom and cost nothing.
    private var heap: [Entry] = []
    private let days: [Int32]
    private let mixer: Mixer
    private let lateShare: Share

    init(_ lanes: [Lane], days: [Int32], mixer: Mixer, lateShare: Share) {
        self.lanes = lanes
        self.days = days
        self.mixer = mixer
        self.lateShare = lateShare
        for lane in lanes.indices where self.lanes[lane].advance(days, mixer, lateShare) {
            heap.append(Entry(due: self.lanes[lane].head.due, lane: lane))
        }
        for place in stride(from: heap.count / 2, through: 0, by: -1) { sink(place) }
    }

    /// When the earliest is due; nil when all lanes have ended.
    @inline(__always) var nextDue: Int64? { heap.isEmpty ? nil : heap[0].due }

    /// Takes the earliest; only while `nextDue` is not nil.
    @inline(__always) mutating func take() -> Occurrence {
        let lane = heap[0].lane
        let head = lanes[lane].head
        if lanes[lane].advance(days, mixer, lateShare) {
            heap[0].due = lanes[lane].head.due
        } else {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
        }
        sink(0)
        return head
    }

    private mutating func sink(_ start: Int) {
        guard start < heap.count else { return }
        var place = start
        let entry = heap[place]
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, isBefore(heap[child + 1], heap[child]) { child += 1 }
            guard isBefore(heap[child], entry) else { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = entry
    }

    @inline(__always) private func isBefore(_ a: Entry, _ b: Entry) -> Bool { a.due != b.due ? a.due < b.due : a.lane < b.lane }
}
