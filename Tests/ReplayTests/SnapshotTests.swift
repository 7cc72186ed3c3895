import Aggregation
import Catalog
import Foundation
import Publication
import Testing

@testable import Replay

@Suite("Snapshots between runs") struct SnapshotTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// All figures and raw cells of a run as text.
    private func figures(_ result: ReplayResult) -> String {
        IndicatorReport(result.updates).csv() + MeasureReport(result.measures).csv()
    }

    private func options(
        _ inputs: [String], catalog: Catalog? = nil, from: String? = nil, to: String? = nil, key: String = ReplayProbe.key
    ) throws -> ReplayOptions {
        var options = try ReplayProbe.options(inputs, catalog: catalog, key: key)
        options.snapshotIn = from
        options.snapshotOut = to
        return options
    }

    /// A snapshot of some bills, and its bytes.
    private func snapshotOfBills() throws -> (path: String, bytes: [UInt8]) {
        let events = try folder.write("bills.ndjson", ReplayProbe.bills(0..<40))
        let path = folder.path("bills.snapshot")
        _ = try ReplayProbe.run(options([events], to: path))
        return (path, [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    }

    private func refusal(_ options: ReplayOptions) -> ReplayError? {
        do throws(ReplayError) {
            _ = try Replay(options)
            return nil
        } catch {
            return error
        }
    }

    @Test("two months in two runs give the figures of one run over both") func twoMonthsInTwoRuns() throws {
        let may = try folder.write("may.ndjson", (0..<60).map { ReplayProbe.bill($0) + "\n" }.joined())
        // June's file holds bills of June, and repeats and corrections of May's.
        let corrected = ReplayProbe.bill(7).replacing("T06:00:00", with: "T09:00:00").replacing("100007", with: "5")
        let june = try folder.write(
            "june.ndjson",
            ((60..<90).map { ReplayProbe.bill($0, month: "2026-06") } + [ReplayProbe.bill(3), corrected, "{"]).joined(separator: "\n"))
        let whole = try ReplayProbe.run(options([may, june]))
        let snapshot = folder.path("may.snapshot")
        let first = try ReplayProbe.run(options([may], to: snapshot))
        let second = try ReplayProbe.run(options([june], from: snapshot))
        #expect(figures(second) == figures(whole))
        #expect(figures(first) != figures(whole))
        #expect(second.account.restoredRecords == 60)
        #expect(first.account.counted + second.account.counted == whole.account.counted)
        #expect(second.account.repeated == 1)
    }

    @Test("the demo cut anywhere into runs gives the demo's figures", arguments: [2, 3, 7]) func theDemoCutAnywhere(_ runs: Int) throws {
        let catalog = try ReplayProbe.catalog.get()
        let demo = ReplayProbe.pipelines + "/demo"
        var whole = try ReplayProbe.options([demo], catalog: catalog)
        whole.asOf = CivilDate("2026-05-31")
        let expected = figures(try ReplayProbe.run(whole))

        let files = try ["electricity", "dossiers", "ocop"].map { try String(contentsOfFile: "\(demo)/\($0).ndjson", encoding: .utf8) }
        let lines = files.map { $0.split(separator: "\n") }
        var last = ""
        for run in 0..<runs {
            let parts = lines.flatMap { $0[($0.count * run / runs)..<($0.count * (run + 1) / runs)] }
            let events = try folder.write("\(run).ndjson", parts.joined(separator: "\n"))
            var part = try options(
                [events], catalog: catalog, from: run == 0 ? nil : folder.path("\(run - 1).snapshot"), to: folder.path("\(run).snapshot"))
            part.asOf = whole.asOf
            last = figures(try ReplayProbe.run(part))
        }
        #expect(last == expected)
    }

    @Test("a run over nothing gives the figures of the snapshot it began with") func aRunOverNothing() throws {
        let demo = ReplayProbe.pipelines + "/demo"
        let catalog = try ReplayProbe.catalog.get()
        let snapshot = folder.path("demo.snapshot")
        let first = try ReplayProbe.run(options([demo], catalog: catalog, to: snapshot))
        let second = try ReplayProbe.run(options([folder.write("empty.ndjson", "")], catalog: catalog, from: snapshot))
        #expect(second.asOf == first.asOf)
        #expect(figures(second) == figures(first))
    }

    @Test("a snapshot of another key is refused before anything is read") func anotherKey() throws {
        let (path, _) = try snapshotOfBills()
        let error = refusal(try options(["-"], from: path, key: "ff0102030405060708090a0b0c0d0e0f"))
        #expect(error?.code == .usage)
        #expect(error?.message.contains("key") == true)
    }

    @Test("a snapshot of a pipeline that counts something else is refused") func anotherPipeline() throws {
        let (path, _) = try snapshotOfBills()
        let catalog = try ReplayProbe.catalogOfBills.get()
        let pipeline = try #require(catalog.pipelines.first)
        func refusal(_ change: (inout Pipeline) -> Void) throws -> ReplayError? {
            var changed = pipeline
            change(&changed)
            #expect(changed != pipeline)
            var other = catalog
            other.pipelines = [changed]
            return self.refusal(try options(["-"], catalog: other, from: path))
        }
        #expect(self.refusal(try options(["-"], from: path)) == nil)
        let otherPlans: [(inout Pipeline) -> Void] = [
            { $0.graceDays += 1 }, { $0.retentionDays = 1000 }, { $0.windows = [.month] }, { $0.measures.removeLast() },
            { $0.measures[0].condition.none = ["cash"] }, { $0.flags.append(Named(name: "more")) }, { $0.itemFlags.removeLast() },
            { $0.amounts.removeLast() }, { $0.timeZone = FixedTimeZone(offsetMinutes: 0) },
        ]
        for (index, change) in otherPlans.enumerated() {
            let error = try refusal(change)
            #expect(error?.code == .inputOutput, "change \(index)")
            #expect(error?.message.contains("other-plan") == true, "change \(index): \(error?.message ?? "accepted")")
        }
        // What a record is called, or when it has a flag, decides what is counted just as much.
        let otherRules: [(inout Pipeline) -> Void] = [
            { $0.facts[0].record = Template(parts: [.text("the bill "), .field("billId")]) }, { $0.facts[0].flags.removeLast() },
            { $0.facts[0].rank = 9 }, { $0.facts[0].commune = nil }, { $0.facts[0].period = "issuedAt" }, { $0.facts.removeLast() },
            { $0.facts[0].condition = FieldCondition(alternatives: [[FieldTest(field: "customerClass", kind: .oneOf(["domestic"]))]]) },
        ]
        for (index, change) in otherRules.enumerated() {
            #expect(try refusal(change)?.message.contains("rules") == true, "rules \(index)")
        }
        // Words may change.
        #expect(try refusal { $0.title.en = "Other words" } == nil)
        #expect(try refusal { $0.indicators.removeLast() } == nil)
        let other = try refusal { $0.id = "water" }
        #expect(other?.code == .usage)
        #expect(other?.message.contains("holds no state of the pipeline water") == true)
    }

    @Test("a snapshot that is cut short anywhere, or goes on behind its end, is refused; nothing is left beside it") func anyLength() throws
    {
        let (path, bytes) = try snapshotOfBills()
        let (beside, name) = (
            try FileManager.default.contentsOfDirectory(atPath: folder.path), path.split(separator: "/").last.map(String.init)
        )
        #expect(beside.filter { $0.hasPrefix(name ?? "") } == [name])
        let other = folder.path("other.snapshot")
        let options = try options(["-"], from: other)
        let lengths = Array(0..<200) + Array(stride(from: 200, to: bytes.count, by: max(1, bytes.count / 200)))
        for changed in lengths.map({ Array(bytes.prefix($0)) }) + [bytes + [0], bytes + bytes] {
            try folder.write("other.snapshot", changed)
            #expect(refusal(options)?.code == .inputOutput, "\(changed.count) of \(bytes.count) bytes")
        }
    }

    @Test("a snapshot with any byte changed is refused") func anyByteChanged() throws {
        let (_, bytes) = try snapshotOfBills()
        let damaged = folder.path("damaged.snapshot")
        let options = try options(["-"], from: damaged)
        // Every byte of the file's own frame, and at least 600 of what it holds.
        let positions = Array(0..<min(80, bytes.count)) + Array(stride(from: 80, to: bytes.count, by: max(1, bytes.count / 600)))
        #expect(positions.count >= 500)
        for (index, position) in positions.enumerated() {
            var changed = bytes
            changed[position] ^= [1, 0x80, 0xFF][index % 3]
            try folder.write("damaged.snapshot", changed)
            #expect(refusal(options) != nil, "byte \(position) of \(bytes.count)")
        }
    }

    @Test("a snapshot that ends too early, or goes on, is refused") func endsTooEarly() throws {
        let (_, bytes) = try snapshotOfBills()
        let options = try options(["-"], from: folder.path("cut.snapshot"))
        let counts = Array(0..<80) + Array(stride(from: 80, to: bytes.count, by: max(1, bytes.count / 200))) + [bytes.count - 1]
        for count in counts {
            try folder.write("cut.snapshot", bytes[0..<count])
            let error = refusal(options)
            #expect(error?.code == .inputOutput, "\(count) of \(bytes.count) bytes")
        }
        try folder.write("cut.snapshot", bytes + [0])
        #expect(refusal(options)?.code == .inputOutput)
        try folder.write("cut.snapshot", bytes + bytes)
        #expect(refusal(options)?.code == .inputOutput)
    }

    @Test("a missing snapshot is an error, and so is one that cannot be written") func missing() throws {
        #expect(refusal(try options(["-"], from: folder.path("nowhere")))?.code == .inputOutput)
        #expect(refusal(try options(["-"], from: folder.path))?.code == .inputOutput)
        let events = try folder.write("events.ndjson", ReplayProbe.bill(1))
        let error = #expect(throws: ReplayError.self) { _ = try ReplayProbe.run(options([events], to: folder.path("nowhere/x"))) }
        #expect(error?.code == .inputOutput)
    }

    @Test("no raw identifier stands in a snapshot") func noRawIdentifier() throws {
        let (_, bytes) = try snapshotOfBills()
        let text = String(decoding: bytes, as: UTF8.self)
        // Names of partners and pipelines do stand there: the search finds what is there.
        #expect(text.contains("pcthanhhoa"))
        #expect(text.contains("electricity"))
        for number in 0..<40 {
            #expect(
                !text.contains("PA07TH\(7_000_000 + number)") && !text.contains("\(7_000_000 + number)") && !text.contains("HD-\(number)"))
        }
        let key = try #require(PseudonymKeyBytes.bytes(ReplayProbe.key))
        #expect(bytes.firstRange(of: key) == nil)
        #expect(!text.contains(ReplayProbe.key))
    }
}

/// A key's bytes as they are written.
private enum PseudonymKeyBytes {
    static func bytes(_ hexadecimal: String) -> [UInt8]? {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        guard digits.count == hexadecimal.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
