/// All events in the order in which they are sent: the lanes merged, less what is left out, with displaced events and repeats put in later.
struct Sending {
    private var merge: LaneMerge
    private var held = HeldBack()
    private let plan: RunPlan
    private let mixer: Mixer
    private let disorderShare: Share
    private var repeated: ExactSampler
    private var dropped: ExactSampler
    /// Only events of this kind are left out; nil: of any.
    private let droppedKind: EventKind?

    private static let displacedSecondsMax: UInt64 = 25 * 3600
    private static let repeatedSecondsMax: UInt64 = 24 * 3600

    init(_ plan: RunPlan, repeats: Int, dropped count: Int) {
        self.plan = plan
        mixer = plan.mixer
        let rates = plan.options.rates
        merge = LaneMerge(plan.lanes, days: plan.days.days, mixer: plan.mixer, lateShare: Share(rates.late))
        disorderShare = Share(rates.disorder)
        repeated = ExactSampler(taking: repeats, of: plan.events - count, key: mixer.hash(.repeated, 0))
        // A bill that is not paid is nothing unusual; a run of a handful of events has too few of them.
        let spare = plan.spare.flatMap { $0.count >= count ? $0 : nil }
        droppedKind = spare?.kind
        dropped = ExactSampler(taking: count, of: spare?.count ?? plan.events, key: mixer.hash(.dropped, 0))
    }

    mutating func next() -> Occurrence? {
        while true {
            // When there is no more room the earliest goes ahead of its time: at most one is held back for each that is sent.
            if let heldDue = held.nextDue, held.isFull || merge.nextDue.map({ heldDue < $0 }) ?? true { return repeating(held.take()) }
            guard merge.nextDue != nil else { return nil }
            var event = merge.take()
            if isDropped(event) { continue }
            event.time = plan.happened(event)
            guard isDisplaced(event) else { return repeating(event) }
            event.marks.insert(.displaced)
            event.recorded += 60 + Int64(Mixer.finalise(mixer.hash(.disorder, event.identity)) % Sending.displacedSecondsMax)
            event.due = event.recorded
            held.add(event)
        }
    }

    @inline(__always) private mutating func isDropped(_ event: Occurrence) -> Bool {
        guard dropped.wanted > 0, isSpare(event) else { return false }
        return dropped.take()
    }

    /// A payment anew, after a reversal, is not among those that are left out.
    private func isSpare(_ event: Occurrence) -> Bool {
        guard let droppedKind else { return true }
        return event.kind == droppedKind && !(event.kind == .paymentSettled && event.variant > 1)
    }

    @inline(__always) private func isDisplaced(_ event: Occurrence) -> Bool {
        !disorderShare.isZero && !event.marks.contains(.late) && disorderShare.takes(mixer.hash(.disorder, event.identity))
    }

    /// Sends an event, and holds back its repeat where there is to be one.
    @inline(__always) private mutating func repeating(_ event: Occurrence) -> Occurrence {
        if event.marks.contains(.repeated) || !repeated.take() { return event }
        var copy = event
        copy.marks.insert(.repeated)
        copy.due = event.due + 5 + Int64(mixer.hash(.repeated, event.identity) % Sending.repeatedSecondsMax)
        held.add(copy)
        return event
    }
}
