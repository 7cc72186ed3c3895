import Foundation
import Testing

@testable import Replay

@Suite("Gzipped input") struct GzipTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func replay(_ bytes: [UInt8], name: String = "events.ndjson.gz") throws -> ReplayProbe.Outcome {
        try ReplayProbe.run([folder.write(name, bytes)], in: folder)
    }

    @Test("a gzip file is told by its first bytes, not by its name") func toldByItsFirstBytes() throws {
        let text = ReplayProbe.bills(0..<50)
        let packed = try Gzip.compress(Array(text.utf8))
        for (bytes, name) in [(packed, "a.ndjson.gz"), (packed, "b.ndjson"), (Array(text.utf8), "c.ndjson.gz")] {
            let outcome = try replay(bytes, name: name)
            #expect(outcome.account.counted == 50, "\(name)")
            #expect(outcome.result.failures == [])
        }
    }

    @Test("a gzip file of several members is read to its end, also within a line") func severalMembers() throws {
        let text = Array(ReplayProbe.bills(0..<60).utf8)
        let cuts = [0, 1, 500, 501, text.count / 2, text.count]
        let members = try zip(cuts, cuts.dropFirst()).map { try Gzip.compress(Array(text[$0..<$1])) }
        let outcome = try replay(members.flatMap { $0 } + Gzip.compress([]))
        #expect(outcome.account.counted == 60)
        #expect(outcome.account.lines == 60)
        #expect(outcome.result.failures == [])
    }

    @Test("of a truncated gzip file everything before its end is read, and the file is named") func truncated() throws {
        let text = ReplayProbe.bills(0..<400)
        let packed = try Gzip.compress(Array(text.utf8))
        let whole = text.split(separator: "\n").map { Array($0.utf8) }
        for count in [11, 200, packed.count / 3, packed.count / 2, packed.count - 9, packed.count - 8, packed.count - 1] {
            let outcome = try replay(Array(packed[0..<count]))
            #expect(outcome.result.failures.count == 1, "\(count)")
            let failure = outcome.result.failures.first ?? ""
            #expect(failure.hasPrefix(folder.path("events.ndjson.gz") + ": ") && failure.contains("truncated"), "\(count): \(failure)")
            // What was cut within a line is a reject, and its bytes are a beginning of that line.
            let counted = Int(outcome.account.counted)
            #expect(outcome.account.lines == Int64(counted + outcome.rejects.count))
            #expect(outcome.rejects.count <= 1)
            if let reject = outcome.rejects.first {
                #expect(reject.reason == "malformed-json")
                #expect(reject.line == counted + 1)
                #expect(whole[counted].starts(with: reject.eventBytes))
            }
            if count >= packed.count - 8 { #expect(counted == 400) }
        }
    }

    @Test("a gzip file cut within its header is named too") func truncatedHeader() throws {
        let packed = try Gzip.compress(Array(ReplayProbe.bills(0..<5).utf8))
        for count in 2...10 {
            let outcome = try replay(Array(packed[0..<count]))
            #expect(outcome.result.failures.count == 1, "\(count): \(outcome.result.failures)")
            #expect(outcome.account.counted == 0)
        }
    }

    @Test("a damaged gzip file never goes unnoticed, and what was read before is counted") func damaged() throws {
        let text = ReplayProbe.bills(0..<300)
        let packed = try Gzip.compress(Array(text.utf8))
        var counted: Set<Int64> = []
        for position in stride(from: 10, to: packed.count, by: max(1, packed.count / 60)) {
            var bytes = packed
            bytes[position] ^= 0x20
            let outcome = try replay(bytes)
            #expect(outcome.result.failures.count == 1, "a flip at \(position) of \(packed.count) went unnoticed")
            #expect(outcome.account.lines == outcome.account.counted + outcome.account.repeated + outcome.account.rejectedTotal)
            counted.insert(outcome.account.counted)
        }
        #expect(counted.count > 1)
    }

    @Test("what stands behind a gzip member and is none is not passed over in silence") func garbageBehind() throws {
        let packed = try Gzip.compress(Array(ReplayProbe.bills(0..<5).utf8))
        let outcome = try replay(packed + Array(ReplayProbe.bills(5..<10).utf8))
        #expect(outcome.account.counted >= 5)
        #expect(outcome.account.counted == 10 || outcome.result.failures.count == 1, "five lines are lost without a trace")
        // Zeros are the padding of tapes and of some tools: they hold nothing.
        let padded = try replay(packed + [UInt8](repeating: 0, count: 512))
        #expect(padded.account.counted == 5)
        #expect(padded.result.failures == [])
    }
}
