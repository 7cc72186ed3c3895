import Aggregation

/// Facts of one pipeline and partition, each with the number of the event that it came of.
struct FactBlock: ~Copyable {
    private(set) var facts: UnsafeMutablePointer<Fact>
    private(set) var events: UnsafeMutablePointer<UInt32>
    private(set) var outcomes: UnsafeMutablePointer<FoldOutcome>
    private(set) var count = 0
    private var capacity = 256

    init() {
        facts = .allocate(capacity: capacity)
        events = .allocate(capacity: capacity)
        outcomes = .allocate(capacity: capacity)
    }

    deinit { deallocate() }

    private func deallocate() {
        facts.deallocate()
        events.deallocate()
        outcomes.deallocate()
    }

    @inline(__always) mutating func append(_ fact: Fact, event: UInt32) {
        if count == capacity { grow() }
        (facts + count).initialize(to: fact)
        events[count] = event
        count += 1
    }

    /// Forgets all facts after the first `count`.
    @inline(__always) mutating func truncate(to count: Int) { self.count = count }

    @inline(never) private mutating func grow() {
        let (oldFacts, oldEvents) = (facts, events)
        outcomes.deallocate()
        facts = .allocate(capacity: capacity * 2)
        events = .allocate(capacity: capacity * 2)
        outcomes = .allocate(capacity: capacity * 2)
        facts.update(from: oldFacts, count: count)
        events.update(from: oldEvents, count: count)
        oldFacts.deallocate()
        oldEvents.deallocate()
        capacity *= 2
    }
}
