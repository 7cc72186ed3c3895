import Aggregation

/// Where a fact came from: the record of a partner's topic.
public struct FactOrigin: Equatable, Sendable {
    /// The index of its source in the block.
    public var source: UInt16
    public var offset: Int64

    public init(source: UInt16, offset: Int64) {
        self.source = source
        self.offset = offset
    }
}

/// How far a source (a partition of a partner's topic) has come.
public struct SourceProgress: Equatable, Sendable {
    /// `topic/partition`.
    public var source: String
    /// The largest business time of its good events; `distantPast`: it is there, but has said nothing.
    public var latest: EventTime

    public init(source: String, latest: EventTime) {
        self.source = source
        self.latest = latest
    }
}

/// A record of a `facts` topic: facts of one pipeline and partition, many at a time, and how far the sources have come.
///
/// Format 1, little-endian: `NHFB` · version u16 · counts of partners u16, sources u16, facts u32 · plan digest u64 · rules digest u64 ·
/// newest log time of the events i64 · key id · partners · sources (name, latest i64) · facts (96 bytes each) · checksum u64.
public struct FactBlock {
    static let mark: UInt32 = 0x4246_484E
    static let version: UInt16 = 1
    /// Bytes of a fact in a block.
    public static let factSize = 96

    /// Of the counting plan: what is counted.
    public var planDigest: UInt64
    /// Of the fact rules: what facts come of an event.
    public var rulesDigest: UInt64
    public var keyID: String
    /// The log's newest time of the events in the block; `distantPast` where there is none.
    public var newestLogTime: EventTime
    /// Names of partners, by the number that the block's facts have.
    public var partners: [String]
    public var sources: [SourceProgress]

    public init(
        planDigest: UInt64, rulesDigest: UInt64, keyID: String, newestLogTime: EventTime = .distantPast, partners: [String] = [],
        sources: [SourceProgress] = []
    ) {
        self.planDigest = planDigest
        self.rulesDigest = rulesDigest
        self.keyID = keyID
        self.newestLogTime = newestLogTime
        self.partners = partners
        self.sources = sources
    }

    /// The block as bytes.
    ///
    /// - Parameter origin: of the fact with that index.
    public func encoded(_ facts: UnsafeBufferPointer<Fact>, origin: (Int) -> FactOrigin) -> [UInt8] {
        var writer = ByteWriter(mark: FactBlock.mark, version: FactBlock.version)
        writer.reserve(256 + facts.count * FactBlock.factSize)
        writer.write(UInt16(partners.count))
        writer.write(UInt16(sources.count))
        writer.write(UInt32(facts.count))
        writer.write(planDigest)
        writer.write(rulesDigest)
        writer.write(newestLogTime.rawValue)
        writer.write(keyID)
        for partner in partners { writer.write(partner) }
        for source in sources {
            writer.write(source.source)
            writer.write(source.latest.rawValue)
        }
        writer.append(facts.count * FactBlock.factSize) { rows in
            for index in facts.indices { FactBlock.write(facts[index], origin(index), to: rows + index * FactBlock.factSize) }
        }
        return writer.closed()
    }

    /// Reads a block; its facts stay where they are, each for `fact(_:in:)`. Their partners and sources are the block's; whether a pipeline can
    /// count them says `check`.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(StageError) -> (block: FactBlock, facts: UnsafeRawBufferPointer) {
        do throws(WireError) {
            var reader = try ByteReader.open(bytes, mark: mark, version: version, named: "fact block")
            let (partnerCount, sourceCount) = (try reader.number(UInt16.self), try reader.number(UInt16.self))
            let factCount = Int(try reader.number(UInt32.self))
            var block = FactBlock(
                planDigest: try reader.number(), rulesDigest: try reader.number(), keyID: "",
                newestLogTime: try reader.logTime())
            block.keyID = try reader.text()
            for _ in 0..<partnerCount { block.partners.append(try reader.text()) }
            for _ in 0..<sourceCount {
                block.sources.append(SourceProgress(source: try reader.text(), latest: try reader.time()))
            }
            guard reader.remaining == factCount * factSize else {
                throw WireError("it is a fact block of \(factCount) facts with room for \(reader.remaining / factSize)")
            }
            let start = 6 + reader.offset
            let rows = UnsafeRawBufferPointer(rebasing: bytes[start..<start + factCount * factSize])
            try block.checkNames(rows)
            return (block, rows)
        } catch { throw StageError(.damagedRecord, error.description) }
    }

    /// The fact with that index.
    @inline(__always) public static func fact(_ index: Int, in facts: UnsafeRawBufferPointer) -> (fact: Fact, origin: FactOrigin) {
        let at = index * factSize
        @inline(__always) func number<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type = T.self) -> T {
            T(littleEndian: facts.loadUnaligned(fromByteOffset: at + offset, as: T.self))
        }
        let commune: UInt32 = number(80)
        let fact = Fact(
            record: Pseudonym(high: number(0), low: number(8)), subject: Pseudonym(high: number(16), low: number(24)), item: number(32),
            version: FactVersion(rawValue: number(40)), flags: number(48), amount0: number(56), amount1: number(64), period: number(72),
            expires: CivilDate(rawValue: number(76)), commune: CommuneCode(rawValue: commune & ~(1 << 31)), partner: number(84),
            isApproximate: commune >> 31 == 1)
        return (fact, FactOrigin(source: number(86), offset: number(88)))
    }
}

extension FactBlock {
    @inline(__always) private static func write(_ fact: Fact, _ origin: FactOrigin, to row: UnsafeMutableRawPointer) {
        @inline(__always) func put<T: FixedWidthInteger & BitwiseCopyable>(_ number: T, _ offset: Int) {
            row.storeBytes(of: number.littleEndian, toByteOffset: offset, as: T.self)
        }
        put(fact.record.high, 0)
        put(fact.record.low, 8)
        put(fact.subject.high, 16)
        put(fact.subject.low, 24)
        put(fact.item, 32)
        put(fact.version.rawValue, 40)
        put(fact.flags, 48)
        put(fact.amount0, 56)
        put(fact.amount1, 64)
        put(fact.period, 72)
        put(fact.expires.rawValue, 76)
        put(fact.commune.rawValue | (fact.isApproximate ? 1 << 31 : 0), 80)
        put(fact.partner, 84)
        put(origin.source, 86)
        put(origin.offset, 88)
    }
}
