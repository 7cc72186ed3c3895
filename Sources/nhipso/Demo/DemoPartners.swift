import Clients
import Foundation
import Generation
import Kafka
import Synchronization

/// The demo's partners: bank and telecom, power company, portal and shops, each on a thread that sends its own events at its own pace.
final class DemoPartners: Sendable {
    struct Account: Sendable {
        var sent = 0
        var acknowledged = 0
        var failure: String?
    }

    /// One partner's events of a round, by topic, and where a copy of all that was sent is kept.
    private let lines: [String: [[UInt8]]]
    private let accounts = Mutex<[String: Account]>([:])
    private let isAskedToStop = Atomic(false)
    private let threads = Atomic(0)

    /// Which topics are one partner's.
    static let partners: [(name: String, topics: [String])] = [
        ("bank and telecom", ["in.bank.electricity"]),
        ("power company", ["in.power-company.electricity"]),
        ("portal and shops", ["in.portal.dossiers", "in.shops.ocop"]),
    ]

    /// - Parameter lines: events by topic, in the order of sending.
    init(lines: [String: [[UInt8]]]) { self.lines = lines }

    /// Starts to send all within so many seconds.
    func start(_ configuration: KafkaConfiguration, seconds: Double) {
        for (name, topics) in Self.partners {
            threads.wrappingAdd(1, ordering: .relaxed)
            let thread = Thread { [self] in
                send(name, topics, configuration, seconds)
                threads.wrappingSubtract(1, ordering: .relaxed)
            }
            thread.name = "nhipso.demo.\(name)"
            thread.start()
        }
    }

    func stop() { isAskedToStop.store(true, ordering: .relaxed) }

    var isFinished: Bool { threads.load(ordering: .relaxed) == 0 }

    var account: [String: Account] { accounts.withLock { $0 } }

    private func send(_ name: String, _ topics: [String], _ configuration: KafkaConfiguration, _ seconds: Double) {
        var all = topics.flatMap { topic in (lines[topic] ?? []).map { (topic, $0) } }
        // Events of several topics take turns, in the same way each time.
        if topics.count > 1 { all = Self.mixed(all) }
        var account = Account()
        defer { accounts.withLock { $0[name] = account } }
        do throws(KafkaError) {
            let sender = try EventSender(configuration, logger: BrokerOptions.logger)
            defer { sender.close() }
            let pace = Pace(perSecond: max(1, Int(Double(all.count) / max(1, seconds))))
            for (index, (topic, line)) in all.enumerated() {
                if isAskedToStop.load(ordering: .relaxed) { break }
                pace.wait()
                // One partner sends in binary mode: both arrive.
                try sender.send(line, to: topic, mode: name == "power company" ? .binary : .structured)
                if index % 50 == 0 {
                    account.sent = sender.account.sent
                    account.acknowledged = sender.account.acknowledged
                    accounts.withLock { $0[name] = account }
                }
            }
            if !sender.finish(waitingMilliseconds: 20_000) { account.failure = "not all events were acknowledged" }
            account.sent = sender.account.sent
            account.acknowledged = sender.account.acknowledged
        } catch { account.failure = error.description }
    }

    private static func mixed(_ all: [(String, [UInt8])]) -> [(String, [UInt8])] {
        all.enumerated().sorted { a, b in
            let (x, y) = (UInt64(a.offset) &* 0x9E37_79B9_7F4A_7C15, UInt64(b.offset) &* 0x9E37_79B9_7F4A_7C15)
            return x < y
        }
        .map(\.element)
    }
}
