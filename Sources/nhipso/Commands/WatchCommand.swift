import Aggregation
import ArgumentParser
import Catalog
import Clients
import Foundation
import Kafka
import Stages

/// `nhipso watch`: indicator updates as they come.
struct WatchCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case line, json }

    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show indicator updates as they are published.", usage: "nhipso watch [<options>]",
        discussion: """
            Reads the topic indicator-updates from its beginning as a subscriber should: \
            of each key (indicator|commune|window) only what has a higher revision than \
            all before. A line says: revision, key, value, unit, numerator/denominator, \
            status. With --pipeline-version it shows what a version publishes while \
            another is in force.

            EXAMPLES
              nhipso watch --indicator EP01 --window 2026-05
              nhipso watch --format json --quiet-after 5 > figures.ndjson

            EXIT CODES
              0 it was stopped, or all was quiet
              1 wrong usage, or no such topic
              3 the brokers cannot be read
              4 all was quiet, and none of the figures was asked for
            """)

    @OptionGroup var broker: BrokerOptions
    @Option(help: "Show only this indicator. May be given several times.") var indicator: [String] = []
    @Option(help: "Show only this commune's code; 38 is the province. May be given several times.") var commune: [String] = []
    @Option(help: "Show only this window. May be given several times.") var window: [String] = []
    @Option(help: "line, or json: the CloudEvents document, one a line.") var format = Format.line
    @Option(parsing: .unconditional, help: "Stop when nothing new has come for so many seconds, and print each figure as it stands then.")
    var quietAfter: Int?
    @Option(help: "The topic. Default: indicator-updates.") var topic: String?
    @Option(help: "What this version publishes while another is in force: <version>.indicator-updates.") var pipelineVersion: String?
    @OptionGroup var topics: TopicOptions

    func validate() throws {
        if topic != nil, pipelineVersion != nil { throw ValidationError("--topic and --pipeline-version: give one of them") }
        if let pipelineVersion { try TopicOptions.check(version: pipelineVersion) }
        if let quietAfter, quietAfter < 0 { throw ValidationError("--quiet-after \(quietAfter): expected 0 or more") }
        for key in window where Window(key: key) == nil {
            throw ValidationError("--window \(key): expected a window like 2026-05-14, 2026-W20, 2026-05, 2026-Q2, 2026 or current")
        }
        for code in commune where CommuneCode(code) == nil && code != "38" && code != CommuneCode.unlocated.description {
            throw ValidationError("--commune \(code): expected a commune's five digits, 38 for the province, or unlocated")
        }
    }

    func run() throws {
        let interruption = Interruption()
        do {
            let configuration = try broker.configuration()
            let topic = topic ?? Topics(prefix: topics.topics.prefix, version: pipelineVersion ?? "").trialUpdates ?? topics.topics.updates
            try check(topic, configuration)
            let reader = try UpdateReader(configuration, topic: topic, logger: BrokerOptions.logger)
            defer { reader.close() }
            var lastNews = Date()
            while !interruption.isRequested {
                if let update = try reader.next(waitingMilliseconds: 200) {
                    lastNews = Date()
                    if quietAfter == nil, isWanted(update.key) { try print(update) }
                } else if let quietAfter, Date().timeIntervalSince(lastNews) >= Double(quietAfter) {
                    break
                }
            }
            guard quietAfter != nil else { return }
            let wanted = reader.newest.filter { isWanted($0.key) }
            for (_, update) in wanted.sorted(by: { $0.key < $1.key }) { try print(update) }
            if wanted.isEmpty, !(indicator + commune + window).isEmpty {
                Console.error("\(topic) has \(counted(reader.newest.count, "figure")), and none that was asked for")
                throw ExitCode(4)
            }
        } catch let error as KafkaError {
            Console.error(BrokerOptions.words(error))
            throw ExitCode(3)
        }
    }

    /// An embedded broker would make the topic as it is asked for.
    private func check(_ topic: String, _ configuration: KafkaConfiguration) throws {
        let admin = try Admin(configuration, logger: BrokerOptions.logger)
        defer { admin.close() }
        let known = try admin.topics().keys.sorted()
        if known.contains(topic) { return }
        let near = Suggestion.nearest(to: topic, among: known).map { "; did you mean `\($0)`?" } ?? ""
        throw ValidationError("\(topic): there is no such topic, or this user may not see it\(near)")
    }

    private func isWanted(_ key: String) -> Bool {
        let parts = key.split(separator: "|").map(String.init)
        guard parts.count == 3 else { return false }
        return (indicator.isEmpty || indicator.contains(parts[0])) && (commune.isEmpty || commune.contains(parts[1]))
            && (window.isEmpty || window.contains(parts[2]))
    }

    private func print(_ update: UpdateReader.Update) throws {
        let text = String(decoding: update.document, as: UTF8.self)
        try Console.print((format == .json ? text : UpdateLine(update)?.text ?? text) + "\n")
    }
}

/// An update as one line for people.
struct UpdateLine {
    let text: String

    /// nil where the document is none.
    init?(_ update: UpdateReader.Update) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(update.document)) as? [String: Any],
            let data = object["data"] as? [String: Any]
        else { return nil }
        func number(_ name: String) -> String? { (data[name] as? NSNumber).map { "\($0)" } }
        let value = number("value") ?? (data["reason"] as? String ?? "–")
        let unit = data["unit"] as? String ?? ""
        let parts = [number("numerator"), number("denominator")].compactMap { $0 }.joined(separator: "/")
        text = "#\(update.revision)  \(update.key)  \(value) \(unit)  \(parts)  \(data["status"] as? String ?? "")"
    }
}
