import Aggregation
import CLinux
import Foundation
import Kafka
import Stages
import Synchronization
import Telemetry

import struct Logging.Logger

/// The thread of a stage: it alone touches the stage and its log. Where the stage fails and may begin again, a new one takes its place.
final class StageThread: Sendable {
    /// How the thread has ended.
    enum End: Equatable, Sendable {
        /// It was asked to.
        case finished
        /// A person has to do something first.
        case stopped(StageError)
    }

    struct Progress: Sendable {
        /// Turns of the loop since the beginning.
        var steps = 0
        var isReady = false
        var restarts = 0
        /// All that it has begun is finished: those behind it will hear nothing more of it.
        var hasLeft = false
        var end: End?
    }

    let name: WorkerStage
    private let options: WorkerOptions
    private let logger: Logger
    private let report: StageReport
    private let state = Mutex(Progress())
    /// When the stage must have left, and its clients must be closed: by the clock that never goes back. `.max`: nobody has asked it to stop.
    private let leavesBy = Atomic(Int64.max)
    private let endsBy = Atomic(Int64.max)

    init(_ name: WorkerStage, _ options: WorkerOptions, logger: Logger, report: StageReport) {
        self.name = name
        self.options = options
        self.logger = logger
        self.report = report
    }

    var progress: Progress { state.withLock { $0 } }

