import Foundation
import Replay

/// One line on the terminal that shows how far a replay is: share, rate, remaining time.
///
/// `@unchecked`: only the thread that settles a round calls it, and the schedule's lock orders one round's settling after another's.
final class ProgressLine: @unchecked Sendable {
    private let isShown: Bool
    private let start = DispatchTime.now().uptimeNanoseconds
    private var last: UInt64 = 0
    private static let intervalNanoseconds: UInt64 = 200_000_000

    init(isShown: Bool) { self.isShown = isShown }

    func show(_ progress: ReplayProgress) {
        guard isShown else { return }
        let now = DispatchTime.now().uptimeNanoseconds
        guard now - last >= ProgressLine.intervalNanoseconds else { return }
        last = now
        let seconds = max(0.001, Double(now - start) / 1e9)
        var parts = ["\(grouped(progress.lines)) events", "\(grouped(Int64(Double(progress.lines) / seconds)))/s"]
        if let total = progress.totalBytes, total > 0, progress.bytes > 0 {
            let share = min(1, Double(progress.bytes) / Double(total))
            let filled = Int(share * 24)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
            parts.insert("\(bar) \(Int(share * 100)) %", at: 0)
            parts.append("\(Int(seconds / share - seconds + 0.5)) s left")
        } else {
            parts.append("\(progress.bytes >> 20) MiB read")
        }
        Console.note("\r\u{1B}[K" + parts.joined(separator: " · "))
    }

    func clear() {
        if isShown, last > 0 { Console.note("\r\u{1B}[K") }
    }
}

/// Digits in groups of three: `1 234 567`.
func grouped(_ number: Int64) -> String {
    var digits = Array(String(number.magnitude))
    var at = digits.count - 3
    while at > 0 {
        digits.insert(" ", at: at)
        at -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
}
