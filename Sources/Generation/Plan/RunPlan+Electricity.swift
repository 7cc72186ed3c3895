// A month's electricity: bills in its first days, payments over the four weeks after, what is mended some days later.
extension RunPlan {
    /// Days from bill to payment. Every eighth contract pays after so many.
    private static let paymentDelays = [1, 2, 3, 5, 8, 11, 16, 33]
    private static let billingDays = 4

    mutating func addElectricity(_ contracts: Contracts, _ month: Int) {
        let order = Permutation(count: contracts.count, key: mixer.hash(.order, UInt64(month)))
        let issued = clock(contracts, month, day: 1, .billing)
        add([Lane(.billIssued, variant: 1, month: month, clock: issued, order: order)], holding: contracts.count)

        var second = Lane(.billIssued, variant: 2, month: month, clock: issued.delayed(days: 0, seconds: 3600), order: order)
        second.choice = contracts.choiceOfTwoBills
        add([second], holding: contracts.withTwoBills)

        let payers = contracts.payers[month]
        addPaymentLanes(contracts, month, order, .paymentSettled, variant: 1, after: 0, payers, limit: contracts.paid, areSpare: true)
        // Reversed two days later; every second one is settled anew on the day after, under a new number.
        addPaymentLanes(contracts, month, order, .paymentReversed, variant: 1, after: 2, payers, limit: contracts.reversed)
        addPaymentLanes(contracts, month, order, .paymentSettled, variant: 2, after: 3, payers, limit: contracts.reversed / 2)

        let rates = options.rates
        for (kind, topic, rate, day) in [
            (EventKind.billAdjusted, Mixer.Topic.adjusted, rates.corrections, 4), (.billCancelled, .cancelled, rates.cancelled, 6),
        ] {
            var lane = Lane(kind, variant: 1, month: month, clock: clock(contracts, month, day: day, .office), order: order)
            let limit = PlantingRates.part(rate, of: contracts.count)
            lane.choice = Lane.Choice(order: Permutation(count: contracts.count, key: mixer.hash(topic, UInt64(month))), limit: limit)
            add([lane], holding: limit)
        }
    }

    /// For benchmarks: one payment a contract and month, and nothing else.
    mutating func addPayments(_ contracts: Contracts, _ month: Int) {
        let order = Permutation(count: contracts.count, key: mixer.hash(.order, UInt64(month)))
        let payers = contracts.payers[month]
        addPaymentLanes(contracts, month, order, .paymentSettled, variant: 1, after: 0, payers, limit: contracts.count, areSpare: true)
    }

    /// One lane for each delay, so that each stays in order of time.
    private mutating func addPaymentLanes(
        _ contracts: Contracts, _ month: Int, _ order: Permutation, _ kind: EventKind, variant: UInt8, after days: Int,
        _ payers: Permutation, limit: Int, areSpare: Bool = false
    ) {
        let delays = RunPlan.paymentDelays
        let lanes = delays.indices.map { index in
            let clock = clock(contracts, month, day: 1 + delays[index] + days, .paying)
            var lane = Lane(kind, variant: variant, month: month, clock: clock, order: order)
            lane.first = index
            lane.stride = delays.count
            if limit < contracts.count { lane.choice = Lane.Choice(order: payers, limit: limit) }
            return lane
        }
        add(lanes, holding: limit, areSpare: areSpare)
    }

    /// - Parameter day: of the month, from 0.
    private func clock(_ contracts: Contracts, _ month: Int, day: Int, _ hours: DayHours) -> LaneClock {
        LaneClock(firstDay: firstDay(month) + day, dayCount: RunPlan.billingDays, hours: hours, positions: contracts.count)
    }
}
