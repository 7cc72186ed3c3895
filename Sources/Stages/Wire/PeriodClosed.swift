import Aggregation
import Ingest

/// What is said of an event whose period is no longer kept.
enum PeriodClosed {
    static func reject(_ window: Window) -> Reject {
        Reject(.periodClosed, path: "", message: "the pipeline no longer keeps the records of \(window.key)")
    }
}
