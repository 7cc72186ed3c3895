/// A bound on work that may not heed cancellation.
enum TimeLimit {
    /// Waits for the work, at most so long; says whether it has ended. If not, it goes on by itself.
    static func ends(within limit: Duration, _ work: @escaping @Sendable () async -> Void) async -> Bool {
        let (outcomes, report) = AsyncStream.makeStream(of: Bool.self)
        Task {
            await work()
            report.yield(true)
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            report.yield(false)
        }
        defer { timer.cancel() }
        var iterator = outcomes.makeAsyncIterator()
        return await iterator.next() ?? false
    }
}
