import Foundation
import Synchronization

/// SIGTERM and SIGINT: the first asks the command to finish, the second ends the process at once.
struct Interruption {
    /// Written by the signal handler, which may do little else.
    private static let count = Atomic(0)

    init() {
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                if Interruption.count.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(130) }
            }
        }
        // Whoever has started this process may have blocked them; a blocked signal would wait for ever.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        // A broker that goes away is told by an error, not by a signal.
        signal(SIGPIPE, SIG_IGN)
    }

    var isRequested: Bool { Interruption.count.load(ordering: .relaxed) > 0 }

    /// Waits so long, or until the command is asked to finish.
    func sleep(milliseconds: Int) {
        var left = milliseconds
        while left > 0, !isRequested {
            Thread.sleep(forTimeInterval: Double(min(left, 50)) / 1000)
            left -= 50
        }
    }
}
