import Foundation
import Testing

@testable import Replay

@Suite("Bad input never stops a replay and is never lost") struct BadInputTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Replays one file with these bytes; all of its lines must stand in the account, and nothing may have failed.
    private func replay(_ bytes: [UInt8], lines: Int64, _ location: SourceLocation = #_sourceLocation) throws -> ReplayProbe.Outcome {
        let outcome = try ReplayProbe.run([folder.write("events.ndjson", bytes)], in: folder)
        #expect(outcome.account.lines == lines, sourceLocation: location)
        #expect(outcome.result.failures == [], sourceLocation: location)
        for reject in outcome.rejects { #expect(reject.file == folder.path("events.ndjson"), sourceLocation: location) }
        return outcome
    }

    private func replay(_ text: String, lines: Int64, _ location: SourceLocation = #_sourceLocation) throws -> ReplayProbe.Outcome {
        try replay(Array(text.utf8), lines: lines, location)
    }

    @Test("an empty file has no lines") func anEmptyFile() throws {
        let outcome = try replay("", lines: 0)
        #expect(outcome.result.measures.isEmpty)
        #expect(outcome.rejects.isEmpty)
    }

    @Test("a byte order mark before the first line is no part of it") func aByteOrderMark() throws {
        #expect(try replay([0xEF, 0xBB, 0xBF], lines: 0).account.lines == 0)
        let good = try replay([0xEF, 0xBB, 0xBF] + Array(ReplayProbe.bills(0..<2).utf8), lines: 2)
        #expect(good.account.counted == 2)
        // Anywhere else it is not JSON.
        let inside = try replay(ReplayProbe.bill(1) + "\n\u{FEFF}" + ReplayProbe.bill(2) + "\n", lines: 2)
        #expect(inside.account.counted == 1)
        #expect(inside.rejects.map(\.reason) == ["malformed-json"])
        #expect(inside.rejects.first?.line == 2)
        #expect(inside.rejects.first?.event?.hasPrefix("\u{FEFF}") == true)
    }

    @Test("lines may end in CR LF") func linesMayEndInCRLF() throws {
        let text = [ReplayProbe.bill(1), "", "{}", ReplayProbe.bill(2)].joined(separator: "\r\n") + "\r\n"
        let outcome = try replay(text, lines: 4)
        #expect(outcome.account.counted == 2)
        #expect(outcome.account.blank == 1)
        #expect(outcome.rejects.map(\.event) == ["{}\r"])
    }

    @Test("a CR alone ends no line") func aCRAloneEndsNoLine() throws {
        let outcome = try replay(ReplayProbe.bill(1) + "\r" + ReplayProbe.bill(2), lines: 1)
        #expect(outcome.rejects.map(\.reason) == ["malformed-json"])
    }

    @Test("the last line needs no newline") func theLastLineNeedsNoNewline() throws {
        #expect(try replay(ReplayProbe.bill(1) + "\n" + ReplayProbe.bill(2), lines: 2).account.counted == 2)
        #expect(try replay(ReplayProbe.bill(1) + "\n" + ReplayProbe.bill(2) + "\n", lines: 2).account.counted == 2)
        #expect(try replay(ReplayProbe.bill(1) + "\n{", lines: 2).rejects.map(\.line) == [2])
    }

    @Test("blank lines are counted as such") func blankLinesAreCounted() throws {
        let outcome = try replay("\n \n\t\r\n\n" + ReplayProbe.bill(1) + "\n\n   ", lines: 7)
        #expect(outcome.account.blank == 6)
        #expect(outcome.account.counted == 1)
    }

    @Test("a line of 2 MiB is read whole, and rejected as too large unless more is allowed") func aLineOfTwoMebibytes() throws {
        let large = ReplayProbe.bill(2, extra: ", \"note\": \"\(String(repeating: "x", count: 2 << 20))\"")
        let text = [ReplayProbe.bill(1), large, ReplayProbe.bill(3), ""].joined(separator: "\n")
        let outcome = try replay(text, lines: 3)
        #expect(outcome.account.counted == 2)
        let reject = try #require(outcome.rejects.first)
        #expect((reject.reason, reject.line, reject.bytes, reject.isTruncated) == ("too-large", 2, large.utf8.count, nil))
        #expect(reject.event == large)
        #expect(reject.message.contains("\(large.utf8.count) bytes; at most 1048576"))

        var options = try ReplayProbe.options([folder.path("events.ndjson")])
        options.maximumEventBytes = 3 << 20
        #expect(try ReplayProbe.run(options).account.counted == 3)
    }

    @Test("of a line longer than the buffer may grow, the length and a beginning are kept", arguments: [false, true])
    func aLineLongerThanTheBuffer(_ isLast: Bool) throws {
        // Numbered, so that a piece of the middle could not pass for the beginning.
        let long = "{\"x\": \"" + (0..<1_300_000).map { String(10_000_000 + $0) }.joined() + "\"}"
        let text = [ReplayProbe.bill(1), long].joined(separator: "\n") + (isLast ? "" : "\n" + ReplayProbe.bills(2..<1500))
        let outcome = try replay(text, lines: isLast ? 2 : 1500)
        #expect(outcome.account.counted == (isLast ? 1 : 1499))
        let reject = try #require(outcome.rejects.first)
        #expect((reject.reason, reject.line, reject.bytes, reject.isTruncated) == ("too-large", 2, long.utf8.count, true))
        #expect(reject.message.contains("\(long.utf8.count) bytes"))
        #expect(reject.eventBytes.count == EventSource.keptOfLongLine)
        #expect(long.utf8.starts(with: reject.eventBytes))
    }

    @Test("long lines at every distance from the buffer's end are one line each") func longLinesAtEveryDistance() throws {
        for length in [EventSource.maximumLineBytes, 4_259_839, 4_259_840, 4_259_841, 4_259_840 + 4_255_744] {
            var line = Array(repeating: UInt8(ascii: "x"), count: length)
            line[0] = UInt8(ascii: "{")
            let outcome = try replay(line + Array(("\n" + ReplayProbe.bill(1)).utf8), lines: 2)
            #expect(outcome.account.counted == 1, "\(length)")
            #expect(outcome.rejects.map(\.bytes) == [length])
            #expect(outcome.rejects.first.map { line.starts(with: $0.eventBytes) } == true)
        }
    }

    @Test("invalid UTF-8 is a reject that carries the very bytes") func invalidUTF8() throws {
        let bad: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE1, 0xBB], Array("Th".utf8) + [0xE0, 0x80, 0xAF],
        ]
        for bytes in bad {
            let parts = ReplayProbe.bill(1).replacing("HD-1", with: "|").split(separator: "|").map { Array($0.utf8) }
            let line = parts[0] + bytes + parts[1]
            let outcome = try replay(line + [0x0A] + Array(ReplayProbe.bill(2).utf8), lines: 2)
            #expect(outcome.account.counted == 1)
            let reject = try #require(outcome.rejects.first)
            #expect((reject.reason, reject.path) == ("malformed-json", ""))
            #expect(reject.message.contains("UTF-8"))
            #expect(reject.eventBytes == line)
            #expect(reject.event == nil)
        }
    }

    @Test("zero bytes are no line ends and no JSON") func zeroBytes() throws {
        let outcome = try replay([0, 0, 0x0A, 0] + Array(ReplayProbe.bill(1).utf8), lines: 2)
        #expect(outcome.rejects.map(\.reason) == ["malformed-json", "malformed-json"])
        #expect(outcome.rejects.first?.eventBytes == [0, 0])
    }

    @Test("deep nesting is a reject, in small events and large ones") func deepNesting() throws {
        for depth in [70, 5000, 200_000] {
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                let nested = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
                let text = ReplayProbe.bill(1, data: ", \"x\": \(nested)") + "\n" + nested + "\n" + ReplayProbe.bill(2)
                let outcome = try replay(text, lines: 3)
                #expect(outcome.account.counted == 1)
                #expect(outcome.rejects.map(\.line) == [1, 2])
                let expected = nested.utf8.count > 1 << 20 ? "too-large" : "malformed-json"
                #expect(outcome.rejects.map(\.reason) == [expected, expected], "\(depth)")
            }
        }
        // As deep as an event may be: the event, its data, and 62 lists that the contract does not know.
        for (depth, counted) in [(62, Int64(1)), (63, 0)] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(try replay(ReplayProbe.bill(1, data: ", \"x\": \(nested)"), lines: 1).account.counted == counted, "\(depth)")
        }
    }

    @Test("numbers beyond 64 bits are rejects") func numbersBeyond64Bits() throws {
        func bill(_ amount: String) -> String { ReplayProbe.bill(1).replacing("100001", with: amount) }
        let amounts = ["9223372036854775807", "9223372036854775808", "18446744073709551616", "-9223372036854775809", "1e400", "1e2"]
        let outcome = try replay(amounts.map(bill).joined(separator: "\n"), lines: 6)
        #expect(outcome.account.counted == 0)
        let schema = "schema /data/amountVnd"
        #expect(
            outcome.rejects.map { "\($0.reason) \($0.path)" } == [
                schema, schema, "malformed-json ", "malformed-json ", "malformed-json ", schema,
            ])
        #expect(outcome.rejects.map(\.event) == amounts.map(bill))
    }

    @Test("duplicate keys are rejects in the data and the envelope, and nothing where nobody reads them") func duplicateKeys() throws {
        let text = [
            ReplayProbe.bill(1, data: ", \"amountVnd\": 1"), ReplayProbe.bill(2, extra: ", \"id\": \"B-2\""),
            ReplayProbe.bill(3, extra: ", \"data\": {}"), ReplayProbe.bill(4, extra: ", \"x\": 1, \"x\": 2", data: ", \"y\": 1, \"y\": {}"),
        ].joined(separator: "\n")
        let outcome = try replay(text, lines: 4)
        #expect(outcome.account.counted == 1)
        #expect(
            outcome.rejects.map { "\($0.line) \($0.reason) \($0.path)" } == [
                "1 schema /data/amountVnd", "2 not-cloudevents /id", "3 not-cloudevents /data",
            ])
    }

    @Test("every line stands once in the account, whatever becomes of it") func everyLineStandsOnce() throws {
        let received = ReplayProbe.bill(1)
        let newer = received.replacing("T06:00:00", with: "T07:00:00").replacing("100001", with: "7")
        let unused = """
            {"specversion": "1.0", "id": "X", "source": "market-hub/x", "type": "vn.thanhhoa.ocop.listing.withdrawn", "data": \
            {"listingId": "V-1", "platform": "voso", "withdrawnAt": "2026-05-04T08:41:00+07:00"}}
            """
        let lines = [received, received, newer, received, "", "{", unused, "[]", ReplayProbe.bill(2)]
        // Without the pipeline of OCOP nobody has a use for its events.
        var catalog = try ReplayProbe.catalog.get()
        catalog.pipelines.removeAll { $0.id == "ocop" }
        let path = try folder.write("events.ndjson", lines.joined(separator: "\n"))
        let outcome = try ReplayProbe.run([path], in: folder, catalog: catalog)
        let account = outcome.account
        #expect(account.lines == 9)
        #expect((account.counted, account.superseded, account.repeated) == (3, 1, 1))
        #expect((account.unused, account.blank, account.rejectedTotal) == (1, 1, 2))
        #expect(outcome.rejects.map(\.line) == [6, 8])
    }
}
