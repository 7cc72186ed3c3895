import ArgumentParser
import Clients
import Foundation
import Kafka
import Replay

/// `nhipso send`: events of files to topics, as a partner would send them.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send events of files to the partners' topics.",
        discussion: """
            One CloudEvent in structured JSON a line. A file named in.<partner>.<kind>.ndjson goes to the topic of that name; for others, and for
            standard input, say --topic.

            EXAMPLES
              nhipso generate --events 10000 --out province/ && nhipso send --brokers localhost:9092 --events province/
              nhipso send --brokers localhost:9092 --topic in.bank.elec --mode binary --rate 100 --events may.ndjson

            EXIT CODES
              0 all are acknowledged · 1 wrong usage · 3 a file cannot be read, or some were not acknowledged
            """)

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var prefix: TopicOptions
    @Option(help: "Event file, folder of event files, or - for standard input. May be given several times.") var events: [String]
    @Option(help: "The topic. Default: the file's name without .ndjson.") var topic: String?
    @Option(help: "structured: the whole event is the value; binary: attributes are headers.") var mode = EventSender.Mode.structured
    @Option(help: "So many events a second. Default: as fast as they are taken.") var rate: Int?
    @Flag(help: "No progress and no account.") var quiet = false

    func validate() throws {
        if let rate, rate < 1 { throw ValidationError("--rate \(rate): expected 1 or more") }
    }

    func run() throws {
        let interruption = Interruption()
        do {
            let inputs = try InputSelection(paths: events)
            let sender = try EventSender(try broker.configuration(), logger: BrokerOptions.logger)
            defer { sender.close() }
            for path in inputs.files {
                let topic = try topic(of: path)
                try send(path, to: topic, with: sender, interruption)
            }
            let isDone = sender.finish(waitingMilliseconds: 60_000)
            if !quiet { Console.note("\(sender.account.acknowledged) of \(sender.account.sent) events are acknowledged\n") }
            if !isDone || sender.account.failed > 0 {
                Console.error(
                    "\(sender.account.sent - sender.account.acknowledged) are not: \(sender.account.lastFailure ?? "no answer in time")")
                throw ExitCode(3)
            }
        } catch let error as ReplayError {
            Console.error(error.message)
            throw ExitCode(error.code == .usage ? 1 : 3)
        } catch let error as KafkaError {
            Console.error("\(error)")
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

    private func send(_ path: String, to topic: String, with sender: EventSender, _ interruption: Interruption) throws {
        let pace = Pace(perSecond: rate)
        try EventLines.forEach(of: path) { line in
            guard !interruption.isRequested else { return false }
            pace.wait()
            try sender.send(line, to: topic, mode: mode)
            return true
        }
    }
}

extension EventSender.Mode: ExpressibleByArgument {}
