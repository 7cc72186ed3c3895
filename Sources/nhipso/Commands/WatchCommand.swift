import ArgumentParser
import Clients
import Foundation
import Kafka

/// `nhipso watch`: indicator updates as they come.
struct WatchCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case line, json }

    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show indicator updates as they are published.",
        discussion: """
            Reads the topic indicator-updates from its beginning as a subscriber should: of each key (indicator|commune|window) only what has a
            higher revision than all before. A line says: revision, key, value, unit, numerator/denominator, status.

            EXAMPLES
              nhipso watch --brokers localhost:9092 --indicator EP01 --window 2026-05
              nhipso watch --brokers localhost:9092 --format json --quiet-after 5 > figures.ndjson

            EXIT CODES
              0 it was stopped, or all was quiet · 1 wrong usage · 3 the brokers cannot be read
            """)

    @OptionGroup var broker: BrokerOptions
    @Option(help: "Show only this indicator. May be given several times.") var indicator: [String] = []
    @Option(help: "Show only this commune's code; 38 is the province. May be given several times.") var commune: [String] = []
    @Option(help: "Show only this window. May be given several times.") var window: [String] = []
    @Option(help: "line, or json: the CloudEvents document, one a line.") var format = Format.line
    @Option(help: "Stop when nothing new has come for so many seconds, and print each figure as it stands then.") var quietAfter: Int?
    @Option(help: "The topic.") var topic = "indicator-updates"

    func run() throws {
        let interruption = Interruption()
        do {
            let reader = try UpdateReader(try broker.configuration(), topic: topic, logger: BrokerOptions.logger)
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
            for key in reader.newest.keys.sorted() where isWanted(key) { if let update = reader.newest[key] { try print(update) } }
        } catch let error as KafkaError {
            Console.error("\(error)")
            throw ExitCode(3)
        }
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
