import Aggregation

/// All lanes of a run for one number of subjects, and exactly how many events they hold.
struct RunPlan: Sendable {
    let options: GenerationOptions
    let mixer: Mixer
    let days: DayTable
    private(set) var contracts: Contracts?
    private(set) var dossiers: Dossiers?
    private(set) var products: Products?
    private(set) var lanes: [Lane] = []
    /// Events of all lanes, before repeats.
    private(set) var events = 0
    /// Which events may be left out to reach an exact number, and how many there are: a bill not paid, a step not reported.
    private(set) var spare: (kind: EventKind, count: Int)?

    private static let contractsFull = 1_200_000
    private static let productsFull = 661
    /// A million a year.
    private static let dossiersFullPerMonth = 83_000

    /// - Parameter scale: contracts; without electricity dossiers a month; without both products.
    init(scale: Int, options: GenerationOptions, province: Province) {
        self.options = options
        mixer = Mixer(seed: options.seed)
        days = DayTable(firstMonth: options.firstMonth, months: options.months)
        let kinds = options.kinds
        let hasContracts = kinds.contains(.electricity) || kinds.contains(.payments)
        if hasContracts {
            contracts = Contracts(count: scale, options: options, mixer: mixer, province: province)
        }
        if kinds.contains(.dossiers) {
            let count = hasContracts ? max(1, scale * RunPlan.dossiersFullPerMonth / RunPlan.contractsFull) : scale
            dossiers = Dossiers(count: count, clocks: dossierClocks(count), mixer: mixer, province: province)
        }
        if kinds.contains(.ocop) {
            let full = hasContracts ? RunPlan.contractsFull : kinds.contains(.dossiers) ? RunPlan.dossiersFullPerMonth : 0
            products = Products(count: full == 0 ? scale : max(1, scale * RunPlan.productsFull / full), province: province)
        }
        for month in 0..<options.months {
            if let contracts {
                if kinds.contains(.electricity) { addElectricity(contracts, month) } else { addPayments(contracts, month) }
            }
            if let dossiers { addDossiers(dossiers, month) }
            if let products { addProducts(products, month) }
        }
    }

    func window(_ month: Int) -> Window { Window(length: .month, ordinal: options.firstMonth.ordinal + Int32(month)) }

    /// Where the first of the month stands in the table of days.
    func firstDay(_ month: Int) -> Int { days.index(of: window(month).firstDay) }

    /// When an event happened, which for most is when its lane has it.
    @inline(__always) func happened(_ event: Occurrence) -> Int64 {
        switch event.kind {
        case .productCertified, .productExpired:
            // Decisions take effect at the beginning of a day; the register holds those of the last three years.
            let day = event.time / 86_400
            let isOld = event.kind == .productCertified && event.variant == 0
            return (isOld ? day - 1 - Int64(mixer.hash(.product, 3, UInt64(event.subject)) % 1060) : day) * 86_400
        case .dossierReceived where event.variant == 1:
            // A correction does not change when the dossier was received.
            return dossiers?.clocks[Int(event.month)].time(of: Int(event.position), days.days) ?? event.time
        default: return event.time
        }
    }

    /// Received on the working days of the month.
    private func dossierClocks(_ count: Int) -> [LaneClock] {
        (0..<options.months).map { month in
            let first = days.workingIndex(from: window(month).firstDay)
            let end = days.workingIndex(from: window(month).dayAfter)
            return LaneClock(firstDay: first, dayCount: end - first, hours: .office, positions: count)
        }
    }

    /// Adds lanes that hold so many events together; those that can be late get a twin that holds the late ones.
    mutating func add(_ added: [Lane], holding count: Int, areSpare: Bool = false) {
        events += count
        if areSpare, let kind = added.first?.kind, spare == nil || spare?.kind == kind {
            spare = (kind, (spare?.count ?? 0) + count)
        }
        for var lane in added where lane.positions > 0 && lane.choice?.limit != 0 {
            guard options.rates.late > 0, lane.kind.belongsToMonth else {
                lanes.append(lane)
                continue
            }
            var twin = lane
            lane.lateness = .elsewhere
            twin.lateness = .only(seconds: Int64(lateDays(lane)) * 86_400)
            lanes += [lane, twin]
        }
    }

    /// So many days after they happened, all events of the lane come after their month's end and the grace.
    private func lateDays(_ lane: Lane) -> Int {
        let first = CivilDate(rawValue: days.days[lane.clock.firstDay])
        let last = CivilDate(rawValue: days.days[lane.clock.firstDay + lane.clock.dayCount - 1])
        // A bill and its payments count in the billing month, a dossier in the months of its dates.
        let month = lane.kind.partner == .portal ? Window(.month, holding: last) : window(lane.month)
        return max(1, Int(month.dayAfter.rawValue - first.rawValue) + options.graceDays + 1)
    }
}
