import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Replay
import Stages
import Testing

@testable import Operations

@Suite("Explanations of figures", .serialized) struct ExplanationTests {
    private static let now = EventTime(rfc3339: "2026-07-01T00:00:00+07:00") ?? .distantPast
    private static let demo = OperatedCluster.root + "/Pipelines/demo/electricity.ndjson"

    private let catalog: Catalog

    init() throws { catalog = try OperatedCluster.catalog() }

    private func explain(
        _ indicator: String, _ commune: String, _ window: String, changes: Int = 1_000
    ) throws -> Explanation {
        let question = try FigureQuestion(indicator: indicator, commune: commune, window: window, catalog: catalog)
        return try FileExplanation(question, catalog: catalog, now: Self.now, changes: changes)
            .explain(try InputSelection(paths: [Self.demo]), key: .random())
    }

    @Test("every figure of the demo is explained as a replay gives it") func likeReplay() throws {
        let replay = try Replay(
            ReplayOptions(catalog: catalog, inputs: try InputSelection(paths: [Self.demo]), key: .random(), now: Self.now))
        let updates = try replay.run().updates
        #expect(updates.count > 20)
        for update in updates where update.key.window.key == "2026-05" {
            let explanation = try explain(update.key.indicator, update.key.commune, update.key.window.key)
            #expect(explanation.published?.figure == update.figure, "\(update.key)")
            #expect(explanation.published?.status == update.status, "\(update.key)")
            // The last change that an event made is what stands.
            #expect(explanation.changes.last?.figure == explanation.open?.figure, "\(update.key)")
        }
    }

    @Test("the formula has the numbers in it, and each change its event") func words() throws {
        let explanation = try explain("EP01", "14797", "2026-05")
        let text = explanation.text
        #expect(text.hasPrefix("NOT FOR PUBLICATION"))
        #expect(text.contains("EP01 = 100 × households_noncash / households_billed = 100 × 8 / 12 = 66.67 %"))
        #expect(text.contains("  * households_billed = 12"))
        #expect(text.contains("1 repeated, 1 older than what stands"))
        #expect(text.contains("pcthanhhoa: 4 schema"))
        #expect(explanation.contributions.map(\.records) == [26])
        #expect(explanation.contributions.first?.first == EventTime(rfc3339: "2026-05-05T06:41:00+07:00"))
        #expect(explanation.changeCount == explanation.changes.count)
        #expect(explanation.changes.last?.cause.place == "\(Self.demo) event 66")
        #expect(explanation.changes.map(\.number) == Array(1...explanation.changeCount))
    }

    @Test("only the newest changes are kept, and all are counted") func bound() throws {
        let (all, few) = (try explain("EP01", "38", "2026-05"), try explain("EP01", "38", "2026-05", changes: 3))
        #expect(all.changeCount > 20 && few.changeCount == all.changeCount)
        #expect(few.changes == Array(all.changes.suffix(3)))
    }

    @Test("a small cell is explained, with the word that it is withheld") func withheld() throws {
        let explanation = try explain("EP01", "15835", "2026-05")
        #expect(explanation.open?.figure.numerator != nil)
        #expect(explanation.published?.figure.numerator == nil)
        #expect(explanation.text.contains("WITHHELD"))
    }

    @Test("where nobody is counted it says so") func nobody() throws {
        let explanation = try explain("EP01", "14797", "2025-01")
        #expect(explanation.open == nil && explanation.text.contains("nobody is counted there"))
    }

