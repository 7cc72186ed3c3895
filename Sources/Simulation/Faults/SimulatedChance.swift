/// All chance of a simulation: SplitMix64, so that a seed repeats a run to the last step.
final class SimulatedChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// A number of `0..<count`.
    func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(next() % UInt64(count)) }

    func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True so often in a thousand times.
    func happens(_ perMille: Int) -> Bool { below(1000) < perMille }

    func one<Element>(of elements: [Element]) -> Element? { elements.isEmpty ? nil : elements[below(elements.count)] }
}
