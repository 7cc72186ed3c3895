import Aggregation
import Testing

@testable import Publication
@testable import Simulation
@testable import Stages

@Suite("What nobody writes for publishers") struct HostilePublishTests {
    private let probe: StageProbe
    private let figure = "EP01|14797|2026-05"
    private let partials = TopicPartition("partials", 0)
    private let updates = TopicPartition("indicator-updates", 0)
    private let references = TopicPartition("references", 0)

    init() throws {
        probe = try StageProbe()
        let (ingest, _) = try probe.ingest()
        for number in 1..<4 { probe.send(StageProbe.bill(number, contract: 100 + number)) }
        try probe.turn(ingest)
        try probe.turn(probe.aggregate().stage)
    }

    @Test(
        "a revision that no publisher gives is written over, and the next one does not overflow",
        arguments: [("9223372036854775807", 2), ("-5", 2), ("9007199254740993", 2), ("9007199254740992", PublishedFigure.revisionMax)],
        [true, false])
    func revision(_ found: (text: String, next: Int64), isRunning: Bool) throws {
        let (first, log) = try probe.publish()
        try probe.turn(first)
        if !isRunning { log.crash() }
        let headers = [LogHeader("nhipso_revision", found.text), LogHeader("nhipso_digest", "00000000000000aa")]
        probe.cluster.append(OutgoingRecord(to: updates, key: Array(figure.utf8), value: Array("{}".utf8), headers: headers))
        let stage = isRunning ? first : try probe.publish().stage
        try probe.turn(stage)
        #expect(probe.figure(figure)?.revision == found.next && probe.figure(figure)?.document.denominator == 3)
        let isSaid = stage.takeNotices().contains { $0.level == .warning && $0.text.contains("a revision that no publisher gives") }
        #expect(isSaid == (found.next == 2))
    }

    /// The cell of the figure, as a record, with something changed.
    private func cell(_ change: (inout PartialCell) -> Void) throws -> OutgoingRecord {
        for record in probe.records("partials") {
            guard let value = record.value, case .cell(var cell) = try PartialRecord.decode(value), cell.window.key == "2026-05" else {
                continue
            }
            change(&cell)
            return OutgoingRecord(to: partials, key: record.key.map { Array($0) } ?? [], value: PartialRecord.cell(cell).encoded)
        }
        throw StageError(.damagedRecord, "there is no cell")
    }

    @Test(
        "a damaged partial is passed over with one word a key, whenever it is read",
        arguments: ["garbage", "measures", "subjects", "records", "commune", "window", "position", "partition"])
    func partial(_ field: String) throws {
        let record = try cell {
            switch field {
            case "measures": $0.content.values.append(1)
            case "subjects": $0.content.subjects = .max
            case "records": $0.content.partners[0].records = .max
            case "commune": $0.content.commune = CommuneCode(rawValue: 100_000)
            case "window": $0.window.ordinal = .max
            case "position": $0.position = .max
            default: $0.source.partition = -1
            }
        }
        let (running, log) = try probe.publish()
        try probe.turn(running)
        for _ in 0..<3 {
            probe.cluster.append(OutgoingRecord(to: partials, key: record.key, value: field == "garbage" ? [1, 2, 3] : record.value))
        }
        try probe.turn(running)
        log.crash()
        let (successor, _) = try probe.publish()
        try probe.turn(successor)
        for stage in [running, successor] {
            #expect(stage.isReady && stage.account.damagedPartials == 3)
            #expect(stage.takeNotices().filter { $0.level == .warning && $0.text.contains("is passed over") }.count == 1)
        }
        #expect(probe.figure(figure)?.revision == 1 && probe.figure(figure)?.document.denominator == 3)
    }

    @Test("a reference table that is taken away gives its place to the file's, for those who ran and those who begin") func tombstone()
        throws
    {
        let id = "households_estimate"
        let (stage, log) = try probe.publish()
        try probe.turn(stage)
        let own = try #require(stage.references[id])
        let table = "commune,value,valid_from,basis,source,estimate\n14797,5,2025-07-01,counted,a list,no\n"
        for name in [id, "of_nobody"] {
            probe.cluster.append(OutgoingRecord(to: references, key: Array(name.utf8), value: Array(table.utf8)))
        }
        try probe.turn(stage)
        #expect(stage.references[id]?.rows.map(\.value) == [5] && stage.references["of_nobody"] != nil)
        for name in [id, "of_nobody"] { probe.cluster.append(OutgoingRecord(to: references, key: Array(name.utf8), value: nil)) }
        try probe.turn(stage)
        #expect(stage.takeNotices().filter { $0.text.contains("has been removed") }.count == 2)
        log.crash()
        let (successor, _) = try probe.publish()
        try probe.turn(successor)
        for stage in [stage, successor] { #expect(stage.references[id] == own && stage.references["of_nobody"] == nil) }
    }

    @Test("a key that is no id of a table is refused, and replaces no other", arguments: ["a/households_estimate", "", "Ä", "x.csv"])
    func key(_ key: String) throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        let before = stage.references
        let table = "commune,value,valid_from,basis,source,estimate\n14797,5,2025-07-01,counted,a list,no\n"
        probe.cluster.append(OutgoingRecord(to: references, key: Array(key.utf8), value: Array(table.utf8)))
        try probe.turn(stage)
        #expect(stage.references == before)
        #expect(stage.takeNotices().contains { $0.level == .error && $0.text.contains("no id of a reference table") })
    }

    @Test("a name that no version can have puts none in force, with what to do, until one is") func version() throws {
        let (stage, _) = try probe.publish()
        try probe.turn(stage)
        let versions = TopicPartition("versions", 0)
        probe.cluster.append(OutgoingRecord(to: versions, key: Array(VersionRecord.key.utf8), value: [0xFF, 0x0A, 0x2F]))
        try probe.turn(stage)
        #expect(stage.target == nil)
        #expect(stage.takeNotices().contains { $0.level == .error && $0.text.contains("nhipso switch") })
        probe.cluster.append(OutgoingRecord(to: versions, key: Array(VersionRecord.key.utf8), value: VersionRecord.encode("")))
        try probe.turn(stage)
        #expect(stage.target == "indicator-updates" && probe.figure(figure)?.revision == 1)
    }

    @Test("names of partners end before their numbers do") func partners() {
        let register = PartnerRegister()
        let names = (0..<PartnerRegister.namesMax).map { "p\($0)" }
        #expect(register.take(names) && register.take(["p0", "p65534"]))
        #expect(!register.take(["p1", "one more"]))
        #expect(register.number(of: "p65534") == 65_534 && register.name(of: 65_534) == "p65534")
    }
}
