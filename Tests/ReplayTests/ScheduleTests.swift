import Foundation
import Testing

@testable import Replay

@Suite("Threads of a replay keep out of each other's way") struct ScheduleTests {
    /// What the threads are at.
    ///
    /// `@unchecked`: all is written behind the lock, and read without it only once the threads have ended.
    private final class Floor: @unchecked Sendable {
        private let lock = NSLock()
        private var busy: [Bool]
        private(set) var collisions = 0
        private(set) var folded: [Int]
        private(set) var grown = 0, advanced = 0, settled = 0

        init(partitions: Int) {
            busy = Array(repeating: false, count: partitions)
            folded = Array(repeating: 0, count: partitions)
        }

        private func enter(_ partitions: Range<Int>, isLong: Bool) {
            lock.withLock {
                collisions += partitions.count { busy[$0] }
                for partition in partitions { busy[partition] = true }
            }
            // Long enough for others to come upon it.
            if isLong { Thread.sleep(forTimeInterval: 0.001) } else { sched_yield() }
            lock.withLock { for partition in partitions { busy[partition] = false } }
        }

        func see(_ step: ChunkSchedule.Step) {
            switch step {
            case .ingest: break
            case .fold(let works, let partition):
                enter(partition..<(partition + 1), isLong: false)
                lock.withLock { folded[partition] += works.count }
            case .grow(let partition):
                enter(partition..<(partition + 1), isLong: true)
                lock.withLock { grown += 1 }
            case .settle: lock.withLock { settled += 1 }
            case .advance:
                enter(busy.indices, isLong: true)
                lock.withLock { advanced += 1 }
            }
        }

        func count(foldedInto partition: Int) -> Int { lock.withLock { folded[partition] } }

        func isFree(_ partition: Int) -> Bool { lock.withLock { !busy[partition] } }
    }

    @Test("A partition is folded, grown or moved on in event time by one thread at a time", arguments: [2, 4])
    func oneAtATime(threads: Int) throws {
        let folder = try ScratchFolder()
        let chunks = 3 * Round.chunkCount + 5
        let line = String(repeating: "x", count: 4095) + "\n"
        let file = try folder.write("events.ndjson", String(repeating: line, count: chunks * EventSource.chunkBytes / 4096))
        let floor = Floor(partitions: threads)
        var grownAfter = Array(repeating: 0, count: threads)
        var wasBusy = 0
        let schedule = ChunkSchedule(
            (0..<ChunkSchedule.chunks(ofThreads: threads)).map { _ in ChunkWork(pipelineCount: 1, partitionCount: threads) },
            threads: threads, partitions: threads, reader: RoundReader([EventSource(files: [file])]),
            whenIngested: { _, _ in },
            growsSoon: { partition in
                // Asked by one thread at a time, of a partition that nobody is at. Grows once between any two folds.
                if !floor.isFree(partition) { wasBusy += 1 }
                defer { grownAfter[partition] = floor.count(foldedInto: partition) }
                return grownAfter[partition] != floor.count(foldedInto: partition)
            })
        Crew(count: threads).run { thread in
            var step = schedule.next(for: thread)
            while let current = step {
                floor.see(current)
                step = schedule.next(for: thread, after: current)
            }
        }
        #expect(floor.collisions == 0)
        #expect(wasBusy == 0)
        #expect(floor.grown > 0)
        #expect(floor.advanced == 4)
        #expect(floor.settled == chunks)
        #expect(floor.folded == Array(repeating: chunks, count: threads))
    }
}
