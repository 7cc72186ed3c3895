import Foundation
import Publication
import Testing

@testable import Replay

@Suite("Threads") struct ThreadsTests {
    /// All that a run gives, as text.
    private func run(threads: Int) throws -> String {
        let folder = try ScratchFolder()
        // Some rounds of chunks.
        var lines = ReplayProbe.bills(0..<12_000).split(separator: "\n").map(String.init)
        for (place, bad) in [
            (3, "{"), (7, "[]"), (20, ""), (21, ReplayProbe.bill(5)), (30, ReplayProbe.bill(99, data: ", \"amountVnd\": 1")),
        ] {
            lines.insert(bad, at: place)
        }
        for place in stride(from: 400, to: lines.count, by: 611) { lines[place] = "{" }
        // Of another partner each, so that the threads meet partners in different orders.
        let text = lines.enumerated().map { $1.replacing("pcthanhhoa/", with: "partner\($0 * $0 % 17)/") }.joined(separator: "\n")
        var options = try ReplayProbe.options(
            [folder.write("bills.ndjson", text), ReplayProbe.pipelines + "/demo"], catalog: ReplayProbe.catalog.get())
        options.threads = threads
        options.rejectsPath = folder.path("rejects")
        let result = try ReplayProbe.run(options)
        let rejects = try String(contentsOfFile: folder.path("rejects"), encoding: .utf8).replacing(folder.path, with: "")
        return [
            IndicatorReport(result.updates).ndjson(), MeasureReport(result.measures).csv(), "\(result.account.lines)",
            "\(result.account.counted) \(result.account.repeated) \(result.account.superseded) \(result.account.rejectedTotal)", rejects,
        ].joined(separator: "\n")
    }

    @Test("any number of threads gives the same figures, the same account and the same rejects") func anyNumberOfThreads() throws {
        let one = try run(threads: 1)
        #expect(one.contains("EP01"))
        for threads in [2, 4, 8] { #expect(try run(threads: threads) == one, "\(threads) threads") }
    }

    @Test("a number of threads that is no power of two is refused", arguments: [-1, 0, 3, 128]) func noPowerOfTwo(_ threads: Int) throws {
        var options = try ReplayProbe.options(["-"])
        options.threads = threads
        let error = #expect(throws: ReplayError.self) { _ = try Replay(options) }
        #expect(error?.code == .usage)
    }
}
