import Aggregation

@testable import Simulation
@testable import Stages

/// Records that only bytes can make: fields set to what no worker writes, and a checksum that fits all the same.
enum HostileRecords {
    private static let numbers: [UInt64] = [
        0, 1, 2, 255, 65_535, 100_000, 1 << 31 - 1, 1 << 31, 1 << 32, 1 << 47, 1 << 53 + 1, 1 << 62, UInt64(Int64.max), 1 << 63, .max,
        .max - 1,
    ]

    /// One to three fields of the bytes in that range, of any width, set to an extreme or to chance.
    static func mutated(_ bytes: [UInt8], in range: Range<Int>, _ chance: SimulatedChance) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<chance.number(1...3) {
            let width = 1 << chance.below(4)
            guard range.count > width else { continue }
            let at = range.lowerBound + chance.below(range.count - width)
            let number = chance.happens(700) ? numbers[chance.below(numbers.count)] : chance.next()
            for byte in 0..<width { bytes[at + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte)) }
        }
        return bytes
    }

    /// A record of ours, but for its mark and version, with a checksum that fits.
    static func resealed(_ bytes: [UInt8], _ chance: SimulatedChance) -> [UInt8] {
        sealed(mutated(bytes, in: 6..<bytes.count - 8, chance))
    }

    /// Gives bytes a checksum that fits, so that what stands behind it is reached.
    static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 14 else { return bytes }
        var writer = ByteWriter()
        bytes.dropLast(8).withUnsafeBytes { writer.write($0) }
        return writer.closed()
    }

    /// The chunks of a snapshot as records, one of them changed behind its frame, and all sealed so that each names the one before it.
    static func resealed(chunks: [[UInt8]], _ chance: SimulatedChance) -> [[UInt8]] {
        let (recordHead, chunkHead) = (16, 33)
        var chunks = chunks
        let changed = chance.below(chunks.count)
        chunks[changed] = mutated(chunks[changed], in: recordHead + chunkHead..<chunks[changed].count - 8, chance)
        var previous: UInt64 = 0
        for index in chunks.indices {
            put(previous, at: recordHead + 24, in: &chunks[index])
            var checksum = Checksum()
            chunks[index][recordHead..<chunks[index].count - 8].withUnsafeBytes { checksum.update($0) }
            previous = checksum.value
            put(previous, at: chunks[index].count - 8, in: &chunks[index])
        }
        return chunks
    }

    private static func put(_ number: UInt64, at offset: Int, in bytes: inout [UInt8]) {
        for byte in 0..<8 { bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte)) }
    }
}
