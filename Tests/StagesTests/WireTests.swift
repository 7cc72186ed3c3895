import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("Wire formats") struct WireTests {
    private static let window = Window(length: .month, ordinal: 24_316)
    private static let source = PartialSource(pipeline: "electricity", planDigest: 7, partition: 3)

    private static func content(_ value: Int64) -> CellContent {
        CellContent(
            Cell(
                window: window, commune: CommuneCode(rawValue: 14797), values: [value, -2], subjects: 3,
                partners: [PartnerCount(partner: 0, records: 2), PartnerCount(partner: 1, records: 1)], approximateRecords: 1,
                isRevised: true),
            partnerNames: ["vẽ", "bank"])
    }

    private static let cell = PartialRecord.cell(PartialCell(source: source, position: 12, window: window, content: content(5)))
    private static let mark = PartialRecord.mark(
        PartialMark(
            source: source, position: 12, window: window, digest: 99, wholeSince: 4, windowCount: 6, watermark: EventTime(rawValue: 5),
            newestLogTime: EventTime(rawValue: 6), partners: [.init(name: "bank", latest: EventTime(rawValue: -1))]))

    private static let fact = Fact(
        record: Pseudonym(high: 1, low: 2), subject: Pseudonym(high: 3, low: 4), item: 5, version: FactVersion(rawValue: 6), flags: 1 << 63,
        amount0: -7, amount1: 8, period: -9, expires: CivilDate(rawValue: 10), commune: CommuneCode(rawValue: 14797), partner: 1,
        isApproximate: true)

    private static var block: [UInt8] {
        let head = FactBlock(
            planDigest: 1, rulesDigest: 2, keyID: "ab", newestLogTime: EventTime(rawValue: 3), partners: ["a", "b"],
            sources: [SourceProgress(source: "in.a.b/0", latest: EventTime(rawValue: 4))])
        return [fact, fact].withUnsafeBufferPointer { head.encoded($0) { FactOrigin(source: 0, offset: Int64($0)) } }
    }

    private static var manifest: SnapshotManifest {
        var sources = NamedSources(idleAfterMilliseconds: 60_000)
        sources.observe([SourceProgress(source: "in.a.b/0", latest: EventTime(rawValue: 4))], logTime: EventTime(rawValue: 9))
        return SnapshotManifest(
            pipeline: "electricity", partition: 2, planDigest: 1, rulesDigest: 2, keyID: "ab", position: 77, slot: 1, nonce: 5,
            chunkCount: 3,
            byteCount: 1000, firstChunk: 10, lastChunk: 14, newestLogTime: EventTime(rawValue: 8), sources: sources)
    }

    @Test("a block of facts is read as it was written") func blocks() throws {
        try WireTests.block.withUnsafeBytes { bytes in
            let (block, rows) = try FactBlock.decode(bytes)
            #expect((block.planDigest, block.rulesDigest, block.keyID) == (1, 2, "ab"))
            #expect(block.newestLogTime == EventTime(rawValue: 3) && block.partners == ["a", "b"])
            #expect(block.sources == [SourceProgress(source: "in.a.b/0", latest: EventTime(rawValue: 4))])
            #expect(rows.count == 2 * 96)
            #expect(FactBlock.fact(1, in: rows).fact == WireTests.fact)
            #expect(FactBlock.fact(1, in: rows).origin == FactOrigin(source: 0, offset: 1))
        }
    }

    @Test("partials and manifests are read as they were written") func partials() throws {
        for record in [WireTests.cell, WireTests.mark] {
            let read = try record.encoded.withUnsafeBytes { try PartialRecord.decode($0) }
            #expect(read == record)
        }
        let read = try WireTests.manifest.encoded.withUnsafeBytes { try SnapshotManifest.decode($0, idleAfterMilliseconds: 60_000) }
        #expect(read == WireTests.manifest)
    }

    @Test("an empty cell has the digest of none, and any change another") func digests() {
        #expect(CellContent(empty: CommuneCode(rawValue: 14797)).digest == 0)
        #expect(WireTests.content(5).digest != WireTests.content(6).digest)
        var digests = WindowDigests()
        let isNew = [UInt64(5), 5, 0].map { digests.note(WireTests.window, CommuneCode(rawValue: 1), digest: $0) }
        #expect(isNew == [true, false, true])
        #expect(digests.digest(of: WireTests.window) == 0 && digests.communes(in: WireTests.window).isEmpty)
    }

    /// Damage of every kind: bits, cuts, additions, other records' pieces.
    private func damaged(_ bytes: [UInt8], _ chance: SimulatedChance) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<chance.number(1...3) {
            switch chance.below(5) {
            case 0: bytes = Array(bytes.prefix(chance.below(bytes.count + 1)))
            case 1: bytes += (0..<chance.number(1...9)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            case 2 where !bytes.isEmpty: bytes.remove(at: chance.below(bytes.count))
            case 3 where bytes.count > 8:
                let at = chance.below(bytes.count - 8)
                for offset in 0..<8 { bytes[at + offset] = UInt8.max }
            default: if !bytes.isEmpty { bytes[chance.below(bytes.count)] ^= UInt8(1 << chance.below(8)) }
            }
        }
        return bytes
    }

    @Test("20,000 damaged records are errors or records, and never the end of the program") func damage() {
        let chance = SimulatedChance(seed: 11)
        let originals = [WireTests.block, WireTests.cell.encoded, WireTests.mark.encoded, WireTests.manifest.encoded]
        var refused = 0
        for round in 0..<20_000 {
            let original = originals[round % originals.count]
            var bytes = damaged(original, chance)
            if round % 2 == 0 { bytes = HostileRecords.sealed(bytes) }
            if bytes == original { continue }
            let isRead = bytes.withUnsafeBytes { bytes in
                switch round % originals.count {
                case 0:
                    guard let rows = try? FactBlock.decode(bytes).facts else { return false }
                    return (0..<rows.count / 96).allSatisfy { FactBlock.fact($0, in: rows).fact.commune.rawValue < CommuneCode.limit }
                case 3: return (try? SnapshotManifest.decode(bytes, idleAfterMilliseconds: nil)) != nil
                default: return (try? PartialRecord.decode(bytes)) != nil
                }
            }
            // Only a checksum that was made to fit lets anything through.
            if round % 2 == 1 { #expect(!isRead, "round \(round)") }
            refused += isRead ? 0 : 1
        }
        #expect(refused > 10_000)
    }
}
