import Dispatch
import Foundation

/// A few threads that do the parts of one task together; the caller is one of them, and waits for all.
///
/// Sendable because `task` is set only while every other thread waits: the semaphores order all reads after it.
final class Crew: @unchecked Sendable {
    let count: Int
    private var task: (Int) -> Void = { _ in }
    private var isOver = false
    private let begin: [DispatchSemaphore]
    private let end = DispatchSemaphore(value: 0)

    init(count: Int) {
        self.count = count
        begin = (0..<max(0, count - 1)).map { _ in DispatchSemaphore(value: 0) }
        for index in begin.indices {
            let thread = Thread { [weak self, start = begin[index]] in
                while true {
                    start.wait()
                    guard let self, !self.isOver else { return }
                    self.task(index + 1)
                    self.end.signal()
                }
            }
            thread.name = "replay-\(index + 1)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    deinit {
        isOver = true
        for start in begin { start.signal() }
    }

    /// Runs `task` with 0 ..< `count`, each on a thread of its own, and returns when all are done.
    func run(_ task: (Int) -> Void) {
        if count == 1 { return task(0) }
        withoutActuallyEscaping(task) { task in
            self.task = task
            for start in begin { start.signal() }
            task(0)
            for _ in begin { end.wait() }
            self.task = { _ in }
        }
    }
}
