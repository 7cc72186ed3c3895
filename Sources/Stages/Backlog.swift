import Aggregation

/// What a stage that works through a backlog does less often: the figures of events that have waited for seconds need not be written every few
/// milliseconds, and the work saved shortens the wait of all behind them.
///
/// What has waited is told by the log's time. Where partners set it themselves, or the clock of this machine is ahead, nothing may wait, and
/// changes are still gathered so long.
enum Backlog {
    private static let tolerableMilliseconds: Int64 = 1_000
    private static let longestPauseMilliseconds: Int64 = 1_000

    /// How much longer to gather changes.
    ///
    /// - Parameter newest: the log's time of the newest event at hand; `distantPast`: unknown.
    static func pause(newest: EventTime, at time: EventTime) -> Int64 {
        let (behind, isTooLong) = time.rawValue.subtractingReportingOverflow(newest.rawValue)
        guard newest != .distantPast, !isTooLong, behind > tolerableMilliseconds else { return 0 }
        return min((behind - tolerableMilliseconds) / 4, longestPauseMilliseconds)
    }
}
