import ArgumentParser
import Clients
import Foundation
import Kafka
import Replay

/// `nhipso send`: events of files to topics, as a partner would send them.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send events of files to the partners' topics.", usage: "nhipso send --events <events> ... [<options>]",
        discussion: """
            One CloudEvent in structured JSON a line. A file named \
            in.<partner>.<kind>.ndjson goes to the topic of that name; for others, and for \
            standard input, say --topic. All topics are looked at before the first event \
            is sent.

            EXAMPLES
              nhipso generate --events 10000 --out province/
              nhipso send --brokers localhost:9092 --events province/
              nhipso send --topic in.bank.elec --mode binary --events may.ndjson

            EXIT CODES
              0 all are acknowledged
              1 wrong usage
              3 a file cannot be read, a topic is not there, or some events were not
                acknowledged
              4 it was stopped: the rest was not sent
            """)

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var prefix: TopicOptions
    @Option(help: "Event file, folder of event files, or - for standard input. May be given several times.") var events: [String]
    @Option(help: "The topic. Default: the file's name without .ndjson.") var topic: String?
    @Option(help: "structured: the whole event is the value; binary: attributes are headers.") var mode = EventSender.Mode.structured
    @Option(parsing: .unconditional, help: "So many events a second. Default: as fast as they are taken.") var rate: Int?
    @Flag(help: "No progress and no account.") var quiet = false

    func validate() throws {
        if let rate, rate < 1 { throw ValidationError("--rate \(rate): expected 1 or more") }
    }

    func run() throws {
        let interruption = Interruption()
        do {
            let inputs = try InputSelection(paths: events)
            let targets = try inputs.files.map { (path: $0, topic: try topic(of: $0)) }
            let configuration = try broker.configuration()
            try check(Set(targets.map(\.topic)), configuration)
            let sender = try EventSender(configuration, logger: BrokerOptions.logger)
            defer { sender.close() }
            let isWhole = try targets.allSatisfy { try send($0.path, to: $0.topic, with: sender, interruption) }
            let isDone = sender.finish(waitingMilliseconds: 60_000)
            try report(sender.account, isDone: isDone, isStopped: !isWhole)
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        } catch let error as KafkaError {
            Console.error(BrokerOptions.words(error))
            throw ExitCode(3)
        }
    }

    private func report(_ account: EventSender.Account, isDone: Bool, isStopped: Bool) throws {
        if !quiet { Console.note("acknowledged: \(account.acknowledged) of \(counted(account.sent, "event"))\n") }
        if !isDone || account.failed > 0 {
            Console.error("\(account.sent - account.acknowledged) are not: \(account.lastFailure ?? "no answer in time")")
            throw ExitCode(3)
        }
        if isStopped {
            Console.error("stopped after \(account.sent); the rest was not sent")
            throw ExitCode(4)
        }
    }

    /// What is sent to a topic that is not there waits for minutes before it fails.
    private func check(_ wanted: Set<String>, _ configuration: KafkaConfiguration) throws {
        let admin = try Admin(configuration, logger: BrokerOptions.logger)
        defer { admin.close() }
        // It makes topics as they are asked for.
        if admin.isEmbeddedBroker { return }
        let missing = wanted.subtracting(try admin.topics().keys)
        guard missing.isEmpty else {
            Console.error(
                "\(missing.sorted().joined(separator: ", ")): no such topic, or this user may not see it (nhipso topics apply makes those of "
                    + "partners.yaml); nothing was sent")
            throw ExitCode(3)
        }
    }

    private func topic(of path: String) throws -> String {
        if let topic { return topic.hasPrefix(prefix.topics.prefix) ? topic : prefix.topics.prefix + topic }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let base = name.replacingOccurrences(of: ".gz", with: "").replacingOccurrences(of: ".ndjson", with: "")
        guard base.hasPrefix("in."), base.split(separator: ".").count >= 3 else {
            throw ValidationError("\(path): the file's name does not say the topic (in.<partner>.<kind>.ndjson); say --topic")
        }
        return prefix.topics.prefix + base
    }

    /// Says whether all of the file was sent.
    private func send(_ path: String, to topic: String, with sender: EventSender, _ interruption: Interruption) throws -> Bool {
        let pace = Pace(perSecond: rate)
        var isWhole = true
        try EventLines.forEach(of: path) { line in
            isWhole = !interruption.isRequested
            guard isWhole else { return false }
            pace.wait()
            try sender.send(line, to: topic, mode: mode)
            return true
        }
        return isWhole
    }
}

extension EventSender.Mode: ExpressibleByArgument {}
