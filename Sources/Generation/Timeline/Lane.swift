/// Events of one kind in one month that follow one another in time: every `stride`-th position of the month's order, less those not chosen.
///
/// A lane is a few numbers, whatever the number of its events: the subject at a position, whether it is chosen and when it happens are worked
/// out from the position. Positions go up and so does time; no list is kept and nothing is sorted.
struct Lane: Sendable {
    /// Which of the lane's events come late.
    enum Lateness: Sendable {
        /// None.
        case none
        /// The lane has a twin with the late ones: leave them to it.
        case elsewhere
        /// This is the twin: only the late ones, so many seconds after they happened.
        case only(seconds: Int64)
    }

    /// Only subjects whose number in an order is below a limit: exactly that many.
    struct Choice: Sendable {
        var order: Permutation
        var limit: Int

        @inline(__always) func takes(_ subject: Int) -> Bool { order(subject) < limit }
    }

    /// Only, or all but, each `every`-th position of the lane, beginning with `at`.
    struct Beat: Sendable {
        var every: Int
        var at: Int
        var isLeftOut = false

        @inline(__always) func takes(_ beat: Int) -> Bool { (beat % every == at) != isLeftOut }

        /// How many of the first `count` are taken.
        func count(of count: Int) -> Int {
            let hits = count > at ? (count - at - 1) / every + 1 : 0
            return isLeftOut ? count - hits : hits
        }
    }

    let kind: EventKind
    let variant: UInt8
    let month: Int
    let clock: LaneClock
    /// Position to subject.
    let order: Permutation
    var first = 0
    var stride = 1
    var choice: Choice?
    var beat: Beat?
    var lateness = Lateness.none
    private var next: Int?
    private(set) var head: Occurrence

    init(_ kind: EventKind, variant: UInt8 = 0, month: Int, clock: LaneClock, order: Permutation) {
        self.kind = kind
        self.variant = variant
        self.month = month
        self.clock = clock
        self.order = order
        head = Occurrence(
            kind: kind, variant: variant, month: UInt16(month), subject: 0, position: 0, time: 0, recorded: 0, due: 0)
    }

    /// How many positions it has before any are left out.
    var positions: Int { first < Int(order.count) ? (Int(order.count) - first - 1) / stride + 1 : 0 }

    /// Goes to the next event, which is then `head`; false when there is none.
    mutating func advance(_ days: [Int32], _ mixer: Mixer, _ lateShare: Share) -> Bool {
        var position = next ?? first
        while position < Int(order.count) {
            let subject = order(position)
            if takes(position, subject) {
                let time = clock.time(of: position, days)
                head = Occurrence(
                    kind: kind, variant: variant, month: UInt16(truncatingIfNeeded: month), subject: UInt32(truncatingIfNeeded: subject),
                    position: UInt32(truncatingIfNeeded: position), time: time, recorded: time, due: time)
                if isMine(mixer, lateShare) {
                    next = position + stride
                    return true
                }
            }
            position += stride
        }
        next = position
        return false
    }

    @inline(__always) private func takes(_ position: Int, _ subject: Int) -> Bool {
        if let choice, !choice.takes(subject) { return false }
        if let beat, !beat.takes((position - first) / stride) { return false }
        return true
    }

    /// Whether the head is for this lane or for its late twin.
    @inline(__always) private mutating func isMine(_ mixer: Mixer, _ lateShare: Share) -> Bool {
        switch lateness {
        case .none: return true
        case .elsewhere: return !lateShare.takes(mixer.hash(.late, head.identity))
        case .only(let seconds):
            guard lateShare.takes(mixer.hash(.late, head.identity)) else { return false }
            head.marks = .late
            head.recorded += seconds
            head.due = head.recorded
            return true
        }
    }
}
