import Synchronization
import Testing

@testable import Telemetry

/// A clock that goes on when it is told to.
final class ManualClock: Sendable {
    private let time = Mutex(Duration.zero)

    var now: Duration { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

@Suite("The health of a worker") struct WorkerHealthTests {
    @Test("a stage that makes no more steps is not alive, though its thread may run") func stall() {
        let clock = ManualClock()
        let health = WorkerHealth { clock.now }
        let ingest = health.begin(stage: "ingest", stallLimit: .seconds(10))
        let publish = health.begin(stage: "publish", stallLimit: .seconds(10))
        clock.advance(by: .seconds(10))
        #expect(health.liveness.isGood)
        publish.step()
        clock.advance(by: .milliseconds(2340))
        #expect(
            health.liveness
                == HealthVerdict(
                    isGood: false,
                    lines: [
                        "ingest: no progress for 12.3 s (at most 10.0 s), after 0 steps", "publish: 1 steps, the last 2.3 s ago",
                    ]))
        ingest.step()
        #expect(health.liveness.isGood)
    }

    @Test("a stage that has ended as it should need not make steps") func ended() {
        let clock = ManualClock()
        let health = WorkerHealth { clock.now }
        let ingest = health.begin(stage: "ingest", stallLimit: .seconds(1))
        clock.advance(by: .seconds(5))
        #expect(!health.liveness.isGood)
        ingest.markEnded()
        #expect(health.liveness == HealthVerdict(isGood: true, lines: ["ingest: it has ended"]))
        #expect(!health.readiness.isGood)
    }

    @Test("a worker is ready once every stage is, and says what it waits for") func readiness() {
        let health = WorkerHealth { .zero }
        #expect(health.readiness == HealthVerdict(isGood: false, lines: ["no stage has begun yet"]))
        #expect(health.liveness.isGood)
        let ingest = health.begin(stage: "ingest")
        let aggregate = health.begin(stage: "aggregate")
        ingest.markReady()
        aggregate.markNotReady("it restores electricity/3")
        #expect(health.readiness == HealthVerdict(isGood: false, lines: ["aggregate: it restores electricity/3", "ingest: ready"]))
        aggregate.markReady()
        #expect(health.readiness.isGood)
        aggregate.markNotReady("its partitions were taken back")
        #expect(!health.readiness.isGood)
    }

    @Test("the system's clock goes on by itself, and never back") func systemClock() {
        let health = WorkerHealth()
        let stage = health.begin(stage: "ingest", stallLimit: .seconds(3600))
        for _ in 0..<100 { stage.step() }
        #expect(health.liveness.isGood && health.liveness.lines[0].hasPrefix("ingest: 100 steps"))
    }
}
