import Foundation
import Kafka
import Telemetry
import Testing
import Workers

@Suite("A worker that leaves, or waits", .ownThread) struct LeavingTests {
    @Test("With brokers that do not answer any more it ends within 9 seconds, and a stage that hangs keeps no other from leaving")
    func frozen() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 11)
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        let worker = run.startWorker()
        #expect(run.waitUntilReady(worker))
        try run.send(events, part: 0..<0.5)
        try run.broker.setRoundTrip(milliseconds: 60_000, broker: 1)
        Thread.sleep(forTimeInterval: 1)
        let begun = Date()
        worker.stop()
        let seconds = Date().timeIntervalSince(begun)
        #expect(seconds < 9, "\(seconds) s")
        // One may still be within librdkafka, which cannot be called off; it keeps nobody else from leaving.
        let late = worker.states.filter(\.isRunning).map(\.stage)
        #expect(late.count <= 1, "\(late): \(run.log.lines.filter { $0.hasPrefix("warning") }.suffix(20).joined(separator: "\n"))")
        #expect(run.log.has("snapshot of facts.electricity/0") || run.log.has("not all that was written is acknowledged"))
        try run.broker.setRoundTrip(milliseconds: 0, broker: 1)
        run.broker.close()
    }

    @Test("What it has shown of its partitions is shown no more when it has left") func gauges() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 300, seed: 12)
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        defer { run.close() }
        let worker = run.startWorker()
        try run.send(events)
        let names = [
            "watermark_timestamp_seconds", "live_records", "snapshot_bytes", "snapshot_age_seconds", "restore_seconds", "held_back_windows",
        ]
        func shown() -> [String] {
            let text = TextExposition.text(of: worker.registry)
            return names.filter { text.contains("nhipso_\($0){") }
        }
        let end = Date(timeIntervalSinceNow: 30)
        // Nothing was restored here.
        while shown().count < names.count - 1, Date() < end { Thread.sleep(forTimeInterval: 0.1) }
        #expect(Set(names).subtracting(shown()).isSubset(of: ["restore_seconds"]))
        #expect(worker.stop())
        #expect(shown().isEmpty, "\(shown())")
    }

    @Test("Publish says that it waits for an aggregate worker where there is none") func readiness() throws {
        let run = try LiveRun(catalog: try ProvinceEvents.catalog())
        defer { run.close() }
        var options = run.options
        options.stages = [.publish]
        let worker = run.startWorker(options)
        let end = Date(timeIntervalSinceNow: 20)
        func says() -> Bool {
            worker.health.readiness.lines.contains { $0.contains("waits for an aggregate worker to write all partials of") }
        }
        while !says(), Date() < end { Thread.sleep(forTimeInterval: 0.1) }
        #expect(says() && !worker.health.readiness.isGood)
    }
}
