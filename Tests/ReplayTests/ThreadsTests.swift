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

    @Test("long lines end chunks at the same places with any number of threads") func longLines() throws {
        let folder = try ScratchFolder()
        var lines: [String] = []
        for number in 0..<240 {
            // Longer than a chunk, than one that has grown once, and than one that has grown twice.
            let length = [0, 300_000, 800_000, 100, 70_000, 1_500_000][number % 6]
            lines.append(ReplayProbe.bill(number) + String(repeating: " ", count: length))
        }
        let path = try folder.write("long.ndjson", lines.joined(separator: "\n"))
        var accounts: Set<[Int64]> = []
        for threads in [1, 2, 4] {
            var options = try ReplayProbe.options([path])
            options.threads = threads
            let account = try ReplayProbe.run(options).account
            accounts.insert([account.lines, account.counted, account.rejectedTotal])
        }
        #expect(accounts == [[240, 200, 40]])
    }

    @Test("chunks hold the same lines, whatever they held before") func chunkEnds() throws {
        let folder = try ScratchFolder()
        let lines = (0..<400).map { String(repeating: "x", count: [10, 200_000, 900, 70_000, 1_100_000, 40][$0 * $0 % 6]) }
        let path = try folder.write("chunks", lines.joined(separator: "\n"))
        func ends(_ chunks: Int) -> [Int64] {
            let source = EventSource(files: [path])
            let pool = (0..<chunks).map { _ in EventChunk() }
            var ends: [Int64] = []
            while source.next(into: pool[ends.count % chunks]) { ends.append(pool[ends.count % chunks].lines.last?.number ?? 0) }
            return ends
        }
        let alone = ends(1)
        #expect(alone.last == 400)
        for chunks in [2, 3, 7] { #expect(ends(chunks) == alone, "\(chunks) chunks") }
    }

    @Test("more partners than a cell has columns for are an error, whichever threads have met them") func tooManyPartners() throws {
        var numbers = PartnerNumbers(names: [], workers: 2)
        let names = (0..<4_100).map { "p\($0)" }
        try numbers.note(Array(names[..<4_090]), worker: 0)
        try numbers.note(Array(names[4_080..<4_096]), worker: 1)
        let error = #expect(throws: ReplayError.self) { try numbers.note(Array(names[4_080...]), worker: 1) }
        #expect(error?.code == .usage)
        #expect(numbers.names.count == 4_096)
    }

    @Test("the partner that is one too many ends the run with any number of threads", arguments: [1, 2, 8])
    func onePartnerTooMany(_ threads: Int) throws {
        let folder = try ScratchFolder()
        func run(partners: Int) throws -> ReplayAccount {
            let lines = (0..<(partners + 3_000)).map { ReplayProbe.bill($0).replacing("pcthanhhoa/", with: "partner\($0 % partners)/") }
            var options = try ReplayProbe.options([folder.write("bills.ndjson", lines.joined(separator: "\n"))])
            options.threads = threads
            return try ReplayProbe.run(options).account
        }
        #expect(try run(partners: 4_096).counted == 7_096)
        let error = #expect(throws: ReplayError.self) { _ = try run(partners: 4_097) }
        #expect(error?.code == .usage && error?.message.contains("4096 partners") == true)
    }

    @Test("no events, and many sources of one chunk or less, end with any number of threads", arguments: [1, 2, 4, 16])
    func smallSources(_ threads: Int) throws {
        let folder = try ScratchFolder()
        func run(_ paths: [String]) throws -> ReplayAccount {
            var options = try ReplayProbe.options(paths)
            options.threads = threads
            return try ReplayProbe.run(options).account
        }
        #expect(try run([folder.write("none.ndjson", "")]).lines == 0)
        let paths = try (0..<70).map { number in
            try folder.write("part\(number).ndjson", number % 5 == 0 ? "" : ReplayProbe.bills((number * 10)..<(number * 10 + 10)))
        }
        #expect(try run(paths).counted == 560)
    }

    @Test("a rejects file that cannot be written ends the run with any number of threads", arguments: [1, 2, 4])
    func rejectsThatCannotBeWritten(_ threads: Int) throws {
        let folder = try ScratchFolder()
        let lines = (0..<20_000).map { $0 % 3 == 0 ? ReplayProbe.bill($0) : "{ this is no event \($0)" }
        var options = try ReplayProbe.options([folder.write("bad.ndjson", lines.joined(separator: "\n"))])
        options.threads = threads
        options.rejectsPath = "/dev/full"
        let error = #expect(throws: ReplayError.self) { _ = try ReplayProbe.run(options) }
        #expect(error?.code == .inputOutput)
    }

    @Test("a number of threads that is no power of two is refused", arguments: [-1, 0, 3, 128]) func noPowerOfTwo(_ threads: Int) throws {
        var options = try ReplayProbe.options(["-"])
        options.threads = threads
        let error = #expect(throws: ReplayError.self) { _ = try Replay(options) }
        #expect(error?.code == .usage)
    }
}
