import Foundation

/// Lets so many through a second, evenly. Not for sharing between threads.
final class Pace {
    private let perSecond: Int?
    private var sent = 0
    private let begin = Date()

    init(perSecond: Int?) { self.perSecond = perSecond }

    func wait() {
        defer { sent += 1 }
        guard let perSecond else { return }
        let due = Double(sent) / Double(perSecond)
        let ahead = due + begin.timeIntervalSinceNow
        if ahead > 0.001 { Thread.sleep(forTimeInterval: ahead) }
    }
}
