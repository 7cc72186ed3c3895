import ArgumentParser
import Foundation
import Kafka
import Logging
import Telemetry
import Workers

/// `nhipso worker`: the stages on Kafka.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run the stages on Kafka: events in, indicator updates out.", usage: "nhipso worker [<options>]",
        discussion: """
            Reads worker.yaml (WORKERS.md says what may stand in it), then the environment \
            (NHIPSO_…), then the flags; the last word holds. All that is wrong with the \
            configuration is said at once, and then all that is wrong with pipelines, key, \
            brokers and topics; nothing is started. Without brokers it runs on one of its \
            own in memory, for trying out.

            SIGTERM or SIGINT: it finishes what it has begun, keeps its state and leaves, \
            within 10 seconds; a second one ends it at once.

            EXAMPLES
              nhipso worker --config worker.yaml
              NHIPSO_BROKERS=kafka-1:9092 nhipso worker --stages ingest
              nhipso worker --config worker.yaml --check

            EXIT CODES
              0 it was stopped and has left in good order
              1 wrong usage, or the configuration, pipelines or topics are not as they
                must be
              3 a stage cannot go on, and says what to do
              4 it was stopped and could not finish in time
              130 it was ended by a second signal
            """)

    @Option(help: "The configuration.") var config: String?
    @Option(help: "Stages: ingest,aggregate,publish, or some of them.") var stages: String?
    @Option(help: "The brokers, host:port parted by commas.") var brokers: String?
    @Option(help: "Folder of pipelines.") var pipelines: String?
    @Option(parsing: .unconditional, help: "Answer at this port for /metrics, /livez and /readyz; 0: any that is free.") var metricsPort:
        String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?
    @Flag(help: "Only check; say what holds, and what is wrong.") var check = false

    func run() throws {
        CrashReports.keepOutMemory()
        let interruption = Interruption()
        let environment = ProcessInfo.processInfo.environment
        let configuration = try read(environment)
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        var logger = Logger(label: "nhipso") { ConsoleLog(label: $0) }
        logger.logLevel = level

        let embedded = configuration.usesEmbeddedBroker ? try startBroker() : nil
        defer { embedded?.close() }
        let options: WorkerOptions
        do throws(StartProblems) {
            options = try StartCheck.options(
                configuration, environment: environment, embedded: embedded?.bootstrapServers, logger: logger
            ) { topics in
                do throws(KafkaError) { try embedded?.make(topics) } catch { return "\(error)" }
                return nil
            }
        } catch {
            for problem in error.problems { Console.note("\(problem)\n") }
            Console.error("\(error.problems.count) problem\(error.problems.count == 1 ? "" : "s"); no worker was started")
            throw ExitCode(1)
        }
        if check {
            try checkEndpoint(configuration)
            Console.note("nhipso: the configuration, the pipelines and the topics are as they must be\n")
            return
        }
        logger.info(
            "librdkafka \(KafkaVersion.loaded), \(options.catalog.pipelines.count) pipelines, stages \(configuration.stages.map(\.rawValue).joined(separator: ", "))"
        )
        if let embedded {
            logger.notice(
                "no brokers are named: running on an embedded one of its own, whose memory ends with it; brokers: \(embedded.bootstrapServers)"
            )
        }
        try work(options, configuration, logger, interruption)
    }

    private func read(_ environment: [String: String]) throws -> WorkerConfiguration {
        let flags = [
            ("--stages", "stages", stages), ("--brokers", "brokers", brokers), ("--pipelines", "pipelines", pipelines),
            ("--metrics-port", "metrics.port", metricsPort), ("--log-level", "log_level", logLevel),
        ].compactMap { name, key, text in text.map { ConfigurationFlag(name, key: key, text: $0) } }
        let file = config ?? (FileManager.default.fileExists(atPath: "worker.yaml") ? "worker.yaml" : nil)
        let reading = WorkerConfigurationReading(file: file, environment: environment, flags: flags)
        if check { try Console.print(reading.effective) }
        for problem in reading.problems { Console.note("\(problem)\n") }
        guard let configuration = reading.configuration else {
            Console.error("\(reading.errorCount) error\(reading.errorCount == 1 ? "" : "s") in the configuration; no worker was started")
            throw ExitCode(1)
        }
        return configuration
    }

    /// Whether it could listen: it does for a moment.
    private func checkEndpoint(_ configuration: WorkerConfiguration) throws {
        guard let port = configuration.metrics.port else { return }
        do throws(EndpointError) {
            let endpoint = try OperationsEndpoint.startAndWait(
                address: configuration.metrics.address, port: port, registry: SeriesRegistry(), health: WorkerHealth())
            endpoint.stopAndWait()
        } catch {
            Console.error("metrics: \(error)")
            throw ExitCode(1)
        }
    }

    private func startBroker() throws -> EmbeddedBroker {
        do throws(KafkaError) { return try EmbeddedBroker() } catch {
            Console.error("the embedded broker could not be started: \(error)")
            throw ExitCode(3)
        }
    }

    private func work(
        _ options: WorkerOptions, _ configuration: WorkerConfiguration, _ logger: Logger, _ interruption: Interruption
    ) throws {
        let worker = Worker(options, logger: logger)
        worker.registry.observeProcess(version: NhipSo.version, librdkafka: "\(KafkaVersion.loaded)")
        var endpoint: OperationsEndpoint?
        if let port = configuration.metrics.port {
            do throws(EndpointError) {
                endpoint = try OperationsEndpoint.startAndWait(
                    address: configuration.metrics.address, port: port, registry: worker.registry, health: worker.health)
            } catch {
                Console.error("\(error)")
                throw ExitCode(1)
            }
            logger.info("metrics at http://\(configuration.metrics.address):\(endpoint?.port ?? port)/metrics")
        }
        defer { endpoint?.stopAndWait(within: .seconds(1)) }
        worker.start()
        while !interruption.isRequested, worker.states.allSatisfy({ $0.failure == nil }) { interruption.sleep(milliseconds: 200) }
        let hasFinished = worker.stop()
        if let failed = worker.states.first(where: { $0.failure != nil }), let failure = failed.failure {
            Console.error("\(failed.stage.rawValue): \(failure)")
            throw ExitCode(3)
        }
        if !hasFinished { throw ExitCode(4) }
        logger.info("left in good order")
    }
}
