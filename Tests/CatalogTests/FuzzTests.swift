import Testing

@testable import Catalog

/// SplitMix64: the same seed, the same documents.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct FuzzTests {
    private static let fragments = [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "  ", "\t", "\"", "'", "&a ", "*a", "? ", "|", ">", "#", "!!x ", "---\n", "...\n",
        "%YAML 1.1\n",
        "<<: *a", "null", "~", "true", "0", "-1", "99999999999999999999", "2026-05", "\u{0}", "\u{FEFF}", "\u{85}", "ế", "\\", "^a$", "not",
        "min",
    ]

    @Test("two thousand mutilated documents: no crash, and every finding has a place", arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let sources = [SoundDocument.event, SoundDocument.pipeline].map { Array($0.utf8) }
        let context = SoundDocument.context
        for round in 0..<500 {
            var bytes = sources[round % sources.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
            for diagnostic in LintProbe.lint(bytes, context) {
                let isPlaced = diagnostic.line >= 1 && diagnostic.column >= 1 && !diagnostic.message.isEmpty
                #expect(isPlaced, "seed \(seed), round \(round): \(diagnostic)")
                #expect(DiagnosticCode(rawValue: diagnostic.code) != nil)
            }
        }
    }

    @Test("what passes lint has a counting plan, however it was mutilated") func countingPlans() {
        var random = SeededGenerator(state: 7)
        let source = Array(SoundDocument.pipeline.utf8)
        var planned = 0
        for _ in 0..<500 {
            var bytes = source
            mutate(&bytes, &random)
            guard !LintProbe.lint(bytes, SoundDocument.context).contains(where: { $0.severity == .error }),
                let pipeline = LintProbe.pipeline(String(decoding: bytes, as: UTF8.self))
            else { continue }
            let plan = pipeline.countingPlan()
            #expect(plan.flagCount == pipeline.flags.count + pipeline.itemFlags.count && plan.windows.allSatisfy(plan.base.nests))
            planned += 1
        }
        #expect(planned > 20)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
        case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 3: bytes.insert(contentsOf: Self.fragments.randomElement(using: &random)?.utf8 ?? "".utf8, at: at)
        case 4: swapLines(&bytes, &random)
        default: bytes.replaceSubrange(at..<end, with: Self.fragments.randomElement(using: &random)?.utf8 ?? "".utf8)
        }
    }

    private func swapLines(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        lines.swapAt(Int.random(in: 0..<lines.count, using: &random), Int.random(in: 0..<lines.count, using: &random))
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
