import Foundation
import Testing

@testable import Replay

@Suite("Events of closed periods") struct PeriodClosedTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A payment of bills of these months.
    private func payment(_ number: Int, months: [String]) -> String {
        let allocations = months.map { #"{"billId": "HD-\#(number)-\#($0)", "billPeriod": "\#($0)", "amountVnd": 5}"# }
        return """
            {"specversion": "1.0", "id": "P-\(number)", "source": "pcthanhhoa/billing", "type": "vn.thanhhoa.elec.payment.settled", "data": \
            {"paymentId": "P-\(number)", "contractRef": "PA07TH0000101", "channel": "bank_app", "paidAt": "2026-06-02T08:00:00+07:00", \
            "allocations": [\(allocations.joined(separator: ", "))]}}
            """
    }

    /// How many bills make a round of chunks, after which event time moves on.
    private static let billsOfARound = Round.chunkCount * EventSource.chunkBytes / ReplayProbe.bill(0).utf8.count + 1000

    /// Replays lines behind so many bills of May 2026 that bills up to 2024 are closed: the year, and 400 days.
    private func replay(_ lines: [String]) throws -> (account: ReplayAccount, rejects: [ReplayProbe.WrittenReject]) {
        var catalog = try ReplayProbe.catalog.get()
        catalog.pipelines.removeAll { $0.id != "electricity" }
        let bills = ReplayProbe.bills(10_000..<(10_000 + PeriodClosedTests.billsOfARound))
        var options = try ReplayProbe.options([folder.write("events.ndjson", bills + lines.joined(separator: "\n"))], catalog: catalog)
        options.rejectsPath = folder.path("rejects")
        var account = try ReplayProbe.run(options).account
        let text = try String(contentsOfFile: folder.path("rejects"), encoding: .utf8)
        let rejects = try text.split(separator: "\n").map { try JSONDecoder().decode(ReplayProbe.WrittenReject.self, from: Data($0.utf8)) }
        account.counted -= Int64(PeriodClosedTests.billsOfARound)
        return (
            account,
            rejects.map { reject in
                var own = reject
                own.line -= PeriodClosedTests.billsOfARound
                return own
            }
        )
    }

    @Test("an event whose period is closed is a reject that says so") func anEventWhosePeriodIsClosed() throws {
        let old = ReplayProbe.bill(9, month: "2024-11")
        let (account, rejects) = try replay([ReplayProbe.bill(7, month: "2025-01"), old, ReplayProbe.bill(8)])
        #expect(account.counted == 2)
        #expect(account.rejected == [.periodClosed: 1])
        let reject = try #require(rejects.first)
        #expect((reject.reason, reject.line, reject.event) == ("period-closed", 2, old))
        #expect(reject.message.contains("electricity") && reject.message.contains("2024-11"))
    }

    @Test("which events are of closed periods is the same with any number of threads") func anyNumberOfThreads() throws {
        var catalog = try ReplayProbe.catalog.get()
        catalog.pipelines.removeAll { $0.id != "electricity" }
        // Old bills strewn over some rounds: those of the first still count, and so do those in the round in which time moves on.
        let lines = (0..<(PeriodClosedTests.billsOfARound * 3)).map { number in
            number % 50 == 7 ? ReplayProbe.bill(100_000 + number, month: "2024-11") : ReplayProbe.bill(10_000 + number)
        }
        let events = try folder.write("strewn.ndjson", lines.joined(separator: "\n"))
        func run(_ threads: Int) throws -> (ReplayAccount, String) {
            var options = try ReplayProbe.options([events], catalog: catalog)
            options.rejectsPath = folder.path("rejects-\(threads)")
            options.threads = threads
            let account = try ReplayProbe.run(options).account
            return (account, try String(contentsOfFile: folder.path("rejects-\(threads)"), encoding: .utf8))
        }
        let (account, rejects) = try run(1)
        let closed = try #require(account.rejected[.periodClosed])
        #expect(closed > 100 && account.counted > Int64(lines.count) - closed - 1)
        for threads in [2, 8] {
            let other = try run(threads)
            #expect(other.0 == account && other.1 == rejects, "\(threads) threads")
        }
    }

    @Test("an event with several closed periods is one reject") func severalClosedPeriods() throws {
        let (account, rejects) = try replay([
            payment(1, months: ["2024-11", "2024-10", "2023-01"]), payment(2, months: ["2024-12", "2024-12"]),
        ])
        #expect(account.lines == 2)
        #expect(account.rejected == [.periodClosed: 2])
        #expect(account.facts[.periodClosed] == 5)
        #expect(rejects.map(\.line) == [1, 2])
    }

    @Test("an event of which a part is closed is counted, and is among the rejects for that part") func aPartIsClosed() throws {
        let (account, rejects) = try replay([payment(1, months: ["2024-11", "2026-05"])])
        #expect((account.lines, account.counted, account.rejectedTotal) == (1, 1, 0))
        #expect(account.facts[.periodClosed] == 1)
        #expect(rejects.map { "\($0.line) \($0.reason)" } == ["1 period-closed"])
    }
}
