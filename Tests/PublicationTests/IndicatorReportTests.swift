import Aggregation
import Catalog
import Testing

@testable import Publication

@Suite struct IndicatorReportTests {
    private func updates() -> [IndicatorUpdate] {
        var publisher = Publisher(
            electricity(minimumSubjects: 10),
            references: [ReferenceTable(id: "population", rows: [row(hacThanh, 1200, from: "2025-07-01", isEstimate: true)])])
        publisher.accept(
            cell(hacThanh, billed: 1500, noncash: 1200), cell(bimSon, billed: 9, noncash: 1), cell(hamRong, billed: 40, noncash: 3),
            cell(.unlocated, billed: 60, noncash: 60), watermark: .distantFuture)
        return publisher.changes()
    }

    @Test("a table per indicator and window, aligned by width, the province last")
    func table() {
        let text = IndicatorReport(updates().filter { $0.key.indicator == "EP01" }).table()
        #expect(
            text == """
                EP01  Hộ trả không tiền mặt · 2026-05
                  Mã     Địa bàn            Tử số  Mẫu số   Giá trị  Mục tiêu  Trạng thái
                  14758  Hàm Rồng               –       –        ẩn    ≥ 80    chính thức (bảo vệ riêng tư)
                  14797  Hạc Thành          1.200   1.500   80,00 %  ✓ ≥ 80    chính thức
                  14812  Bỉm Sơn                –       –        ẩn    ≥ 80    chính thức (bảo vệ riêng tư)
                         (chưa rõ địa bàn)     60      60  100,00 %  ✓ ≥ 80    chính thức
                  38     Tỉnh Thanh Hóa     1.264   1.609   78,56 %  ✗ ≥ 80    chính thức

                """)
    }

    @Test("estimates, data errors and missing denominators are marked, in English too")
    func marks() {
        var overfull = updates().filter { $0.key.indicator == "EP08" }
        for index in overfull.indices where overfull[index].area == .commune(hamRong) {
            overfull[index].figure = Figure(
                availability: .available, value: .hundredths(15000), numerator: 3, denominator: 2,
                basis: DenominatorBasis(kind: .measure, name: "b"), dataError: .ratioOver100)
        }
        let text = IndicatorReport(overfull).table(language: .en)
        #expect(
            text == """
                EP08  Of the population · 2026-05
                  Code   Area            Numerator  Denominator       Value  Status
                  14758  Hàm Rồng                3            2  150.00 % !  final (data error: over 100 %)
                  14797  Hạc Thành           1,200        1,200  ≈ 100.00 %  final
                  14812  Bỉm Sơn                 –            –    withheld  final (privacy)
                         (not located)          60            –           –  final (no denominator)
                  38     Tỉnh Thanh Hóa      1,264            –           –  final (no denominator)

                """)
    }

    @Test("bold is used only where the terminal allows it, and spoils no alignment")
    func style() {
        let report = IndicatorReport(updates())
        let plain = report.table()
        let bold = report.table(style: .ansi)
        #expect(!plain.contains("\u{1B}"))
        #expect(bold.contains("\u{1B}[1m  38     Tỉnh Thanh Hóa"))
        #expect(bold.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "") == plain)
    }

    @Test("rows are sorted by indicator, window and area, whatever order they come in")
    func sorted() {
        let updates = updates()
        #expect(IndicatorReport(updates.reversed()) == IndicatorReport(updates))
        #expect(
            IndicatorReport(updates).rows.prefix(6).map(\.key.description) == [
                "EC01|14758|2026-05", "EC01|14797|2026-05", "EC01|14812|2026-05", "EC01|unlocated|2026-05", "EC01|38|2026-05",
                "EP01|14758|2026-05",
            ])
    }

    @Test("CSV has one line per figure under its header, with empty fields for what is not there")
    func csv() {
        var rows = updates().filter { [.commune(hacThanh), .commune(bimSon)].contains($0.area) && $0.key.indicator != "EC01" }
        for index in rows.indices { rows[index].title.vi = "Tỷ lệ, \"hộ\"" }
        #expect(
            IndicatorReport(rows).csv() == """
                indicator,pipeline,title,window,first_day,last_day,commune,commune_name,unit,numerator,denominator,value,target,met,status,\
                availability,reason,data_error,denominator_from,denominator_basis,denominator_source,denominator_estimate,\
                denominator_valid_from,approximate_records,revision
                EP01,electricity,"Tỷ lệ, ""hộ""\",2026-05,2026-05-01,2026-05-31,14797,Hạc Thành,percent,1200,1500,80.00,>=80.00,yes,final,\
                available,,,billed,,,,,0,1
                EP01,electricity,"Tỷ lệ, ""hộ""\",2026-05,2026-05-01,2026-05-31,14812,Bỉm Sơn,percent,,,,>=80.00,,final,\
                suppressed,small-cell,,billed,,,,,,1
                EP08,electricity,"Tỷ lệ, ""hộ""\",2026-05,2026-05-01,2026-05-31,14797,Hạc Thành,percent,1200,1200,100.00,,,final,\
                available,,,population,registered,NQ 1686,yes,2025-07-01,0,1
                EP08,electricity,"Tỷ lệ, ""hộ""\",2026-05,2026-05-01,2026-05-31,14812,Bỉm Sơn,percent,,,,,,final,\
                suppressed,small-cell,,population,,,,,,1

                """)
    }

    @Test("NDJSON is one document per line")
    func ndjson() {
        let report = IndicatorReport(updates())
        let lines = report.ndjson().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == report.rows.count + 1)
        #expect(lines.last == "")
        #expect(lines.first.map { String($0) } == report.rows.first?.document())
    }

    @Test("a report of nothing is empty, but for the header of its CSV")
    func nothing() {
        #expect(IndicatorReport([]).table() == "")
        #expect(IndicatorReport([]).ndjson() == "")
        #expect(IndicatorReport([]).csv() == IndicatorReport.csvHeader.joined(separator: ",") + "\n")
    }
}
