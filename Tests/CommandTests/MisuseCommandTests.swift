import Foundation
import Testing

@Suite("What was meant otherwise ends neither in silence nor in a crash") struct MisuseCommandTests {
    private let folder: ScratchFolder
    private static let clock = ["--now", "2026-07-01T00:00:00+07:00"]

    init() throws { folder = try ScratchFolder() }

    @Test("a time that ends before it begins is refused") func reversedTimes() throws {
        let times = ["--since", "2026-12-01", "--until", "2026-11-01", "--brokers", "127.0.0.1:1"]
        for command in [["export", "--out", folder.path("d")], ["rejects", "list"], ["rejects", "redrive"]] {
            let run = try CommandRun(command + times)
            #expect(run.exitCode == 1 && run.errors.contains("the end is not after the beginning"), "\(run.errors)")
            let usage = "Usage: nhipso \(command.prefix { !$0.hasPrefix("-") }.joined(separator: " ")) "
            #expect(run.errors.contains(usage), "\(run.errors)")
        }
    }

    @Test("filters that can match nothing are told, as is a figure or an event that is not there") func filters() throws {
        let broker = try RunningBroker([
            "--pipelines", CommandRun.pipelines, "--topic", "in.bank.electricity:1", "--topic", "rejected.bank:1",
        ])
        let at = ["--brokers", broker.address]
        let last = "in.bank.electricity/0/\(Int64.max)"
        for (arguments, exitCode, words) in [
            (["export", "--topic", "in.bank.electricty", "--out", folder.path("d")], 1, "did you mean `in.bank.electricity`?"),
            (["watch", "--window", "2026-13"], 1, "expected a window"),
            (["watch", "--commune", "9999"], 1, "expected a commune's five digits"),
            (["watch", "--topic", "indicator-update"], 1, "did you mean `indicator-updates`?"),
            (["watch", "--indicator", "EP99", "--quiet-after", "0"], 4, "none that was asked for"),
            (["rejects", "redrive", "--id", "in.bank.electricity/0/5"], 1, "it was not rejected"),
            (["rejects", "show", last], 1, "expected topic/partition/offset"),
            (["rejects", "redrive", "--id", last], 1, "expected topic/partition/offset"),
            (["rejects", "show", "in.bank.electricity/0/\(Int64.max - 1)"], 1, "it was not rejected"),
            (["rejects", "list", "--newest", "-1"], 1, "expected 0 to 100000"),
        ] as [([String], Int32, String)] {
            let run = try CommandRun(arguments + at)
            #expect(run.exitCode == exitCode && run.errors.contains(words), "\(arguments): \(run.exitCode) \(run.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("d")))
        let replay = try CommandRun.replay(["--events", CommandRun.pipelines + "/demo", "--indicator", "EP01", "--window", "current"])
        #expect(replay.exitCode == 1 && replay.errors.contains("EP01: has no current windows, only month, quarter, year"))
    }

    @Test("a table that leaves communes without a row needs to be forced, and one without rows is an error") func tables() throws {
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines])
        let put = ["tables", "put", "--pipelines", CommandRun.pipelines, "--brokers", broker.address]
        let whole = CommandRun.pipelines + "/references/households_estimate.csv"
        let lines = try String(contentsOfFile: whole, encoding: .utf8).split(separator: "\n")
        let file = try folder.write("households_estimate.csv", lines[0] + "\n")
        let empty = try CommandRun(put + [file])
        #expect(empty.exitCode == 1 && empty.errors.contains("error[empty-table]"), "\(empty.errors)")
        #expect(try CommandRun(["lint", file]).exitCode == 1)
        try folder.write("households_estimate.csv", lines.prefix(3).joined(separator: "\n") + "\n")
        let cut = try CommandRun(put + [file])
        #expect(
            cut.exitCode == 1 && cut.errors.contains("164 of 166 that have a row now have none in it: 14812, 14818, 14845, …\n")
                && cut.errors.contains("nothing was written"), "\(cut.errors)")
        #expect(try CommandRun(["tables", "list", "--brokers", broker.address]).output.isEmpty)
        #expect(try CommandRun(put + [file, "--force"]).exitCode == 0)
        // From now on the table in the topic is the one that is replaced.
        #expect(try CommandRun(put + [file]).exitCode == 0)
        #expect(try CommandRun(put + [whole]).exitCode == 0)
        #expect(try CommandRun(put + [file]).exitCode == 1)
        #expect(try CommandRun(put + [folder.path("none.csv")]).exitCode == 3)
    }

    @Test("what was sent before a stop is told, with an exit code of its own; topics are looked at before the first event") func send()
        throws
    {
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines, "--topic", "in.pcthanhhoa.electricity:1"])
        let at = ["--brokers", broker.address]
        let file = try folder.write("in.pcthanhhoa.electricity.ndjson", CommandRun.bills(0..<200))
        let stopped = try CommandRun(["send", "--events", file, "--rate", "2"] + at) { $0.expectsTermination }
        #expect(stopped.exitCode == 4, "\(stopped.exitCode) \(stopped.errors)")
        #expect(stopped.errors.contains("stopped after ") && stopped.errors.contains("; the rest was not sent"), "\(stopped.errors)")
        try folder.write("without a topic.ndjson", CommandRun.bill(1))
        let before = try CommandRun.replay(["--from-kafka", "..", "--account", folder.path("before.json")] + at)
        let misnamed = try CommandRun(["send", "--events", folder.path("")] + at)
        #expect(misnamed.exitCode == 1 && misnamed.errors.contains("does not say the topic"), "\(misnamed.errors)")
        let after = try CommandRun.replay(["--from-kafka", "..", "--account", folder.path("after.json")] + at)
        #expect(after.output == before.output)
        let stray = try CommandRun(
            ["send", "--topic", "in.pcthanhhoa.electricity", "--mode", "binary", "--events", "-"] + at, input: Array("no event\n".utf8))
        #expect(stray.exitCode == 0 && stray.errors == "acknowledged: 1 of 1 event\n", "\(stray.errors)")
    }

    @Test("brokers that do not answer are told in one line, soon") func unreachable() throws {
        let begin = Date()
        let run = try CommandRun(["rejects", "list", "--brokers", "127.0.0.1:1"])
        #expect(run.exitCode == 3 && Date().timeIntervalSince(begin) < 40, "\(run.exitCode) \(run.errors)")
        #expect(run.errors.hasPrefix("nhipso: error: the brokers 127.0.0.1:1 do not answer") && run.errors.count { $0 == "\n" } == 1)
        let host = try CommandRun(["rejects", "list", "--brokers", "localhost"])
        #expect(host.exitCode == 1 && host.errors.contains("localhost: is no broker host:port"))
    }

    @Test("where nothing was compared nothing is alike; differences as JSON are numbers, and limited") func diff() throws {
        let empty = try folder.write("empty.ndjson", "")
        let nothing = try CommandRun(["diff", empty, empty])
        #expect(nothing.exitCode == 4 && nothing.errors.contains("nothing was compared"), "\(nothing.errors)")
        let events = ["--events", CommandRun.pipelines + "/demo/electricity.ndjson"]
        let folders = ["diff", CommandRun.pipelines, CommandRun.pipelines] + events
        #expect(try CommandRun(folders + Self.clock + ["--indicator", "EP99"]).exitCode == 4)
        #expect(try CommandRun(folders + ["--now", "2020-01-01T00:00:00+07:00"]).exitCode == 4)
        let different = try CommandRun(
            ["diff", empty, CommandRun.pipelines, "--format", "json", "--limit", "1", "--indicator", "EP01"] + events + Self.clock)
        let lines = different.output.split(separator: "\n")
        #expect(different.exitCode == 2 && lines.count == 1, "\(different.output)")
        let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.first).utf8)) as? [String: Any]
        let sides = ["before", "after"].map { object?[$0] as? [String: Any] }
        #expect(sides[0]?["value"] is NSNull && sides[0]?["reason"] as? String == "no figure")
        #expect(sides[1]?["value"] is NSNumber || sides[1]?["reason"] is String)
    }

    @Test("what cannot be written is found before the work, in the system's words; nothing to work on is an error") func files() throws {
        let events = ["--events", CommandRun.pipelines + "/demo"]
        let empty = try folder.write("empty.ndjson", "")
        try FileManager.default.createDirectory(atPath: folder.path("none"), withIntermediateDirectories: true)
        let pipelines = ["--pipelines", CommandRun.pipelines]
        for (arguments, exitCode, words) in [
            (["replay", "--save", "/proc/x"] + events + pipelines, 3, "--save /proc/x: cannot be made: No such file"),
            (
                ["generate", "--events", "10", "--out", folder.path("e"), "--manifest", "/proc/x"] + pipelines, 3,
                "No such file or directory"
            ),
            (["profile", "--events", empty] + pipelines, 3, "there is no event"),
            (["lint", folder.path("none")], 1, "holds nothing to check"),
            (["replay", "--pipelines", empty] + events, 1, "this is a file; a folder of pipelines is needed"),
        ] as [([String], Int32, String)] {
            let run = try CommandRun(arguments)
            #expect(run.exitCode == exitCode && (run.errors + run.output).contains(words), "\(arguments): \(run.exitCode) \(run.errors)")
        }
    }

    @Test("a worker without brokers says that it runs on its own, and warns of nothing") func ownBroker() throws {
        let run = try CommandRun(["worker", "--pipelines", CommandRun.pipelines]) {
            $0.errors.contains("no topic of partners is there yet")
        }
        #expect(run.exitCode == 0 && run.errors.contains("notice no brokers are named: running on an embedded one"), "\(run.errors)")
        #expect(run.errors.contains("no topic of partners is there yet") && !run.errors.contains(" warning "), "\(run.errors)")
    }

    @Test("a check of a worker finds what its start would refuse") func workerCheck() throws {
        let check = ["worker", "--check", "--pipelines", CommandRun.pipelines]
        for (address, words) in [("localhost", "is no IP address"), ("192.0.2.1", "`metrics.address` is an address of this machine")] {
            let run = try CommandRun(check, environment: ["NHIPSO_METRICS_ADDRESS": address, "NHIPSO_METRICS_PORT": "0"])
            #expect(run.exitCode == 1 && run.errors.contains(words), "\(run.errors)")
        }
    }
}
