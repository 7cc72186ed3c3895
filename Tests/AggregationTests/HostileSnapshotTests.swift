import Testing

@testable import Aggregation

@Suite("Snapshots that only bytes can say") struct HostileSnapshotTests {
    private let plan = CountingPlan.plain(windows: [.month, .year], retentionDays: 30)

    /// Chunks of a snapshot in which every part has something, each part in one.
    private func chunks() -> [[UInt8]] {
        var aggregate = Aggregate(plan: plan, partnerNames: ["bank", "shop"])
        aggregate.fold(.plain(1, of: 1, in: "2024-05-10", at: 14_797, partner: 1))
        aggregate.fold(.plain(2, of: 1, in: "2026-05-10"))
        aggregate.advance(to: .start(of: "2026-05-20"))
        var chunks: [[UInt8]] = []
        aggregate.writeSnapshot(chunkBytes: 1 << 20) { chunks.append(Array($0)) }
        return chunks
    }

    /// Writes a number into a part's content and seals all chunks again, each naming the one before it.
    private func put(_ number: UInt64, _ width: Int, at offset: Int, of part: SnapshotChunk.Part, into chunks: [[UInt8]]) throws -> [UInt8]
    {
        func write(_ number: UInt64, _ width: Int, at offset: Int, of chunk: inout [UInt8]) {
            for byte in 0..<width { chunk[offset + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte)) }
        }
        var chunks = chunks
        let index = try #require(chunks.firstIndex { $0[SnapshotChunk.headBytes - 1] == part.rawValue })
        write(number, width, at: SnapshotChunk.headBytes + offset, of: &chunks[index])
        var previous: UInt64 = 0
        for index in chunks.indices {
            write(previous, 8, at: 24, of: &chunks[index])
            var checksum = Checksum()
            chunks[index].dropLast(8).withUnsafeBytes { checksum.update($0) }
            previous = checksum.value
            write(previous, 8, at: chunks[index].count - 8, of: &chunks[index])
        }
        return chunks.flatMap { $0 }
    }

    @Test("What is sealed again with another time of the watermark is restored: the seal is right") func sealed() throws {
        let time = EventTime.start(of: "2026-05-21")
        let bytes = try put(UInt64(bitPattern: time.rawValue), 8, at: 0, of: .header, into: chunks())
        #expect(try Aggregate.restore(bytes, plan: plan).watermark == time)
    }

    @Test(
        "What no table has room for is refused as damaged, though every checksum fits",
        arguments: [
            (SnapshotChunk.Part.header, 0, 8, UInt64.max >> 1 - 1), (.header, 12, 4, 0x7FFF_FFFF), (.subjects, 36, 8, UInt64.max >> 1),
            (.subjects, 44, 4, 0x7FFF_FFFF), (.subjects, 44, 4, 0x8000_0001), (.subjects, 48, 4, 100_000), (.subjects, 52, 2, 2),
            (.subjects, 54, 1, 0x80), (.places, 24, 4, 100_000), (.progress, 0, 4, 0x7FFF_FFFF), (.progress, 4, 2, 0xFFFF),
            (.progress, 6, 8, UInt64.max >> 1), (.cells, 0, 1, 0), (.cells, 1, 4, 0x7FFF_FFFF), (.cells, 1, 4, 30_000),
            (.cells, 5, 4, 100_000), (.cells, 9, 1, 0xFF), (.cells, 10, 8, UInt64.max >> 1), (.cells, 34, 8, UInt64.max),
            (.cells, 42, 8, UInt64.max >> 1), (.cells, 54, 2, 9), (.cells, 56, 8, UInt64.max >> 1),
        ])
    func impossible(_ part: SnapshotChunk.Part, _ offset: Int, _ width: Int, _ number: UInt64) throws {
        let bytes = try put(number, width, at: offset, of: part, into: chunks())
        let error = #expect(throws: SnapshotError.self) { _ = try Aggregate.restore(bytes, plan: plan) }
        #expect(error?.code == .damaged, "\(part) \(offset)")
    }

    @Test("Places of many subjects that have no records fill no table up") func places() throws {
        var chunks = chunks()
        let index = try #require(chunks.firstIndex { $0[SnapshotChunk.headBytes - 1] == SnapshotChunk.Part.places.rawValue })
        let entry = chunks[index][SnapshotChunk.headBytes..<SnapshotChunk.headBytes + 28]
        let tail = chunks[index].suffix(8)
        chunks[index].removeLast(8)
        let count = 5_000
        for number in 0..<count {
            var place = Array(entry)
            for byte in 0..<2 { place[byte] = UInt8(truncatingIfNeeded: (number + 1) >> (8 * byte)) }
            chunks[index] += place
        }
        chunks[index] += tail
        for byte in 0..<4 { chunks[index][8 + byte] = UInt8(truncatingIfNeeded: chunks[index].count >> (8 * byte)) }
        let bytes = try put(UInt64(count) + 1, 4, at: 36, of: .header, into: chunks)
        #expect(try Aggregate.restore(bytes, plan: plan).cells() == Aggregate.restore(self.chunks().flatMap { $0 }, plan: plan).cells())
    }
}
