import Aggregation
import Catalog
import Clients
import Foundation
import Generation
import Ingest
import Kafka
import Replay
import Workers

/// The cast of the demo, and what they do.
final class Demo {
    private let catalog: Catalog
    private let folder: String
    private let rate: Int
    private let seed: UInt64
    private let broker: EmbeddedBroker
    private let kafka: KafkaConfiguration
    private let workers: DemoWorkers
    private let reader: UpdateReader
    private let keyText: String
    private let tables: (territory: Territory, population: ReferenceTable)
    private var screen = DemoScreen()
    private var news: [String] = []
    private var updates = 0
    /// Of the partners of earlier rounds.
    private var sentBefore: [String: Int] = [:]
    private var sent: Int { sentBefore.values.reduce(0, +) }
    private var killed = 0
    private let begun = Date()

    init(_ catalog: Catalog, folder: String, pipelines: String, rate: Int, seed: UInt64) throws {
        self.catalog = catalog
        self.folder = folder
        self.rate = rate
        self.seed = seed
        guard let population = catalog.references.first(where: { $0.id == "population_registered" }) else {
            throw CleanFailure("\(pipelines)/references/population_registered.csv is missing: subjects are spread by it")
        }
        tables = (catalog.territory, population)
        keyText = (0..<4).map { _ in String(UInt64.random(in: .min ... .max) | 1 << 63, radix: 16) }.joined()
        broker = try EmbeddedBroker()
        kafka = .forEmbeddedBroker(broker.bootstrapServers)
        let options = WorkerOptions(catalog: catalog, key: .random(), kafka: kafka)
        try broker.make(options.plannedTopics)
        for partner in DemoPartners.partners { for topic in partner.topics { try broker.createTopic(topic, partitions: 4) } }
        reader = try UpdateReader(kafka, topic: options.topics.updates, logger: BrokerOptions.logger)
        workers = DemoWorkers(
            environment: [
                "NHIPSO_BROKERS": broker.bootstrapServers, "NHIPSO_PSEUDONYM_KEY": keyText, "NHIPSO_PIPELINES": pipelines,
                // Standing states are those of the latest event once all partners have fallen silent.
                "NHIPSO_IDLE_AFTER": "3s", "NHIPSO_SNAPSHOT_EVERY": "5s", "NHIPSO_STAGES": "ingest,aggregate,publish",
            ], folder: folder)
    }

    /// - Parameter seconds: how long the partners send; nil: until the command is interrupted.
    func play(seconds: Int?, _ interruption: Interruption) throws {
        try workers.start()
        try workers.start()
        tell("two workers are starting; their groups take some seconds to form")
        var round = 0
        repeat {
            let partners = DemoPartners(lines: try lines(round: round, seconds: seconds ?? 60))
            partners.start(kafka, seconds: Double(seconds ?? 60))
            let start = Date()
            while !partners.isFinished {
                if interruption.isRequested { partners.stop() }
                try show(partners)
                if let seconds { try haveAnAccident(Date().timeIntervalSince(start) / Double(seconds)) }
            }
            for (name, account) in partners.account { sentBefore[name, default: 0] += account.acknowledged }
            for failure in partners.account.values.compactMap(\.failure) { tell("a partner: \(failure)") }
            round += 1
        } while seconds == nil && !interruption.isRequested
        if seconds != nil, !interruption.isRequested { tell("the partners have sent everything") }
    }

    /// A third of the way one worker is killed, at half of it a new one begins.
    private func haveAnAccident(_ part: Double) throws {
        if killed == 0, part > 0.33, let name = workers.killOne() {
            killed = 1
            tell("\(name) was killed (kill -9)")
        } else if killed == 1, part > 0.5 {
            killed = 2
            try workers.start()
            tell("another worker takes its place")
        }
    }

    private func tell(_ text: String) { news.append("\(Int(Date().timeIntervalSince(begun))) s: \(text)") }

