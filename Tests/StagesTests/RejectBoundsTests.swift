import Aggregation
import Testing

@testable import Simulation
@testable import Stages

@Suite("The bounds of rejects") struct RejectBoundsTests {
    private let probe: StageProbe
    private let input = TopicPartition("in.pcthanhhoa.elec-bill", 0)
    private let tooLarge = LogError("MSG_SIZE_TOO_LARGE", "too large", recovery: .stop)

    init() throws { probe = try StageProbe() }

    private func send(_ headers: [LogHeader], value: [UInt8] = Array("{".utf8)) {
        probe.cluster.append(OutgoingRecord(to: input, key: [], value: value, headers: headers))
    }

    private func stage() throws -> (stage: IngestStage, log: InterveningLog) {
        let log = InterveningLog(try probe.log("ingest"))
        let settings = IngestSettings(catalog: probe.catalog, key: probe.key, factsPartitions: 1)
        return (try IngestStage(settings, log: log), log)
    }

    /// All that counts for a bound: librdkafka adds some bytes for each header.
    private func size(_ record: OutgoingRecord) -> Int {
        record.key.count + (record.value?.count ?? 0) + record.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.count + 10 }
    }

    static let swollen: [(String, [LogHeader])] = [
        ("one large", [LogHeader("big", Array(repeating: 1, count: 1_113_980)), LogHeader("small", "s")]),
        ("many", (0..<60_000).map { LogHeader("h\($0)", "x") }),
        ("a long name that is no text", [LogHeader(String(repeating: "é", count: 40_000), "x"), LogHeader("small", "s")]),
    ]

    @Test("whatever headers a bad event has, its reject has a bound, and says what is left out", arguments: swollen.indices)
    func headers(index: Int) throws {
        let (stage, log) = try stage()
        var largest = 0
        log.refusesSend = { [self] record in
            if record.partition.topic.hasPrefix("rejected.") { largest = max(largest, size(record)) }
            return nil
        }
        send(Self.swollen[index].1, value: Array(repeating: 1, count: 1 << 20))
        try probe.turn(stage)
        let reject = try #require(probe.records("rejected.pcthanhhoa").first)
        #expect(largest > 1 << 20 && largest <= 1 << 20 + RejectRecord.headroomBytes - 8_192)
        #expect(reject.header("nhipso_left_out")?.contains("bytes") == true)
        #expect(index == 1 || reject.header("small") == "s")
        #expect(reject.value?.count == 1 << 20)
    }

    @Test("path and words have a bound") func words() throws {
        let headers = RejectRecord.headers(
            .init(.schema, path: String(repeating: "đ", count: 1 << 20), message: String(repeating: "x", count: 1 << 20)), id: "i",
            time: .distantPast, stage: "ingest")
        #expect(headers.reduce(0) { $0 + $1.value.count } < 9_000)
    }

    @Test("a reject that its topic has no room for is written without the event; nobody else notices", arguments: [true, false])
    func refused(atOnce: Bool) throws {
        let (stage, log) = try stage()
        let tooLarge = self.tooLarge
        log.refusesSend = { atOnce && $0.partition.topic.hasPrefix("rejected.") && !($0.value ?? []).isEmpty ? tooLarge : nil }
        var isFirst = true
        log.onReport = { report in
            guard !atOnce, isFirst, report.ticket < 0 else { return report }
            isFirst = false
            return WriteReport(ticket: report.ticket, partition: report.partition, offset: -1, failure: tooLarge)
        }
        send([LogHeader("a", "b")], value: Array("{ no event".utf8))
        probe.send(StageProbe.bill(1))
        try probe.turn(stage, times: 10, milliseconds: 300)
        #expect(try probe.facts().count == 1)
        let reject = try #require(probe.records("rejected.pcthanhhoa").last)
        #expect(reject.header("nhipso_id") == "\(input)/0" && reject.header("nhipso_reason") == "malformed-json")
        #expect(reject.header("nhipso_left_out") == "the whole event" && reject.value?.isEmpty != false && reject.header("a") == nil)
        #expect(stage.takeNotices().contains { $0.text.contains("max.message.bytes") })
        #expect(probe.cluster.group("ingest")?.committed[input] == 2, "what came of the event is acknowledged")
    }

    @Test("what a partner says of the time counts only where it can be", arguments: [-1, Int64.min, StageProbe.noon + 90_000_000, .max])
    func unbelievable(milliseconds: Int64) throws {
        let (stage, log) = try stage()
        log.onRecord = { record in
            var record = record
            record.isTimeOfBroker = false
            record.time = EventTime(millisecondsSinceEpoch: milliseconds)
            return record
        }
        probe.send(StageProbe.bill(1))
        send([])
        try probe.turn(stage)
        let blocks = try probe.records("facts.electricity").map { try FactBlock.decode(try #require($0.value)).block.newestLogTime }
        let newest = try #require(blocks.max())
        #expect(abs(newest.rawValue - StageProbe.noon) < 60_000)
        #expect(probe.records("rejected.pcthanhhoa").first?.header("nhipso_time")?.hasPrefix("2026-05-06T") == true)
    }
}
