import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("Facts that nobody makes") struct HostileFactTests {
    private let probe: StageProbe
    private let topic = TopicPartition("facts.electricity", 0)

    init() throws { probe = try StageProbe() }

    private static let fact = Fact(
        record: Pseudonym(high: 1, low: 2), subject: Pseudonym(high: 3, low: 4), item: 5,
        version: FactVersion(time: EventTime(rawValue: StageProbe.noon), rank: 0), flags: 1, period: 2026 * 12 + 4,
        commune: CommuneCode(rawValue: 14_797))

    /// Appends a block of these facts in proper form, whatever they say.
    private func append(
        _ facts: [Fact], partners: [String] = ["pcthanhhoa"], source: UInt16 = 0, latest: Int64 = StageProbe.noon,
        newestLogTime: Int64 = StageProbe.noon
    ) {
        let own = FactPipeline(probe.pipeline, topic: "")
        let block = FactBlock(
            planDigest: own.planDigest, rulesDigest: own.rulesDigest, keyID: probe.key.id,
            newestLogTime: EventTime(rawValue: newestLogTime),
            partners: partners, sources: [SourceProgress(source: "in.pcthanhhoa.elec-bill/0", latest: EventTime(rawValue: latest))])
        let bytes = facts.withUnsafeBufferPointer { block.encoded($0) { FactOrigin(source: source, offset: Int64($0)) } }
        probe.cluster.append(OutgoingRecord(to: topic, key: [], value: bytes))
    }

    /// What ends a stage that reads them.
    private func end() throws -> StageError? {
        do { try probe.turn(probe.aggregate().stage) } catch let error as StageError { return error }
        return nil
    }

    @Test("one fact like all others is counted") func plain() throws {
        append([HostileFactTests.fact])
        #expect(try end() == nil)
    }

    @Test(
        "a fact with something that no table has room for ends the stage with what to do",
        arguments: ["commune", "flags", "period", "first period", "version", "partner", "source of a late one", "progress"])
    func impossible(_ field: String) throws {
        var fact = HostileFactTests.fact
        var (source, latest): (UInt16, Int64) = (0, StageProbe.noon)
        switch field {
        case "commune": fact.commune = CommuneCode(rawValue: 100_000)
        case "flags": fact.flags = 1 << 63
        case "period": fact.period = .max
        case "first period": fact.period = .min + 1
        case "version": fact.version = FactVersion(rawValue: .max)
        case "partner": fact.partner = 1
        case "progress": latest = .max - 1
        default:
            fact.period = 2020 * 12
            source = 9
            append([HostileFactTests.fact])
        }
        append([fact], source: source, latest: latest)
        let error = try #require(try end())
        #expect(error.code == .damagedRecord && error.recovery == .stop)
        #expect(error.message.contains("facts.electricity/0/") && error.message.contains("rebuild the state from the events"))
    }

    @Test("more partners, or communes, than the tables have room for end it, and do not overflow") func tooMany() throws {
        append([], partners: (0...Aggregate.partnersMax).map { "p\($0)" })
        #expect(try end()?.message.contains("more than 4096 partners") == true)
        let other = try HostileFactTests()
        other.append(
            (0..<40_000).map { number in
                var fact = HostileFactTests.fact
                fact.record = Pseudonym(high: 1, low: UInt64(number))
                fact.commune = CommuneCode(rawValue: UInt32(number) + 1)
                return fact
            })
        #expect(try other.end()?.message.contains("more communes than there are") == true)
    }

    @Test("a time of the log that no clock can have told is unknown: nothing is late by it, and the longest wait is bounded") func logTime()
        throws
    {
        append([HostileFactTests.fact], newestLogTime: -9_223_372_036_854_775_000)
        #expect(try end() == nil)
        let (publish, _) = try probe.publish()
        try probe.turn(publish)
        #expect(probe.figure("EP01|14797|2026-05") != nil)
        #expect(publish.account.latency.counts.allSatisfy { $0 == 0 })
        var latency = LatencyCounts()
        for _ in 0..<2 { latency.note(from: EventTime(rawValue: -9_223_372_036_854_775_000), to: EventTime(rawValue: StageProbe.noon)) }
        latency.note(from: EventTime(rawValue: StageProbe.noon), to: .distantPast)
        #expect(latency.counts.first == 1 && latency.counts.last == 2 && latency.sumMilliseconds == .max)
    }
}
