import Aggregation
import Testing

@testable import Publication

@Suite struct WindowStatusTests {
    private func status(_ window: Window = may2026, watermark: EventTime, graceDays: Int = 0, isRevised: Bool = false) -> WindowStatus {
        WindowStatus(of: window, pipeline: electricity(graceDays: graceDays), watermark: watermark, isRevised: isRevised)
    }

    /// 2026-05-31T17:00:00Z, which is midnight of 1 June at +07:00.
    private let midnight = EventTime(rawValue: Int64(CivilDate(year: 2026, month: 5, day: 31).rawValue) * 86_400_000 + 17 * 3_600_000)

    @Test("a month ends at midnight at +07:00, not in UTC")
    func border() {
        #expect(status(watermark: midnight.adding(milliseconds: -1)) == .provisional)
        #expect(status(watermark: midnight) == .final)
    }

    @Test("the days of grace come after the end")
    func grace() {
        let closing = midnight.adding(milliseconds: 15 * 86_400_000)
        #expect(status(watermark: closing.adding(milliseconds: -1), graceDays: 15) == .provisional)
        #expect(status(watermark: closing, graceDays: 15) == .final)
    }

    @Test("a change after the end makes it revised, but not before the watermark of all has passed")
    func revised() {
        #expect(status(watermark: midnight, isRevised: true) == .revised)
        #expect(status(watermark: .distantPast, isRevised: true) == .provisional)
    }

    @Test("an infinite watermark ends every window but the standing state")
    func infinite() {
        #expect(status(watermark: .distantFuture, graceDays: 400) == .final)
        #expect(status(.current, watermark: .distantFuture, isRevised: true) == .standing)
        #expect(status(.current, watermark: .distantPast) == .standing)
    }
}
