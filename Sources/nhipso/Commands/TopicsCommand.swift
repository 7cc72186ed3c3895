import ArgumentParser
import Foundation
import Kafka
import Operations
import Workers

/// `nhipso topics`: the topics and rights that pipelines and partners need.
struct TopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics",
        abstract: "Plan and make the topics and rights that pipelines and partners need.",
        discussion: """
            From the pipelines, worker.yaml (brokers, partitions, replication, \
            topic_prefix) and partners.yaml (who sends what, who may read; OPERATIONS.md \
            says what may stand in it) follow names, partitions, retention, compaction, \
            times and rights of all topics.

            EXAMPLES
              nhipso topics plan --config worker.yaml --partners partners.yaml
              nhipso topics apply --config worker.yaml --partners partners.yaml
            """,
        subcommands: [Plan.self, Apply.self])

    struct Plan: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Show how the cluster differs from what is needed; change nothing.", usage: "nhipso topics plan [<options>]",
            discussion: """
                One line a difference: create, change, grant (nhipso topics apply makes them), \
                or cannot: what would lose data or break the state, with the remedy.

                EXIT CODES
                  0 no difference
                  1 wrong usage, or errors in the configuration
                  2 differences that apply makes
                  3 the brokers do not answer, or refuse
                  4 differences that cannot be made
                """)

        @OptionGroup var given: TopicsOptions

        func run() throws {
            try given.run { plan, admin in
                let cluster = try ClusterTopics(of: admin, topics: plan.topicNames, withRules: !plan.rules.isEmpty)
                if cluster.rules == nil { TopicsOptions.noteAuthorizer() }
                let changes = plan.difference(to: cluster)
                for change in changes { try Console.print(change.text + "\n") }
                let refused = changes.count { !$0.isPossible }
                Console.note(
                    "\(counted(plan.topics.count, "topic")), \(counted(plan.rules.count, "right")): "
                        + "\(counted(changes.count - refused, "difference")) to make, \(refused) that "
                        + "cannot be made\n")
                if refused > 0 { throw ExitCode(4) }
                if !changes.isEmpty { throw ExitCode(2) }
            }
        }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "apply",
            abstract: "Make the differences that plan shows.", usage: "nhipso topics apply [<options>]",
            discussion: """
                Makes nothing at all while anything cannot be made. Run again it changes \
                nothing. It takes away neither topics nor rights.

                EXIT CODES
                  0 the cluster is as needed
                  1 wrong usage, or errors in the configuration
                  3 the brokers do not answer, or refuse, or have not done all of it in time
                  4 something cannot be made; nothing was changed
                """)

        @OptionGroup var given: TopicsOptions

        func run() throws {
            try given.run { plan, admin in
                var made = 0
                let left = try plan.apply(to: admin) {
                    Thread.sleep(forTimeInterval: 0.5)
                } note: { change in
                    made += 1
                    Console.note(change.text + "\n")
                }
                for change in left { try Console.print(change.text + "\n") }
                if left.contains(where: { !$0.isPossible }) {
                    Console.error("nothing was changed: what begins with `cannot` has to be settled first")
                    throw ExitCode(4)
                }
                if !left.isEmpty {
                    Console.error("the brokers have not done all of it yet: run it again, and see their logs if it stays so")
                    throw ExitCode(3)
                }
                Console.note(made == 0 ? "the cluster is as needed, nothing was changed\n" : "\(counted(made, "change")) made\n")
            }
        }
    }
}

/// What both need.
struct TopicsOptions: ParsableArguments {
    @Option(help: "The configuration of the workers. Default: worker.yaml, where there is one.") var config: String?
    @Option(help: "Who sends and who reads.") var partners = "partners.yaml"
    @Option(help: "The brokers, host:port parted by commas.") var brokers: String?
    @Option(help: "Folder of pipelines.") var pipelines: String?

    func run(_ body: (TopicPlan, Admin) throws -> Void) throws {
        let environment = ProcessInfo.processInfo.environment
        let worker = try read(environment)
        guard !worker.usesEmbeddedBroker else {
            Console.error("name the brokers: `brokers` in worker.yaml, NHIPSO_BROKERS, or --brokers host:port")
            throw ExitCode(1)
        }
        let (partners, findings) = Partners.load(file: partners)
        for finding in findings { Console.note("\(finding)\n") }
        guard let partners else {
            Console.error(
                "\(self.partners): \(counted(findings.count, "problem")); nothing was planned (OPERATIONS.md says what may stand in it)")
            throw ExitCode(1)
        }
        let catalog = try CatalogLoading.load(worker.pipelines)
        let plan = TopicPlan(pipelines: catalog.pipelines.map(\.id), worker: worker, partners: partners)
        do {
            let kafka = KafkaConfiguration(try worker.kafkaSettings(environment: environment))
            let admin = try Admin(kafka, logger: BrokerOptions.quietLogger)
            defer { admin.close() }
            // Asked first: brokers that are not there are told as such.
            do { _ = try admin.topics() } catch {
                Console.error(BrokerOptions.words(unreached: kafka.bootstrapServers, error))
                throw ExitCode(3)
            }
            guard !admin.isEmbeddedBroker else {
                Console.error(
                    "these brokers are an embedded broker, which knows no requests about topics and rights: nhipso broker makes the workers' "
                        + "topics itself, and those of partners with --topic")
                throw ExitCode(3)
            }
            try body(plan, admin)
        } catch let error as SecretFailure {
            Console.error("security: \(error)")
            throw ExitCode(1)
        } catch let error as KafkaError {
            Console.error(BrokerOptions.words(error))
            throw ExitCode(3)
        }
    }

    static func noteAuthorizer() {
        Console.note("the brokers have no authorizer: everybody may do everything, and rights are not looked at\n")
    }

    private func read(_ environment: [String: String]) throws -> WorkerConfiguration {
        // No stage runs here, so none is asked for its secrets.
        var flags = [ConfigurationFlag("(nhipso topics)", key: "stages", text: "publish")]
        if let brokers { flags.append(ConfigurationFlag("--brokers", key: "brokers", text: brokers)) }
        if let pipelines { flags.append(ConfigurationFlag("--pipelines", key: "pipelines", text: pipelines)) }
        let file = config ?? (FileManager.default.fileExists(atPath: "worker.yaml") ? "worker.yaml" : nil)
        let reading = WorkerConfigurationReading(file: file, environment: environment, flags: flags)
        for problem in reading.problems { Console.note("\(problem)\n") }
        guard let configuration = reading.configuration else {
            Console.error("\(reading.errorCount) error\(reading.errorCount == 1 ? "" : "s") in the configuration; nothing was planned")
            throw ExitCode(1)
        }
        return configuration
    }
}