    func start() {
        report.begin(name)
        let thread = Thread { [self] in
            // For whoever looks with the system's tools: what Foundation calls a thread stays within this process.
            nhipso_name_thread(name.rawValue)
            let end = run()
            report.end(name)
            state.withLock {
                $0.isReady = false
                $0.hasLeft = true
                $0.end = end
            }
        }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Asks it to leave its group within so long, and to close its clients by the end.
    func stop(leavingWithinMilliseconds leaving: Int, endingWithinMilliseconds ending: Int) {
        let now = StageClock.now.monotonicMilliseconds
        endsBy.store(now + Int64(ending), ordering: .relaxed)
        leavesBy.store(now + Int64(leaving), ordering: .relaxed)
    }

    private var mustStop: Bool { leavesBy.load(ordering: .relaxed) != .max }

    /// Until that time; nil where nobody has asked it to stop.
    private func millisecondsLeft(until end: Int64) -> Int? {
        end == .max ? nil : Int(max(0, end - StageClock.now.monotonicMilliseconds))
    }

    private func run() -> End {
        var backoffMilliseconds = 250
        while true {
            let begun = StageClock.now
            do throws(StageError) {
                try turn()
                return .finished
            } catch {
                state.withLock { $0.isReady = false }
                if error.recovery == .stop {
                    logger.critical("\(error)")
                    return .stopped(error)
                }
                logger.warning("the stage begins again: \(error)")
                report.renew(name)
                state.withLock { $0.restarts += 1 }
                if StageClock.now.monotonicMilliseconds - begun.monotonicMilliseconds > 60_000 { backoffMilliseconds = 250 }
                pause(milliseconds: backoffMilliseconds)
                if mustStop { return .finished }
                backoffMilliseconds = min(backoffMilliseconds * 2, 15_000)
            }
        }
    }

    /// Runs one stage until it is asked to stop, or fails.
    private func turn() throws(StageError) {
        let log: KafkaLog
        do throws(LogError) {
            var kafka = options.kafka
            kafka.consumer.groupID = options.groupName(of: name)
            kafka.clientID = "nhipso-\(name.rawValue)"
            // Two thirds of a fact look like noise: to compress it costs a worker an estimated twentieth of its work and saves a third of the bytes.
            if name == .ingest { kafka.producer.compression = .none }
            // A reject holds the event as it came, and more beside it than events may have.
            kafka.messageBytesMax = max(kafka.messageBytesMax, options.maximumEventBytes + RejectRecord.headroomBytes)
            kafka.limitQueues(of: name)
            log = try KafkaLog(kafka, topics: options.subscription(of: name), logger: logger)
        } catch { throw StageError(error) }
        // What is given up besides takes its moment, too.
        defer { log.close(waitingMilliseconds: max(0, min(5_000, millisecondsLeft(until: endsBy.load(ordering: .relaxed)) ?? .max) - 500)) }
        log.timeLeft = { [weak self] in self.flatMap { $0.millisecondsLeft(until: $0.leavesBy.load(ordering: .relaxed)) } }
        log.onProgress = { [report, name] in report.step(name) }
        let stage = try options.makeStage(name, log: log)
        defer {
            report.observe(name, stage)
            say(stage.takeNotices())
        }
        var nextLook: Int64 = 0
        var restores = 0
        while !mustStop {
            let now = StageClock.now
            _ = try stage.step(at: now)
            if let aggregate = stage as? AggregateStage {
                // A restore happens within one step.
                if aggregate.account.restores > restores {
                    report.restored(aggregate, milliseconds: StageClock.now.monotonicMilliseconds - now.monotonicMilliseconds)
                    restores = aggregate.account.restores
                }
            }
            if now.monotonicMilliseconds >= nextLook {
                nextLook = now.monotonicMilliseconds + 200
                report.observe(name, stage)
                for statistics in log.takeStatistics() { report.observe(name, statistics) }
                say(stage.takeNotices())
                let isReady = stage.isReady
                state.withLock { $0.isReady = isReady }
            }
            state.withLock { $0.steps += 1 }
            report.step(name)
        }
        let left = millisecondsLeft(until: leavesBy.load(ordering: .relaxed)) ?? 0
        try stage.leave(at: StageClock.now, withinMilliseconds: left)
        state.withLock { $0.hasLeft = true }
    }

    private func say(_ notices: [StageNotice]) {
        for notice in notices {
            switch notice.level {
            case .info: logger.info("\(notice.text)")
            case .warning: logger.warning("\(notice.text)")
            case .error: logger.error("\(notice.text)")
            }
        }
    }

    private func pause(milliseconds: Int) {
        var left = milliseconds
        while left > 0, !mustStop {
            Thread.sleep(forTimeInterval: 0.05)
            left -= 50
        }
    }
}

/// The system's clocks.
enum StageClock {
    static var now: StageTime {
        var real = timespec()
        var steady = timespec()
        clock_gettime(CLOCK_REALTIME, &real)
        clock_gettime(CLOCK_MONOTONIC, &steady)
        return StageTime(
            wall: EventTime(millisecondsSinceEpoch: Int64(real.tv_sec) * 1000 + Int64(real.tv_nsec) / 1_000_000),
            monotonicMilliseconds: Int64(steady.tv_sec) * 1000 + Int64(steady.tv_nsec) / 1_000_000)
    }
}

extension KafkaConfiguration {
    /// What waits in memory to be read or written is no more than the stages take in a moment: a worker's memory is for its state, and what
    /// has just come is still in the processor's cache. An answer is small, too: unpacked it is some five times as large, and is memory that
    /// is touched for the first time.
    ///
    /// Ingest waits for hundreds of partitions, so that each asking costs; an embedded broker's clients else ask every 2 ms.
    ///
    /// With a `linger.ms` shorter than a broker takes to answer, librdkafka 2.0.2 asks the clock without pause while a partition's records wait for
    /// those before them.
    fileprivate mutating func limitQueues(of stage: WorkerStage) {
        if stage == .ingest { consumer.fetchWaitMax = max(consumer.fetchWaitMax, .milliseconds(10)) }
        consumer.queuedKilobytesMax = min(consumer.queuedKilobytesMax, stage == .ingest ? 8_192 : 16_384)
        consumer.fetchBytesMax = min(consumer.fetchBytesMax, 1 << 20)
        producer.linger = max(producer.linger, .milliseconds(5))
        // What is larger than the queue would wait for room in it forever.
        producer.queuedKilobytesMax = max(2 * messageBytesMax / 1_024, min(producer.queuedKilobytesMax, 16_384))
    }
}
