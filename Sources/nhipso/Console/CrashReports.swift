import Foundation

/// What Swift's runtime writes to standard error when the process crashes.
enum CrashReports {
    /// Keeps the memory behind registers out of them, which they show by default: in a worker it may be an event with raw identifiers, and what is
    /// written to standard error is kept as a log. Whoever has asked for reports without registers (`SWIFT_BACKTRACE=registers=none`) has them;
    /// else there are none, and the process ends by its signal alone.
    static func keepOutMemory() {
        let wanted = ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] ?? ""
        guard !wanted.split(separator: ",").contains("registers=none") else { return }
        // Those that the runtime has handlers for.
        for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV] { signal(number, SIG_DFL) }
    }
}
