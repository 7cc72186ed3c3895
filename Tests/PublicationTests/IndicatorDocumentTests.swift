import Aggregation
import Catalog
import Testing

@testable import Publication

@Suite struct IndicatorDocumentTests {
    private let latest = EventTime(rawValue: noon.rawValue - 1)

    private func published(pipeline: Pipeline = electricity(), watermark: EventTime = .distantFuture) -> [IndicatorUpdate] {
        var publisher = Publisher(
            pipeline: pipeline,
            references: [ReferenceTable(id: "population", rows: [row(hacThanh, 197_142, from: "2025-07-01", isEstimate: true)])],
            context: surroundings())
        publisher.accept(
            cells: [
                Cell(
                    window: may2026, commune: hacThanh, values: [150, 96, 150], subjects: 150,
                    partners: [PartnerCount(partner: 1, records: 150), PartnerCount(partner: 2, records: 96)], approximateRecords: 3)
            ],
            partition: 0, position: 1, progress: [PartnerProgress(window: may2026, partner: 1, latest: latest)], watermark: watermark)
        return publisher.changes()
    }

    @Test("a share of two measures, byte for byte")
    func ratio() {
        let expected =
            #"{"specversion":"1.0","id":"EP01|14797|2026-05|1","source":"/nhipso","type":"vn.thanhhoa.nhipso.indicator.updated","#
            + #""subject":"EP01|14797|2026-05","time":"2026-06-03T12:00:00+07:00","datacontenttype":"application/json","data":{"#
            + #""indicator":"EP01","pipeline":"electricity","title":{"vi":"Hộ trả không tiền mặt","en":"Households without cash"},"#
            + #""unit":"percent","commune":{"code":"14797","name":"Hạc Thành","kind":"commune"},"#
            + #""window":{"key":"2026-05","length":"month","firstDay":"2026-05-01","lastDay":"2026-05-31"},"status":"final","#
            + #""availability":"available","suppressed":false,"reason":null,"value":64.00,"numerator":96,"denominator":150,"#
            + #""denominatorBasis":{"kind":"measure","name":"billed"},"target":{"atLeast":80.00},"met":false,"dataError":null,"#
            + #""approximateRecords":3,"partners":[{"partner":"bank","events":96,"lastEventTime":null},"#
            + #"{"partner":"pc-thanhhoa","events":150,"lastEventTime":"2026-06-03T11:59:59.999+07:00"}],"#
            + #""revision":1,"watermark":null,"contentDigest":"DIGEST"}}"#
        let update = published()["EP01|14797|2026-05"]
        #expect(update?.document() == expected.replacing("DIGEST", with: update?.contentDigest.description ?? ""))
        #expect(update?.contentDigest.description.utf8.count == 16)
    }

    @Test("a share of a reference names its basis, source, day and that it is an estimate")
    func reference() {
        let document = published()["EP08|14797|2026-05"]?.document() ?? ""
        #expect(
            document.contains(
                #""value":0.05,"numerator":96,"denominator":197142,"denominatorBasis":{"kind":"reference","name":"population","#
                    + #""basis":"registered","source":"NQ 1686","estimate":true,"validFrom":"2025-07-01"},"target":null,"met":null"#))
    }

    @Test("a missing reference names its table, and the value is null")
    func missing() {
        let document = published()["EP08|38|2026-05"]?.document() ?? ""
        #expect(
            document.contains(
                #""availability":"not-available","suppressed":false,"reason":"denominator-missing","value":null,"numerator":96,"#
                    + #""denominator":null,"denominatorBasis":{"kind":"reference","name":"population","basis":null,"source":null,"#
                    + #""estimate":null,"validFrom":null}"#))
        #expect(document.contains(#""commune":{"code":"38","name":"Tỉnh Thanh Hóa","kind":"province"}"#))
    }

    @Test("a withheld figure says so and gives no number")
    func suppressed() {
        let document = published(pipeline: electricity(minimumSubjects: 151))["EP01|14797|2026-05"]?.document() ?? ""
        #expect(
            document.contains(
                #""availability":"suppressed","suppressed":true,"reason":"small-cell","value":null,"numerator":null,"denominator":null"#))
        #expect(document.contains(#""met":null,"dataError":null,"approximateRecords":null,"partners":[],"revision":1"#))
    }

    @Test("a finite watermark is RFC 3339, one that is not known yet is left out")
    func watermark() {
        let finite = published(watermark: latest)["EC01|14797|2026-05"]?.document() ?? ""
        #expect(finite.contains(#""revision":1,"watermark":"2026-06-03T11:59:59.999+07:00","contentDigest""#))
        #expect(finite.contains(#""value":150,"numerator":150,"denominator":null,"denominatorBasis":null"#))
        let unknown = published(watermark: .distantPast)["EC01|14797|2026-05"]?.document() ?? ""
        #expect(unknown.contains(#""revision":1,"contentDigest""#))
        #expect(unknown.contains(#""status":"provisional""#))
    }

    @Test("the standing state has no days, and the bucket no name")
    func current() {
        var publisher = Publisher()
        publisher.accept(cell(.unlocated, billed: 1, noncash: 1, window: .current))
        let document = publisher.changes()["EC01|unlocated|current"]?.document() ?? ""
        #expect(document.contains(#""commune":{"code":"unlocated","name":null,"kind":"unlocated"}"#))
        #expect(document.contains(#""window":{"key":"current","length":"current","firstDay":null,"lastDay":null},"status":"standing""#))
    }

    @Test("times, watermark and revision are no content, everything else is")
    func digest() {
        guard let update = published()["EP01|14797|2026-05"] else {
            Issue.record("no update")
            return
        }
        var later = update
        later.revision = 9
        later.time = .distantFuture
        later.watermark = latest
        later.partners[1].lastEventTime = noon
        #expect(later.contentDigest == update.contentDigest)

        var others: [IndicatorUpdate] = Array(repeating: update, count: 6)
        others[0].figure.numerator = 97
        others[1].status = .revised
        others[2].partners[0].events += 1
        others[3].title.vi += "."
        others[4].target = .atLeast(hundredths: 9000)
        others[5].approximateRecords = 4
        for other in others { #expect(other.contentDigest != update.contentDigest) }
    }
}
