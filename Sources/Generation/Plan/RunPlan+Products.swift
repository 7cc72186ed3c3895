// A month of OCOP: the register comes whole on the first day, listings come and go.
extension RunPlan {
    mutating func addProducts(_ products: Products, _ month: Int) {
        func clock(_ day: Int, _ days: Int, _ count: Int) -> LaneClock {
            LaneClock(firstDay: firstDay(month) + day, dayCount: days, hours: .office, positions: count)
        }
        if month == 0 {
            let register = Permutation(count: products.count, key: mixer.hash(.product, 0))
            let lane = Lane(.productCertified, month: month, clock: clock(0, 1, products.count), order: register)
            add([lane], holding: products.count)
        }
        for slot in 0..<Products.slots {
            let listed = products.listed(month: month)
            addChosen(
                .listingPublished, UInt8(slot), month, clock(1, 20, products.count), (.offered, slot), products, listed, areSpare: true)
            // The same order, so that only what was published is withdrawn.
            let withdrawn = Products.withdrawn(of: listed)
            addChosen(.listingWithdrawn, UInt8(slot), month, clock(7, 20, products.count), (.offered, slot), products, withdrawn)
        }
        let count = products.unmatchedCount(month: month)
        let unmatched = Permutation(count: count, key: mixer.hash(.listing, UInt64(month)))
        add(
            [Lane(.listingPublished, variant: Products.unmatched, month: month, clock: clock(1, 20, count), order: unmatched)],
            holding: count, areSpare: true)
        var gone = Lane(.listingWithdrawn, variant: Products.unmatched, month: month, clock: clock(7, 20, count), order: unmatched)
        gone.beat = Lane.Beat(every: 5, at: 0)
        add([gone], holding: gone.beat?.count(of: count) ?? 0)

        let rates = options.rates
        let anew = PlantingRates.part(rates.corrections, of: products.count)
        addChosen(.productCertified, 1, month, clock(14, 8, products.count), (.corrected, 2), products, anew)
        let revoked = PlantingRates.part(rates.cancelled, of: products.count)
        addChosen(.productExpired, 0, month, clock(18, 8, products.count), (.cancelled, 1), products, revoked)
    }

    /// - Parameter choice: whose order decides which `limit` products are chosen.
    private mutating func addChosen(
        _ kind: EventKind, _ variant: UInt8, _ month: Int, _ clock: LaneClock, _ choice: (topic: Mixer.Topic, number: Int),
        _ products: Products, _ limit: Int, areSpare: Bool = false
    ) {
        func order(_ number: Int) -> Permutation {
            Permutation(count: products.count, key: mixer.hash(choice.topic, UInt64(number), UInt64(month)))
        }
        var lane = Lane(kind, variant: variant, month: month, clock: clock, order: order(choice.number))
        lane.choice = Lane.Choice(order: order(choice.number + 16), limit: limit)
        add([lane], holding: limit, areSpare: areSpare)
    }
}
