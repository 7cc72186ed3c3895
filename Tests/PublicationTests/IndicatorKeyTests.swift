import Aggregation
import Testing

@testable import Publication

@Suite struct IndicatorKeyTests {
    @Test(
        "a key reads back from its text",
        arguments: ["EP01|14797|2026-05", "EP01|unlocated|current", "EP01|38|2026-W20", "EP01|38|2026-Q2", "EC01|38|2026-05-14"])
    func roundTrip(text: String) {
        #expect(IndicatorKey(text)?.description == text)
    }

    @Test("what is no key is refused", arguments: ["", "EP01|14797", "EP01|14797|2026-13", "|14797|2026", "EP01||2026", "a|b|2026|c"])
    func refused(text: String) {
        #expect(IndicatorKey(text) == nil)
    }

    @Test("areas stand in the order of communes, bucket, province")
    func areas() {
        let areas = [Area.province, .unlocated, .commune(hacThanh), .commune(hamRong)]
        #expect(areas.sorted() == [.commune(hamRong), .commune(hacThanh), .unlocated, .province])
        #expect(Area(cell: .unlocated) == .unlocated)
        #expect(Area(cell: hacThanh) == .commune(hacThanh))
        #expect(surroundings().area(code: "38") == .province)
        #expect(surroundings().area(code: "unlocated") == .unlocated)
        #expect(surroundings().area(code: "14797") == .commune(hacThanh))
        #expect(surroundings().area(code: "x") == nil)
    }
}
