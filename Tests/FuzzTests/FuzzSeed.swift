import Foundation

/// Where the randomness of a fuzz test comes from: fixed, so that CI does not flicker, unless the environment gives another seed.
enum FuzzSeed {
    static let variable = "NHIPSO_FUZZ_SEED"

    static let base: UInt64 = ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) } ?? 2026

    /// A generator for one part of a test; says how to have it again.
    static func generator(_ test: String, part: Int) -> SeededGenerator {
        print("fuzz: \(test), part \(part): repeat with \(variable)=\(base)")
        return SeededGenerator(state: base &* 1_000_003 &+ UInt64(part))
    }
}

/// SplitMix64: the same seed, the same events.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// 0 ..< bound.
    mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(next() % UInt64(bound)) }

    /// Any of the elements, which are not none.
    mutating func any<T>(_ elements: [T]) -> T { elements[below(elements.count)] }
}
