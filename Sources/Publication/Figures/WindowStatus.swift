import Aggregation
import Catalog

/// How firm a figure is.
public enum WindowStatus: String, CaseIterable, Sendable {
    /// The window's end and grace have not passed: more is expected.
    case provisional
    case final
    /// A fact changed it after it was final.
    case revised
    /// Of `current`, which has no end: as firm as it will ever be. A word of its own, because whoever waits for `final` on a provisional
    /// figure would wait for ever here, and nothing is missing.
    case standing
}

extension Window {
    /// The instant at which the window is final: the end of its last day in the pipeline's time zone, and the days of grace.
    /// nil for `current`.
    func closing(in timeZone: FixedTimeZone, graceDays: Int) -> EventTime? {
        length == .current ? nil : timeZone.startOfDay(dayAfter.adding(days: graceDays))
    }

    /// The last day of the window; nil for `current`.
    var lastDay: CivilDate? { length == .current ? nil : dayAfter.adding(days: -1) }
}

extension WindowStatus {
    /// - Parameter watermark: `distantFuture` at the end of a replay; a watermark that has reached the closing instant has passed it.
    init(of window: Window, pipeline: Pipeline, watermark: EventTime, isRevised: Bool) {
        guard let closing = window.closing(in: pipeline.timeZone, graceDays: pipeline.graceDays) else {
            self = .standing
            return
        }
        self = watermark < closing ? .provisional : isRevised ? .revised : .final
    }
}
