import Foundation
import Testing

@Suite("nhipso replay as a process") struct ReplayCommandTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("standard input is read like a file") func standardInput() throws {
        let text = CommandRun.bills(0..<12) + "{\n"
        let rejects = folder.path("rejects.ndjson")
        let piped = try CommandRun.replay(["--events", "-", "--rejects", rejects], input: text)
        let read = try CommandRun.replay(["--events", folder.write("events.ndjson", text)])
        #expect(piped.exitCode == 0)
        #expect(piped.output == read.output)
        let written = try String(contentsOfFile: rejects, encoding: .utf8)
        #expect(written.contains(#""file":"-","line":13,"bytes":1,"event":"{""#))
    }

    @Test("nothing on standard input gives a header and an account of no lines") func nothingOnStandardInput() throws {
        let run = try CommandRun.replay(["--events", "-"])
        #expect(run.exitCode == 0)
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(run.errors.contains("in all   0"))
    }

    @Test("a reject carries reason, path, words, file, line and the event") func aReject() throws {
        let bad = CommandRun.bill(1).replacing("\"14797\"", with: "\"99999\"")
        let events = try folder.write("events.ndjson", CommandRun.bill(0) + "\n" + bad + "\n")
        let rejects = folder.path("rejects.ndjson")
        #expect(try CommandRun.replay(["--events", events, "--rejects", rejects]).exitCode == 0)
        let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1)
        let reject = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(reject["reason"] as? String == "commune-unknown")
        #expect(reject["path"] as? String == "/data/communeCode")
        #expect((reject["message"] as? String)?.contains("99999") == true)
        #expect(reject["file"] as? String == events)
        #expect(reject["line"] as? Int == 2)
        #expect(reject["event"] as? String == bad)
    }

    @Test("the rejects file is written where it is, also through a link") func theRejectsFileIsWrittenWhereItIs() throws {
        let target = try folder.write("target", "what stood there before")
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: target)
        #expect(try CommandRun.replay(["--events", "-", "--rejects", folder.path("link")], input: "{\n").exitCode == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == target)
        #expect(try String(contentsOfFile: target, encoding: .utf8).hasPrefix("{\"reason\":\"malformed-json\""))
        // Cut to what is new, not written over.
        #expect(try CommandRun.replay(["--events", "-", "--rejects", folder.path("link")]).exitCode == 0)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "")
    }

    @Test("nothing that is read or written is overwritten: two names of one file are wrong usage")
    func nothingIsOverwritten() throws {
        let text = CommandRun.bills(0..<12)
        let events = try folder.write("events.ndjson", text)
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: events)
        let key = ["NHIPSO_PSEUDONYM_KEY": "000102030405060708090a0b0c0d0e0f"]
        for options in [["--rejects", events], ["--snapshot-out", folder.path("link")], ["--account", events]] {
            let run = try CommandRun.replay(["--events", events] + options, environment: key)
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("is the same file as --events"))
            #expect(try String(contentsOfFile: events, encoding: .utf8) == text)
        }
        let twice = try CommandRun.replay(["--events", events, "--rejects", folder.path("x"), "--account", folder.path("x")])
        #expect(twice.exitCode == 1)
        let nowhere = try CommandRun.replay(["--events", events, "--account", folder.path("none/account.json")])
        #expect(nowhere.exitCode == 3)
        #expect(nowhere.output.isEmpty, "it is said before anything is done")
    }

    @Test("identifiers and keys stand in nothing but the rejects") func identifiersStandNowhere() throws {
        let key = "000102030405060708090a0b0c0d0e0f"
        let events = try folder.write("events.ndjson", CommandRun.bills(0..<12) + CommandRun.bill(12).replacing("14797", with: "99999"))
        let run = try CommandRun.replay(
            ["--events", events, "--measures", "--save", folder.path("out"), "--snapshot-out", folder.path("snapshot")],
            environment: ["NHIPSO_PSEUDONYM_KEY": key])
        #expect(run.exitCode == 0)
        var texts = [run.output, run.errors]
        for name in ["out/figures.csv", "out/updates.ndjson", "out/measures.csv", "snapshot"] {
            texts.append(String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path(name))), as: UTF8.self))
        }
        for text in texts {
            #expect(!text.isEmpty)
            #expect(!text.contains("PA07TH") && !text.contains("HD-1") && !text.contains("70000") && !text.contains(key))
        }
    }

    @Test("two runs with a snapshot between print what one run prints") func aSnapshotBetween() throws {
        let key = ["--key-file", try folder.write("key.hex", "000102030405060708090a0b0c0d0e0f\n")]
        let first = try folder.write("1.ndjson", CommandRun.bills(0..<15))
        let second = try folder.write("2.ndjson", CommandRun.bills(10..<30))
        let whole = try CommandRun.replay(["--events", first, "--events", second, "--quiet"] + key)
        #expect(try CommandRun.replay(["--events", first, "--snapshot-out", folder.path("s")] + key).exitCode == 0)
        let resumed = try CommandRun.replay(["--events", second, "--snapshot-in", folder.path("s")] + key)
        #expect(resumed.output == whole.output)
        #expect(resumed.errors.contains("of them from the snapshot: 15"))
        #expect(whole.errors == "")
        let other = ["--key-file", try folder.write("other.hex", "ff0102030405060708090a0b0c0d0e0f\n")]
        #expect(try CommandRun.replay(["--events", second, "--snapshot-in", folder.path("s")] + other).exitCode == 1)
    }

    @Test("a reader that goes away ends the run quietly") func aReaderThatGoesAway() throws {
        let events = try folder.write("events.ndjson", CommandRun.bills(0..<200))
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = [
            "-c", "\"$1\" replay --pipelines \"$2\" --events \"$3\" --out json --quiet 2>\"$4\" | head -c 10", "sh",
            try CommandRun.executable(),
            CommandRun.pipelines, events, folder.path("errors"),
        ]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let read = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(read.count == 10)
        #expect(try String(contentsOfFile: folder.path("errors"), encoding: .utf8) == "")
    }
}
