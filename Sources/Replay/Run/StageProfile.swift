import Aggregation
import Catalog
import Foundation
import Ingest

/// How long each stage of a replay takes: the same input is run through ever more of them, and each one's time is what it adds.
public struct StageProfile: Sendable {
    public struct Stage: Sendable {
        public let name: String
        /// CPU time of the thread that this stage adds, in nanoseconds.
        public let nanoseconds: Int64
    }

    public private(set) var lines: Int64 = 0
    public private(set) var stages: [Stage] = []

    public init(_ options: ReplayOptions) throws(ReplayError) {
        // Once without counting, so that the files are in memory for all passes.
        _ = try StageProfile.run(options, .read)
        var last: Int64 = 0
        for depth in Depth.allCases {
            let (lines, total) = try StageProfile.run(options, depth)
            self.lines = lines
            stages.append(Stage(name: depth.rawValue, nanoseconds: max(0, total - last)))
            last = total
        }
        let start = StageProfile.threadTime()
        let replay = try Replay(options)
        let result = try replay.run()
        precondition(result.account.lines == lines, "every pass reads the same lines")
        stages.append(Stage(name: "tables and publish", nanoseconds: max(0, StageProfile.threadTime() - start - last)))
    }

    /// How far a pass goes.
    private enum Depth: String, CaseIterable {
        case read
        case check = "parse and check"
        case facts
    }

    private static func run(_ options: ReplayOptions, _ depth: Depth) throws(ReplayError) -> (Int64, Int64) {
        let worker = IngestWorker(try IngestWorker.compile(options), options)
        let chunk = EventChunk()
        var lines: Int64 = 0
        let start = threadTime()
        for files in options.inputs.sources {
            let source = EventSource(files: files)
            while source.next(into: chunk) {
                lines += Int64(chunk.lines.count)
                worker.ingester.emptyBlocks()
                for line in chunk.lines { pass(chunk.bytes(line), &worker.ingester, options.now, depth) }
            }
        }
        return (lines, threadTime() - start)
    }

    private static func pass(_ bytes: UnsafeRawBufferPointer, _ ingester: inout Ingester, _ now: EventTime, _ depth: Depth) {
        switch depth {
        case .read: break
        case .check: _ = ingester.fulfilsContract(bytes)
        case .facts: _ = ingester.ingest(structured: bytes, number: 0, now: now)
        }
    }

    private static func threadTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
