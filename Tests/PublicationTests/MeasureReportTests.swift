import Aggregation
import Testing

@testable import Publication

@Suite struct MeasureReportTests {
    private func report() -> MeasureReport {
        var publisher = Publisher(electricity(minimumSubjects: 10), partitions: 2)
        publisher.accept(
            cell(hacThanh, billed: 1500, noncash: 1200), cell(hacThanh, billed: 2, noncash: 1, window: .current), partition: 0)
        publisher.accept(cell(hacThanh, billed: 1, noncash: 0), cell(.unlocated, billed: 3, noncash: -2), partition: 1)
        return MeasureReport(publisher.measureRows())
    }

    @Test("cells are summed over partitions, the province last, with measures in the pipeline's order and for their windows")
    func csv() {
        #expect(
            report().csv() == """
                pipeline,window,commune,commune_name,measure,value
                electricity,2026-05,14797,Hạc Thành,billed,1501
                electricity,2026-05,14797,Hạc Thành,noncash,1200
                electricity,2026-05,14797,Hạc Thành,monthly,1501
                electricity,2026-05,unlocated,,billed,3
                electricity,2026-05,unlocated,,noncash,-2
                electricity,2026-05,unlocated,,monthly,3
                electricity,2026-05,38,Tỉnh Thanh Hóa,billed,1504
                electricity,2026-05,38,Tỉnh Thanh Hóa,noncash,1198
                electricity,2026-05,38,Tỉnh Thanh Hóa,monthly,1504
                electricity,current,14797,Hạc Thành,billed,2
                electricity,current,14797,Hạc Thành,noncash,1
                electricity,current,38,Tỉnh Thanh Hóa,billed,2
                electricity,current,38,Tỉnh Thanh Hóa,noncash,1

                """)
    }

    @Test("the table has a line per area and a column per measure")
    func table() {
        #expect(
            report().table() == """
                electricity · 2026-05
                  Mã     Địa bàn            billed  noncash  monthly
                  14797  Hạc Thành           1.501    1.200    1.501
                         (chưa rõ địa bàn)       3       -2        3
                  38     Tỉnh Thanh Hóa      1.504    1.198    1.504

                electricity · hiện tại
                  Mã     Địa bàn         billed  noncash
                  14797  Hạc Thành            2        1
                  38     Tỉnh Thanh Hóa       2        1

                """)
    }

    @Test("NDJSON is one object per measure")
    func ndjson() {
        let lines = report().ndjson().split(separator: "\n")
        #expect(lines.count == 13)
        #expect(
            lines.first
                == #"{"pipeline":"electricity","window":"2026-05","commune":"14797","communeName":"Hạc Thành","measure":"billed","value":1501}"#
        )
        #expect(lines[3].contains(#""commune":"unlocated","communeName":null"#))
    }

    @Test("a cell that lacks a measure leaves its place empty and loses no row")
    func irregular() {
        var rows = report().rows
        rows.remove(at: 1)
        let table = MeasureReport(rows).table()
        #expect(table.contains("14797  Hạc Thành           1.501    1.501        –"))
    }
}