    @Test(
        "a question about nothing is answered with what there is",
        arguments: [
            ("EP1", "14797", "2026-05", "did you mean `EP01`?"), ("EP01", "99999", "2026-05", "there is no commune 99999"),
            ("EP01", "14797", "May", "May is no window"), ("EP01", "14797", "2026-05-01", "EP01 has no day windows"),
        ])
    func badQuestions(_ indicator: String, _ commune: String, _ window: String, _ words: String) throws {
        do throws(FigureQuestion.Failure) {
            _ = try FigureQuestion(indicator: indicator, commune: commune, window: window, catalog: catalog)
            Issue.record("it was taken")
        } catch { #expect(error.description.contains(words)) }
    }

    @Test("over a broker it is what was published, with positions, revisions and the events behind them") func overKafka() throws {
        let topic = "in.bank.elec"
        let cluster = try OperatedCluster(topics: [topic])
        defer { cluster.close() }
        try cluster.run(catalog)
        try cluster.send(Bills.lines + [Bills.lines[3], Bills.line(99, commune: "99999")], to: topic)
        let expected = try cluster.replayed(catalog, Bills.lines)
        #expect(try cluster.waits { try cluster.figures() == expected })
        cluster.stop()
        let reader = try cluster.reader()
        defer { reader.close() }
        let question = try FigureQuestion(indicator: "EP01", commune: Bills.known, window: "2026-05", catalog: catalog)
        let explanation = try LogExplanation(question, catalog: catalog, reader: reader, changes: 100).explain(
            withFacts: true, now: Self.now)
        #expect(explanation.open?.figure.denominator == 20)
        #expect(explanation.contributions.map(\.partner) == ["bank"] && explanation.contributions.map(\.records) == [20])
        #expect(explanation.changeCount == 20)
        #expect(explanation.changes.allSatisfy { $0.cause.place.hasPrefix("in.bank.elec/") })
        #expect(explanation.outcomes?[.counted] == 40 && explanation.outcomes?[.repeated] == 1)
        #expect(explanation.rejected.map(\.reason) == ["commune-unknown"] && explanation.late == 0)
        #expect(explanation.positions.count == 2)
        #expect(explanation.revisions.last?.parts == "0/20")
        #expect(explanation.remarks.isEmpty, "\(explanation.remarks)")
        let newest = try #require(explanation.revisions.last)
        let published = "published: \(newest.value) (0/20), revision \(newest.number)\n"
        #expect(explanation.text.contains("version default, in force") && explanation.text.contains(published), "\(explanation.text)")
        try checkOtherVersion(catalog, reader)
        try checkOtherFolder(catalog, reader, published)
        try checkDamage(cluster, reader, question)
    }

    /// Damaged partials are passed over with a remark; facts that cannot be counted end it with the place.
    private func checkDamage(_ cluster: OperatedCluster, _ reader: LogReader, _ question: FigureQuestion) throws {
        let explainer = LogExplanation(question, catalog: catalog, reader: reader, changes: 1)
        for partition in 0..<Int32(2) { try cluster.write([1, 2, 3], to: "partials", partition) }
        let explanation = try explainer.explain(withFacts: true, now: Self.now)
        #expect(explanation.open?.figure.denominator == 20)
        #expect(explanation.remarks.contains { $0.hasPrefix("1 damaged partials were passed over") })
        // Its partner, its source, its flags: none of them are the block's.
        let fact = Fact(record: .none, subject: .none, version: FactVersion(rawValue: .max), flags: .max, period: .max, partner: 9)
        let block = FactBlock(planDigest: question.pipeline.countingPlan().digest, rulesDigest: 0, keyID: "")
        let bytes = [fact].withUnsafeBufferPointer { block.encoded($0) { _ in FactOrigin(source: 9, offset: 0) } }
        try cluster.write(bytes, to: "facts.electricity", 0)
        let error = #expect(throws: StageError.self) { try explainer.explain(withFacts: true, now: Self.now) }
        #expect(error?.code == .damagedRecord && error?.message.hasPrefix("facts.electricity/0/") == true)
    }

    /// A folder that counts alike and publishes otherwise does not make readers have something else.
    private func checkOtherFolder(_ catalog: Catalog, _ reader: LogReader, _ published: String) throws {
        var changed = catalog
        let index = try #require(changed.pipelines[0].indicators.firstIndex { $0.id == "EP01" })
        changed.pipelines[0].indicators[index].numerator = "households_billed"
        let question = try FigureQuestion(indicator: "EP01", commune: Bills.known, window: "2026-05", catalog: changed)
        let text = try LogExplanation(question, catalog: changed, reader: reader, changes: 1).explain(withFacts: false, now: Self.now).text
        #expect(text.contains(published) && text.contains("BEWARE") && text.contains("it would be 100.0 (20/20)"), "\(text)")
    }

    /// Partials of another version are not taken for this one's.
    private func checkOtherVersion(_ catalog: Catalog, _ reader: LogReader) throws {
        var changed = catalog
        changed.pipelines[0].graceDays += 1
        let question = try FigureQuestion(indicator: "EP01", commune: Bills.known, window: "2026-05", catalog: changed)
        #expect(throws: StageError.self) {
            try LogExplanation(question, catalog: changed, reader: reader, changes: 1).explain(withFacts: false, now: Self.now)
        }
    }
}
