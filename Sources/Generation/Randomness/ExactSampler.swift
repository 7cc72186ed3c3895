/// Takes exactly so many of exactly so many, at random, in one pass and without a list.
///
/// Knuth, "The Art of Computer Programming" 3.4.2, algorithm S.
struct ExactSampler {
    private(set) var wanted: Int
    private var remaining: Int
    private var state: UInt64

    init(taking wanted: Int, of count: Int, key: UInt64) {
        self.wanted = wanted
        remaining = count
        state = key
    }

    /// Whether the next one is taken.
    @inline(__always) mutating func take() -> Bool {
        guard wanted > 0 else { return false }
        state &+= 0x9E37_79B9_7F4A_7C15
        let draw = Mixer.finalise(state).multipliedFullWidth(by: UInt64(max(1, remaining))).high
        remaining -= 1
        guard draw < UInt64(wanted) else { return false }
        wanted -= 1
        return true
    }
}
