import Foundation
import Synchronization
import Testing

/// Runs each test on a thread of its own, few at a time: they wait in C calls, which must not hold up the few threads that all tests share,
/// and each has a broker and a worker whose threads want some of the machine.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    private static let places = DispatchSemaphore(value: 4)

    private final class Executor: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    private static func enter() { places.wait() }
    private static func leave() { places.signal() }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        // A suite holds no place, or its own tests would wait for it.
        guard testCase != nil else { return try await function() }
        try await withTaskExecutorPreference(Executor()) {
            Self.enter()
            defer { Self.leave() }
            try await function()
        }
    }
}

extension Trait where Self == OwnThread {
    static var ownThread: Self { OwnThread() }
}
