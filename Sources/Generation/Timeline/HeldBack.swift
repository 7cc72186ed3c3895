/// Events that are sent later than the others around them: displaced ones and repeats. Never more than `countMax`.
struct HeldBack {
    /// Room for what a day or so of a large run holds back. When it is full, the earliest is sent ahead of its time.
    static let countMax = 1 << 16

    private struct Entry {
        var event: Occurrence
        var sequence: Int
    }

    /// A heap, the earliest first.
    private var heap: [Entry] = []
    private var sequence = 0

    var isFull: Bool { heap.count >= HeldBack.countMax }

    @inline(__always) var nextDue: Int64? { heap.isEmpty ? nil : heap[0].event.due }

    mutating func add(_ event: Occurrence) {
        precondition(!isFull, "more events are held back than there is room for")
        let entry = Entry(event: event, sequence: sequence)
        sequence += 1
        heap.append(entry)
        var place = heap.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard isBefore(entry, heap[parent]) else { break }
            heap[place] = heap[parent]
            place = parent
        }
        heap[place] = entry
    }

    /// Takes the earliest; only while `nextDue` is not nil.
    mutating func take() -> Occurrence {
        let first = heap[0].event
        let entry = heap.removeLast()
        if !heap.isEmpty { sink(entry) }
        return first
    }

    private mutating func sink(_ entry: Entry) {
        var place = 0
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

    private func isBefore(_ a: Entry, _ b: Entry) -> Bool {
        a.event.due != b.event.due ? a.event.due < b.event.due : a.sequence < b.sequence
    }
}