    /// Reads what is new and redraws.
    private func show(_ partners: DemoPartners?) throws {
        let end = Date(timeIntervalSinceNow: 0.25)
        while Date() < end { if try reader.next(waitingMilliseconds: 50) != nil { updates += 1 } }
        let accounts = partners?.account ?? [:]
        let sentBy = DemoPartners.partners.map { ($0.name, (sentBefore[$0.name] ?? 0) + (accounts[$0.name]?.sent ?? 0)) }
        try screen.draw(
            DemoScreen.Scene(
                seconds: Int(Date().timeIntervalSince(begun)), sent: sentBy.reduce(0) { $0 + $1.1 }, updates: updates,
                workers: workers.running, partners: sentBy, news: news),
            reader.newest)
    }

    /// A made-up month's events by topic, also kept as files for the replay.
    private func lines(round: Int, seconds: Int) throws -> [String: [[UInt8]]] {
        // The months before this one: their events lie in the past.
        let today = FixedTimeZone.vietnam.day(of: EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000)))
        let month = Window(length: .month, ordinal: Window(.month, holding: today).ordinal - 3)
        let options = GenerationOptions(seed: seed + UInt64(round), size: .events(rate * seconds), firstMonth: month, months: 1)
        let generator = try Generator(options: options, territory: tables.territory, population: tables.population)
        let topics = DemoPartners.partners.flatMap(\.topics)
        var lines: [String: [[UInt8]]] = [:]
        _ = generator.run { line, partner in
            guard let topic = topics.first(where: { $0.hasPrefix("in.\(partner).") }) else { return }
            lines[topic, default: []].append(Array(line.dropLast()))
        }
        for (topic, events) in lines {
            let text = events.map { $0 + [0x0A] }.joined()
            try Data(text).write(to: URL(fileURLWithPath: "\(folder)/\(topic).ndjson"))
        }
        return lines
    }

    /// Waits until the live figures are those of a replay of the same events, at most a minute; what differs then.
    func differences() throws -> [String] {
        let key = try PseudonymKey(hexadecimal: keyText)
        let files = DemoPartners.partners.flatMap(\.topics).map { "\(folder)/\($0).ndjson" }
            .filter { FileManager.default.fileExists(atPath: $0) }
        let now = EventTime(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000))
        let replay = try Replay(ReplayOptions(catalog: catalog, inputs: try InputSelection(paths: files), key: key, now: now))
        let result = try replay.run()
        var expected: [String: String] = [:]
        for update in result.updates { expected[update.key.description] = FigureContent.line(ofUpdate: Array(update.document().utf8)) }
        let end = Date(timeIntervalSinceNow: 60)
        var left = ["nothing was compared"]
        while !left.isEmpty, Date() < end {
            try show(nil)
            left = FigureComparison.differences(
                expected: expected, found: reader.newest.compactMapValues { FigureContent.line(ofUpdate: $0.document) })
        }
        account = result.account
        compared = expected.values.filter { !FigureContent.isAbsent($0) }.count
        return left
    }

    private var account = ReplayAccount()
    private var compared = 0

    /// The closing words.
    func tell(_ differences: [String]) throws {
        try show(nil)
        let hasLeft = workers.stop()
        var text = """

            \(grouped(Int64(sent))) events sent by three partners · \(grouped(Int64(updates))) updates of \(grouped(Int64(reader.newest.count))) \
            figures · \(reader.passedOver) updates that came twice, passed over by their revision
            one worker killed, \(hasLeft ? "the others left in good order" : "one of the others had to be ended")

            """
        let rejected = account.rejected.values.reduce(0, +)
        text +=
            "\(grouped(account.counted)) events counted, \(grouped(account.repeated)) repeated, \(grouped(account.superseded)) superseded, "
            + "\(grouped(rejected)) rejected\n"
        text +=
            differences.isEmpty
            ? "all \(grouped(Int64(compared))) figures equal those of a replay of the same events\n"
            : "\(differences.count) figures differ from a replay of the same events:\n"
                + differences.prefix(5).map { "  \($0)\n" }.joined()
        try Console.print(text)
    }

    func close() {
        _ = workers.stop()
        reader.close()
        broker.close()
    }
}

/// Something that the caller can mend.
struct CleanFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
