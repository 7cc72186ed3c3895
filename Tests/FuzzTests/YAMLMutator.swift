/// Mutilates YAML documents: on bytes, on words, and on lines.
struct YAMLMutator {
    /// Documents do not grow beyond this.
    static let sizeLimit = 1 << 16

    private static let fragments = [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "  ", "\t", "\"", "'", "&a ", "*a", "? ", "|", ">", "#", "!!x ", "---\n", "...\n",
        "%YAML 1.1\n", "<<: *a", "null", "~", "true", "false", "0", "-1", "99999999999999999999", "2026-05", "\u{0}", "\u{FEFF}", "\u{85}",
        "\u{2028}", "ế", "\\", "\"^a$\"", "\"^(a|b)*a(a|b){20}$\"", "not", "min", "present", "\r\n", "year", "list", "{vi: a, en: b}",
        "15d",
        "9999999d", "month", "string", "enum: [a]", "fields", "each", String(repeating: "[", count: 40),
        String(repeating: "a", count: 5000),
    ].map { Array($0.utf8) }

    let corpus: [[UInt8]]

    func document(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = random.any(corpus)
        // Often a single fault: several hide each other.
        for _ in 0...random.any([0, 0, 0, 1, 2, 5]) {
            if bytes.isEmpty { bytes = random.any(corpus) }
            mutate(&bytes, &random)
            if bytes.count > YAMLMutator.sizeLimit { bytes.removeSubrange(YAMLMutator.sizeLimit...) }
        }
        return bytes
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let at = random.below(bytes.count)
        let end = min(bytes.count, at + 1 + random.below(40))
        switch random.below(10) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(contentsOf: bytes[at..<end], at: random.below(bytes.count + 1))
        case 2: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 3: bytes.insert(contentsOf: random.any(YAMLMutator.fragments), at: at)
        case 4: bytes.replaceSubrange(at..<end, with: random.any(YAMLMutator.fragments))
        case 5: bytes.removeSubrange(at...)
        case 6: splice(&bytes, at, &random)
        case 7, 8: replaceWord(&bytes, &random)
        default: moveLine(&bytes, &random)
        }
    }

    private func splice(_ bytes: inout [UInt8], _ at: Int, _ random: inout SeededGenerator) {
        let other = random.any(corpus)
        bytes.replaceSubrange(at..., with: other[random.below(other.count)...])
    }

    /// Puts a word of this document, or a fragment, in the place of another word.
    private func replaceWord(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        func word(_ random: inout SeededGenerator) -> Range<Int>? {
            let isWord = { (byte: UInt8) in byte > 0x20 && !"{}[]:,\"#".utf8.contains(byte) }
            let at = random.below(bytes.count)
            guard let start = bytes[at...].firstIndex(where: isWord) else { return nil }
            return start..<(bytes[start...].firstIndex { !isWord($0) } ?? bytes.count)
        }
        guard let target = word(&random), let source = word(&random) else { return }
        bytes.replaceSubrange(target, with: random.below(3) == 0 ? random.any(YAMLMutator.fragments) : Array(bytes[source]))
    }

    private func moveLine(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines[random.below(lines.count)]
        switch random.below(3) {
        case 0: lines.swapAt(random.below(lines.count), random.below(lines.count))
        case 1: lines.insert(line, at: random.below(lines.count + 1))
        default: lines.remove(at: random.below(lines.count))
        }
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
