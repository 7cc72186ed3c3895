/// Numbers that depend on nothing but the seed and what they are for, so that any event can be worked out again at any time.
///
/// The finaliser is SplitMix64's (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
struct Mixer: Sendable {
    /// What a number is for. The values are part of what a seed means: never change them.
    enum Topic: UInt64 {
        case late = 1
        case disorder = 2
        case repeated = 3
        case bad = 4
        case fault = 5
        case unlocated = 6
        case oldCode = 7
        case move = 8
        case order = 9
        case payer = 10
        case adjusted = 11
        case cancelled = 12
        case customer = 13
        case bill = 14
        case payment = 15
        case reversal = 16
        case dossier = 17
        case corrected = 18
        case product = 19
        case listing = 20
        case offered = 21
        case dropped = 22
    }

    let seed: UInt64

    @inline(__always) func hash(_ topic: Topic, _ a: UInt64, _ b: UInt64 = 0) -> UInt64 {
        let first = Mixer.finalise(seed &+ (topic.rawValue &* 0x9E37_79B9_7F4A_7C15) &+ (a &* 0xD1B5_4A32_D192_ED03))
        return Mixer.finalise(first ^ (b &* 0x8CB9_2BA7_2F3D_8DD7))
    }

    @inline(__always) static func finalise(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A fraction that a hash is held against.
struct Share: Sendable {
    /// Of 2⁵³: a `Double` between 0 and 1 has no more bits, so this is exact on every machine.
    private let limit: UInt64

    init(_ fraction: Double) { limit = UInt64(fraction * 9_007_199_254_740_992) }

    var isZero: Bool { limit == 0 }

    @inline(__always) func takes(_ hash: UInt64) -> Bool { hash >> 11 < limit }
}
