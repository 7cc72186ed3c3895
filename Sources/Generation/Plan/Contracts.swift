/// The contracts of the power company: what each is billed and how it pays, worked out from its number and the month.
struct Contracts: Sendable {
    /// A bill's content.
    struct Bill {
        var amountVnd: Int64
        var kwh: Int64
    }

    /// Which bills one payment pays: those of its month, and the one of the month before where that was left open.
    struct Allocations {
        var bills: Int
        var hasArrears: Bool
    }

    let count: Int
    let spread: SubjectSpread
    /// Who is a household, and who gets two bills a month: the lowest numbers are large customers.
    private let customers: Permutation
    /// For each month: who pays, whose payment is reversed, who has nothing to pay.
    let payers: [Permutation]
    let paid: Int
    let reversed: Int
    /// Contracts with a bill of 0 đồng: the highest numbers of the payers' order.
    private let idle: Int
    let withTwoBills: Int
    private let others: Int
    private let hasMonths: Int
    private let onlyPayments: Bool
    private let moveShare: Share
    private let mixer: Mixer
    private let province: Province

    init(count: Int, options: GenerationOptions, mixer: Mixer, province: Province) {
        self.count = count
        self.mixer = mixer
        self.province = province
        spread = SubjectSpread(count: count, over: province)
        customers = Permutation(count: count, key: mixer.hash(.customer, 0))
        payers = (0..<options.months).map { Permutation(count: count, key: mixer.hash(.payer, UInt64($0))) }
        onlyPayments = !options.kinds.contains(.electricity)
        hasMonths = options.months
        moveShare = Share(options.months > 1 ? options.rates.moves : 0)
        idle = onlyPayments ? 0 : count * 5 / 1000
        paid = onlyPayments ? count : count - idle - count * 15 / 1000
        reversed = onlyPayments ? 0 : PlantingRates.part(options.rates.reversals, of: paid)
        withTwoBills = onlyPayments ? 0 : count * 15 / 1000
        others = count * 6 / 100
    }

    /// The unit in which its meter stands in a month: for a contract that moves another one from some month on.
    @inline(__always) func unit(of contract: Int, month: Int) -> Int {
        let home = spread.unit(of: contract)
        if moveShare.isZero { return home }
        let hash = mixer.hash(.move, UInt64(contract))
        return moveShare.takes(hash) && month >= firstMonthElsewhere(hash) ? elsewhere(home, hash) : home
    }

    private func firstMonthElsewhere(_ hash: UInt64) -> Int { 1 + Int(Mixer.finalise(hash) % UInt64(hasMonths - 1)) }

    private func elsewhere(_ home: Int, _ hash: UInt64) -> Int {
        let unit = province.unit(atRandom: Mixer.finalise(hash ^ 1))
        return unit == home ? (home + 1) % province.codes.count : unit
    }

    /// How many contracts move.
    var moves: Int {
        if moveShare.isZero || province.codes.count < 2 { return 0 }
        return (0..<count).reduce(0) { moveShare.takes(mixer.hash(.move, UInt64($1))) ? $0 + 1 : $0 }
    }

    /// Its bills in a month.
    @inline(__always) func bills(of contract: Int) -> Int { withTwoBills > 0 && customers(contract) < withTwoBills ? 2 : 1 }

    var choiceOfTwoBills: Lane.Choice { Lane.Choice(order: customers, limit: withTwoBills) }

    @inline(__always) func isHousehold(_ contract: Int) -> Bool { customers(contract) >= others }

    @inline(__always) func bill(of contract: Int, month: Int, cycle: Int) -> Bill {
        if idle > 0, payers[month](contract) >= count - idle { return Bill(amountVnd: 0, kwh: 0) }
        let hash = mixer.hash(.bill, UInt64(contract), UInt64(month << 2 | cycle))
        let kwh = 18 + Int64(hash & 0xFF) + Int64(hash >> 8 & 0x7F) * (isHousehold(contract) ? 1 : 12)
        return Bill(amountVnd: kwh * (1984 + Int64(hash >> 16 & 0x3FF)) / 100 * 100, kwh: kwh)
    }

    @inline(__always) func allocations(of contract: Int, month: Int) -> Allocations {
        if onlyPayments { return Allocations(bills: 1, hasArrears: false) }
        var hasArrears = false
        if month > 0 {
            let place = payers[month - 1](contract)
            hasArrears = place >= paid && place < count - idle
        }
        return Allocations(bills: bills(of: contract), hasArrears: hasArrears)
    }
}
