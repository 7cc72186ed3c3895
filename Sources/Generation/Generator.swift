import Aggregation
import Catalog

/// A made-up province that sends events: the same options give the same bytes, in the order of sending.
///
/// Memory does not grow with the number of events: a lane is some numbers, what is held back is bounded (`HeldBack.countMax`), and everything
/// about a subject is worked out from the seed, its number and the month whenever an event of it is written. There is no list of subjects.
public struct Generator: Sendable {
    private let plan: RunPlan
    private let province: Province
    private let codes: CodeBook
    /// How many events are sent again.
    private let repeats: Int
    /// How many events are left out so that the lines are exactly as many as asked for.
    private let dropped: Int

    /// The number of lines that `run` gives.
    public var lineCount: Int { plan.events - dropped + repeats }

    /// - Parameters:
    ///   - population: subjects are spread over the units in proportion to it.
    public init(options: GenerationOptions, territory: Territory, population: ReferenceTable) throws(GenerationError) {
        try options.check()
        let province = try Province(territory: territory, population: population)
        self.province = province
        codes = try CodeBook(territory: territory, province: province)
        switch options.size {
        case .contracts(let count):
            plan = RunPlan(scale: count, options: options, province: province)
            repeats = PlantingRates.part(options.rates.repeats, of: plan.events)
            dropped = 0
        case .events(let count):
            let rate = options.rates.repeats
            repeats = Int((Double(count) * rate / (1 + rate)).rounded())
            let events = count - repeats
            plan = try Generator.smallestPlan(holding: events, options, province)
            dropped = plan.events - events
        }
    }

    /// The plan with the fewest subjects that holds so many events, a few too many mostly.
    private static func smallestPlan(
        holding events: Int, _ options: GenerationOptions, _ province: Province
    ) throws(GenerationError) -> RunPlan {
        var low = 1
        var high = GenerationOptions.subjectsMax
        guard RunPlan(scale: high, options: options, province: province).events >= events else {
            throw GenerationError(.options, "so many events need more than \(high) subjects; ask for more months or fewer events")
        }
        while low < high {
            let middle = (low + high) / 2
            if RunPlan(scale: middle, options: options, province: province).events >= events { high = middle } else { low = middle + 1 }
        }
        return RunPlan(scale: low, options: options, province: province)
    }

    /// Calls `body` with each event, a line of JSON and its line feed, and the name of the partner that sends it. The bytes are valid only
    /// during the call. Ends with what `body` throws.
    public func run<Failure: Error>(
        _ body: (_ line: UnsafeRawBufferPointer, _ partner: String) throws(Failure) -> Void
    ) throws(Failure) -> Manifest {
        var sending = Sending(plan, repeats: repeats, dropped: dropped)
        var writer = EventWriter(plan: plan, province: province, codes: codes)
        var tally = Tally()
        var lines = 0
        while let event = sending.next() {
            writer.write(event)
            tally.count(event, writer.findings, bytes: writer.line.count)
            lines += 1
            try body(writer.line.bytes, event.kind.partner.name)
        }
        precondition(lines == lineCount, "the plan and the run disagree on the number of lines")
        return tally.manifest(plan)
    }
}
