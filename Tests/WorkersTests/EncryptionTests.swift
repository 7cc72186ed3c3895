import Catalog
import Foundation
import Kafka
import Stages
import Testing
import Workers

/// A common slip: TLS is asked for at a port that knows none.
@Suite("TLS towards brokers that speak plaintext", .ownThread) struct EncryptionTests {
    private func run() throws -> LiveRun {
        try LiveRun(catalog: try ProvinceEvents.catalog()) { options in
            options.kafka.security.tls = KafkaSecurity.TLS()
            options.kafka.requestWaitMax = .seconds(1)
        }
    }

    @Test("The checked start says so in one line, in time") func start() throws {
        let run = try run()
        defer { run.close() }
        var options = run.options
        let start = ContinuousClock.now
        let problems = StartCheck.problems(&options, logger: run.logger)
        #expect(ContinuousClock.now - start < .seconds(8))
        #expect(problems.count == 1)
        #expect(problems.first?.contains("check that the brokers speak TLS at this port (security settings)") == true, "\(problems)")
        #expect(problems.first?.contains("check bootstrap servers") == false, "\(problems)")
    }

    @Test("A log says so, and does not spin") func polling() throws {
        let run = try run()
        defer { run.close() }
        var kafka = run.options.kafka
        kafka.consumer.groupID = "g"
        let log = try KafkaLog(kafka, topics: ["in.a"], logger: run.logger)
        var failures: [LogError] = []
        var polls = 0
        let end = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < end {
            polls += 1
            if case .failed(let error) = log.poll(waitingMilliseconds: 100) { failures.append(error) }
        }
        log.close(waitingMilliseconds: 1_000)
        #expect(failures.contains { $0.message.contains("check that the brokers speak TLS at this port") }, "\(failures)")
        // A broker that is about to end breaks handshakes off, too.
        #expect(failures.allSatisfy { $0.recovery == .retry })
        // Twenty waits fill the time; each failed attempt to connect, by consumer or producer, may end one.
        #expect(polls < 120)
        #expect(run.log.lines.count < 300)
    }

    @Test("A worker says so, does not spin, and ends when it is asked to") func worker() throws {
        let run = try run()
        defer { run.close() }
        let worker = run.startWorker()
        Thread.sleep(forTimeInterval: 3)
        #expect(!worker.isReady)
        #expect(worker.states.allSatisfy { $0.restarts < 10 }, "\(worker.states)")
        #expect(worker.stop())
        #expect(run.log.has("check that the brokers speak TLS at this port"))
    }
}
