import Aggregation
import Catalog
import Testing

@testable import Publication

@Suite struct PublisherTests {
    @Test("figures come in the order of indicators, windows and areas, the province last")
    func order() {
        var publisher = Publisher()
        publisher.accept(
            cell(hacThanh, billed: 5, noncash: 4), cell(.unlocated, billed: 1, noncash: 1), cell(hamRong, billed: 5, noncash: 5))
        #expect(
            publisher.changes().keys == [
                "EP01|14758|2026-05", "EP01|14797|2026-05", "EP01|unlocated|2026-05", "EP01|38|2026-05",
                "EP08|14758|2026-05", "EP08|14797|2026-05", "EP08|unlocated|2026-05", "EP08|38|2026-05",
                "EC01|14758|2026-05", "EC01|14797|2026-05", "EC01|unlocated|2026-05", "EC01|38|2026-05",
            ])
    }

    @Test("the province is all communes and what is not located")
    func province() {
        var publisher = Publisher()
        publisher.accept(
            cell(hacThanh, billed: 5, noncash: 4), cell(.unlocated, billed: 1, noncash: 1), cell(hamRong, billed: 4, noncash: 3))
        let province = publisher.changes()["EP01|38|2026-05"]
        #expect(province?.figure.numerator == 8)
        #expect(province?.figure.denominator == 10)
        #expect(province?.figure.isTargetMet == true)
        #expect(province?.areaName == "Tỉnh Thanh Hóa")
        #expect(province?.partners.map(\.events) == [10])
    }

    @Test("repeated partials publish nothing")
    func repeated() {
        var publisher = Publisher()
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4))
        #expect(publisher.changes().count == 6)
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4))
        #expect(publisher.changes() == [])
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4), position: 2)
        #expect(publisher.changes() == [])
    }

    @Test("a partial with a lower position than the one that stands is ignored")
    func outOfOrder() {
        var publisher = Publisher()
        publisher.accept(cell(hacThanh, billed: 5, noncash: 5), position: 7)
        publisher.accept(cell(hacThanh, billed: 4, noncash: 1), position: 6)
        #expect(publisher.changes()["EP01|14797|2026-05"]?.figure.denominator == 5)
        publisher.accept(cell(hacThanh, billed: 4, noncash: 1), position: 3)
        #expect(publisher.changes() == [])
        publisher.accept(cell(hacThanh, billed: 6, noncash: 6), position: 8)
        #expect(publisher.changes()["EP01|14797|2026-05"]?.figure.denominator == 6)
    }

    @Test("a position counts for its own partition and commune only")
    func positionsOfPartitions() {
        var publisher = Publisher(partitions: 2)
        publisher.accept(cell(hacThanh, billed: 5, noncash: 5), partition: 0, position: 100)
        publisher.accept(cell(hacThanh, billed: 4, noncash: 1), partition: 1, position: 1)
        publisher.accept(cell(hamRong, billed: 2, noncash: 1), partition: 0, position: 1)
        let updates = publisher.changes()
        #expect(updates["EP01|14797|2026-05"]?.figure.denominator == 9)
        #expect(updates["EP01|14758|2026-05"]?.figure.denominator == 2)
    }

    @Test("a change publishes the commune and the province with the next revision, and nothing else")
    func revisions() {
        var publisher = Publisher()
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4), cell(hamRong, billed: 5, noncash: 4))
        #expect(publisher.changes().allSatisfy { $0.revision == 1 })
        for revision in 2...4 as ClosedRange<Int64> {
            publisher.accept(cell(hacThanh, billed: 5 + revision, noncash: 4), position: revision)
            let updates = publisher.changes()
            #expect(
                updates.keys == [
                    "EP01|14797|2026-05", "EP01|38|2026-05", "EP08|14797|2026-05", "EP08|38|2026-05", "EC01|14797|2026-05",
                    "EC01|38|2026-05",
                ])
            #expect(updates.allSatisfy { $0.revision == revision })
        }
    }

    @Test("many partials between two looks make one revision")
    func batched() {
        var publisher = Publisher()
        for step in 1...5 as ClosedRange<Int64> { publisher.accept(cell(hacThanh, billed: step, noncash: 1), position: step) }
        let update = publisher.changes()["EP01|14797|2026-05"]
        #expect(update?.revision == 1)
        #expect(update?.figure.denominator == 5)
    }

    @Test("a commune without subjects is not published until it had some, and then is taken back as not available")
    func emptied() {
        var publisher = Publisher()
        publisher.accept(cell(hacThanh, billed: 0, noncash: 0), cell(hamRong, billed: 5, noncash: 4))
        #expect(publisher.changes()["EP01|14797|2026-05"] == nil)
        publisher.accept(cell(hamRong, billed: 0, noncash: 0), position: 2)
        let updates = publisher.changes()
        #expect(updates["EP01|14758|2026-05"]?.figure.availability == .notAvailable(.noSubjects))
        #expect(updates["EC01|38|2026-05"]?.figure.availability == .notAvailable(.noSubjects))
        #expect(updates["EC01|38|2026-05"]?.figure.numerator == nil)
        #expect(updates["EC01|38|2026-05"]?.revision == 2)
    }

    @Test("the watermark publishes what it makes final, and nothing by merely moving")
    func closing() {
        var publisher = Publisher(electricity(graceDays: 2), partitions: 2)
        let closing = EventTime(rawValue: Int64(CivilDate(year: 2026, month: 6, day: 2).rawValue) * 86_400_000 + 17 * 3_600_000)
        publisher.accept(
            cell(hacThanh, billed: 5, noncash: 4), cell(hacThanh, billed: 1, noncash: 1, window: .current), watermark: closing)
        #expect(publisher.watermark == .distantPast)
        #expect(publisher.changes()["EP01|14797|2026-05"]?.status == .provisional)
        publisher.accept(partition: 1, position: 1, watermark: closing.adding(milliseconds: -1))
        #expect(publisher.watermark == closing.adding(milliseconds: -1))
        #expect(publisher.changes() == [])
        publisher.accept(partition: 1, position: 2, watermark: closing)
        let updates = publisher.changes()
        #expect(updates.count == 6)
        #expect(updates.allSatisfy { $0.status == .final && $0.revision == 2 && $0.key.window == may2026 })
        publisher.accept(partition: 1, position: 1, watermark: .distantPast)
        #expect(publisher.watermark == closing)
        #expect(publisher.changes() == [])
        publisher.accept(cell(hacThanh, billed: 6, noncash: 4, isRevised: true), position: 3)
        #expect(publisher.changes().map(\.status) == Array(repeating: .revised, count: 6))
    }

    @Test("an indicator is published for its own windows only")
    func ownWindows() {
        var pipeline = electricity()
        pipeline.indicators[0].windows = [.current]
        var publisher = Publisher(pipeline)
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4))
        #expect(!publisher.changes().contains { $0.key.indicator == "EP01" })
    }

    @Test("references hold by the window's last day, and by the given day for the standing state")
    func references() {
        let table = ReferenceTable(id: "population", rows: [row(hacThanh, 10, from: "2026-05-31"), row(hacThanh, 20, from: "2026-06-04")])
        var publisher = Publisher(references: [table])
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4), cell(hacThanh, billed: 5, noncash: 4, window: .current))
        let updates = publisher.changes(at: noon, asOf: today)
        #expect(updates["EP08|14797|2026-05"]?.figure.denominator == 10)
        #expect(updates["EP08|14797|current"]?.figure.denominator == 10)
        let next = publisher.changes(at: noon, asOf: today.adding(days: 1))
        #expect(next.keys == ["EP08|14797|current"])
        #expect(next.first?.figure.denominator == 20)
        #expect(next.first?.revision == 2)
    }

    @Test("a replaced reference publishes what depends on it")
    func replaced() {
        var publisher = Publisher(references: [ReferenceTable(id: "population", rows: [row(hacThanh, 10, from: "2026-01-01")])])
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4))
        _ = publisher.changes()
        publisher.replace(reference: ReferenceTable(id: "population", rows: [row(hacThanh, 8, from: "2026-01-01")]))
        let updates = publisher.changes()
        #expect(updates.keys == ["EP08|14797|2026-05"])
        #expect(updates.first?.figure.value == .hundredths(5000))
    }

    @Test("a successor seeded with what was published writes only the difference, with rising revisions")
    func seeded() {
        var first = Publisher()
        first.accept(cell(hacThanh, billed: 5, noncash: 4), cell(hamRong, billed: 5, noncash: 4))
        _ = first.changes()
        var second = Publisher(
            pipeline: electricity(), references: [], context: surroundings(), lastPublished: first.lastPublished)
        second.accept(cell(hacThanh, billed: 5, noncash: 4), cell(hamRong, billed: 5, noncash: 4))
        #expect(second.changes() == [])
        second.accept(cell(hamRong, billed: 6, noncash: 4), position: 2)
        let updates = second.changes()
        #expect(updates.keys.contains("EP01|14758|2026-05"))
        #expect(!updates.keys.contains("EP01|14797|2026-05"))
        #expect(updates.allSatisfy { $0.revision == 2 })
    }

    @Test("a successor takes back what was published of an area whose cell is gone, once it holds a cell of the window")
    func successorWithoutTheCell() {
        var first = Publisher()
        first.accept(cell(hacThanh, billed: 5, noncash: 4), cell(bimSon, billed: 2, noncash: 1))
        _ = first.changes()
        var successor = Publisher(
            pipeline: electricity(), references: [], context: surroundings(), lastPublished: first.lastPublished)
        // Of a window of which it holds no cell nothing is said: it may have been dropped after its retention.
        #expect(successor.changes() == [])
        successor.accept(cell(hacThanh, billed: 5, noncash: 4), position: 2)
        let updates = successor.changes()
        #expect(updates["EP01|14812|2026-05"]?.figure.availability == .notAvailable(.noSubjects))
        #expect(updates["EP01|14812|2026-05"]?.revision == 2)
        #expect(updates["EP01|38|2026-05"]?.figure.denominator == 5)
        #expect(updates["EP01|14797|2026-05"] == nil)
        #expect(successor.changes() == [])
    }

    @Test("a foreign record of an area without a cell is taken back as soon as a cell of its window is held")
    func adoptedBeforeAnyCell() {
        var publisher = Publisher()
        let key = IndicatorKey(indicator: "EP01", commune: "14812", window: may2026)
        publisher.adopt(PublishedFigure(revision: 4, digest: ContentDigest(rawValue: 1)), for: key)
        #expect(publisher.changes() == [])
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4))
        let repaired = publisher.changes()["EP01|14812|2026-05"]
        #expect(repaired?.figure.availability == .notAvailable(.noSubjects))
        #expect(repaired?.revision == 5)
    }

    @Test("a foreign record is repaired with a revision above both, and left alone where it is right")
    func adopted() throws {
        var publisher = Publisher()
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4))
        _ = publisher.changes()
        let key = IndicatorKey(indicator: "EP01", commune: "14797", window: may2026)
        let own = try #require(publisher.lastPublished[key])
        publisher.adopt(PublishedFigure(revision: 7, digest: own.digest), for: key)
        #expect(publisher.changes() == [])
        publisher.adopt(PublishedFigure(revision: 3, digest: ContentDigest(rawValue: 1)), for: key)
        let repaired = publisher.changes()
        #expect(repaired.keys == ["EP01|14797|2026-05"])
        #expect(repaired.first?.revision == 8)
        #expect(repaired.first?.contentDigest == own.digest)
    }

    @Test("a partner without a name is written by its number")
    func partnerWithoutName() {
        var publisher = Publisher()
        publisher.accept(cell(hacThanh, billed: 5, noncash: 4, partner: 77))
        #expect(publisher.changes().first?.partners.first?.partner == "partner-77")
    }
}
