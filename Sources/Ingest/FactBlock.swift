import Aggregation

/// Facts of one pipeline, each with the number of the event that it came of, in memory that is used again and again.
public struct FactBlock: ~Copyable {
    public private(set) var facts: UnsafeMutablePointer<Fact>
    /// The number, within the caller's batch, of the event that each fact came of.
    public private(set) var events: UnsafeMutablePointer<UInt32>
    public private(set) var count = 0
    private var capacity: Int
    var event: UInt32 = 0

    public init(capacity: Int = 256) {
        self.capacity = capacity
        facts = .allocate(capacity: capacity)
        events = .allocate(capacity: capacity)
    }

    deinit {
        facts.deallocate()
        events.deallocate()
    }

    @inline(__always) mutating func append(_ fact: Fact) {
        if count == capacity { grow() }
        (facts + count).initialize(to: fact)
        events[count] = event
        count += 1
    }

    /// Forgets all facts after the first `count`.
    @inline(__always) public mutating func truncate(to count: Int) { self.count = count }

    @inline(never) private mutating func grow() {
        let (oldFacts, oldEvents) = (facts, events)
        facts = .allocate(capacity: capacity * 2)
        events = .allocate(capacity: capacity * 2)
        facts.update(from: oldFacts, count: count)
        events.update(from: oldEvents, count: count)
        oldFacts.deallocate()
        oldEvents.deallocate()
        capacity *= 2
    }
}
