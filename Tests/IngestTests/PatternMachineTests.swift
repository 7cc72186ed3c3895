import Catalog
import Testing

@testable import Ingest

@Suite("Patterns as automata") struct PatternMachineTests {
    @Test("texts of a length at which each byte has a range of its own are looked at all at once, others are not") func ranged() throws {
        func lengths(_ text: String) throws -> [Int] {
            let memory = ProgramMemory()
            let machine = try #require(PatternMachine(try PatternSyntax.parse(text), memory: memory))
            return withExtendedLifetime(memory) { (0...40).filter { machine.isRanged($0) } }
        }
        #expect(try lengths("^(PA07[A-Z]{2}[0-9]{7}|[A-Za-z0-9_-]{22,64})$") == [13])
        #expect(try lengths("^[A-C]{1,40}$") == Array(1...32))
        #expect(try lengths("^([ab][cd]|[cd][ab])$") == [])
        #expect(try lengths("^[ac]$") == [])
        #expect(try lengths("^(ab|cb)x?$") == [])
    }

    @Test("An automaton accepts exactly what the pattern's own matcher accepts")
    func agreesWithTheMatcher() throws {
        let patterns = [
            "^$", "^a$", "^PA07[A-Z]{2}[0-9]{7}$", "^(ab|a)(c|bcd)$", "^[a-c]*$", "^a{2,4}b?$", "^(a|b)*abb$", "^x{3,}$",
            "^\\d{2}(\\.\\d{2}){0,3}$",
            "^(a?){3}a{3}$", "^[A-Za-z0-9_-]{22,64}$", "^(PA07[A-Z]{2}[0-9]{7}|[A-Za-z0-9_-]{22,64})$", "^[A-C]{1,32}$", "^[a-d]{33}$",
            "^([ab][cd]|[cd][ab])$", "^([ab]|[ab][bc][cd])x{0,20}$", "^[a-b]{16}[0-9]{16}$", "^(ab|cd|a0)$",
        ]
        let alphabet = Array("abcdxPA07.Z9_-é".utf8)
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for text in patterns {
            let pattern = try PatternSyntax.parse(text)
            let memory = ProgramMemory()
            let machine = try #require(PatternMachine(pattern, memory: memory))
            var samples = (0..<3000).map { _ in (0..<random(12)).map { _ in alphabet[random(alphabet.count)] } }
            samples += ["abb", "aabb", "abcd", "acd", "PA07TH0000001", "aaa", "aaaa", "aaaaaa", "xxx", "12.34.56", "12.34.56.78.90"].map {
                Array($0.utf8)
            }
            for length in [14, 15, 16, 17, 20, 31, 32, 33] {
                samples.append([UInt8](repeating: 0x41, count: length))
                for place in 0..<length {
                    for other in [0x40, 0x44, 0xC1] as [UInt8] {
                        var changed = [UInt8](repeating: 0x42, count: length)
                        changed[place] = other
                        samples.append(changed)
                    }
                }
            }
            // Near what matches, so that each place decides once.
            for near in [
                "PA07TH0000001", "ABCABC", "abababababababab0123456789012345", String(repeating: "d", count: 33), "ac", "ca", "abcxxx",
            ] {
                samples.append(Array(near.utf8))
                for place in 0..<near.utf8.count {
                    for other in [0x00, 0x2F, 0x30, 0x39, 0x3A, 0x40, 0x41, 0x5A, 0x5B, 0x60, 0x61, 0x64, 0x65, 0x7A, 0x80, 0xFF] as [UInt8]
                    {
                        var changed = Array(near.utf8)
                        changed[place] = other
                        samples.append(changed)
                    }
                    samples.append(Array(near.utf8.prefix(place)))
                }
            }
            for sample in samples {
                let matched = (sample + [UInt8](repeating: 0x41, count: 16)).withUnsafeBufferPointer { bytes in
                    bytes.baseAddress.map { machine.matches(Text(start: $0, count: sample.count)) }
                }
                #expect(matched == pattern.matches(sample), "\(text) on \(String(decoding: sample, as: UTF8.self))")
            }
        }
    }
}
