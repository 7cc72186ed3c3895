import Foundation
import Testing

@Suite("nhipso topics, rejects, explain and diff as processes") struct OperationsCommandTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("topics asks for brokers and partners, and says where partners.yaml is wrong") func topics() throws {
        let pipelines = ["--pipelines", CommandRun.pipelines]
        let without = try CommandRun(["topics", "plan"] + pipelines)
        #expect(without.exitCode == 1 && without.errors.contains("name the brokers"))
        let partners = try folder.write("partners.yaml", "partners: {Bank: {kinds: [elec]}}\n")
        let wrong = try CommandRun(["topics", "plan", "--brokers", "127.0.0.1:1", "--partners", partners] + pipelines)
        #expect(wrong.exitCode == 1 && wrong.errors.contains("\(partners):1:12: error[invalid-identifier]"))
        let apply = try CommandRun(["topics", "apply", "--brokers", "127.0.0.1:1", "--partners", folder.path("none")] + pipelines)
        #expect(apply.exitCode == 1 && apply.errors.contains("does not exist"))
    }

    @Test("topics and rejects over an embedded broker: what it cannot is said, what it can is done") func embedded() throws {
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines, "--topic", "rejected.bank:1"])
        let partners = try folder.write("partners.yaml", "partners: {bank: {kinds: [elec]}}\n")
        let plan = try CommandRun(
            ["topics", "plan", "--brokers", broker.address, "--partners", partners, "--pipelines", CommandRun.pipelines])
        #expect(plan.exitCode == 3 && plan.errors.contains("embedded broker, which knows no requests about topics"), "\(plan.errors)")
        let at = ["--brokers", broker.address]
        let list = try CommandRun(["rejects", "list"] + at)
        #expect(list.exitCode == 0 && list.output == "no rejects\n", "\(list.errors)")
        let json = try CommandRun(["rejects", "list", "--format", "json"] + at)
        #expect(json.output == "{\"counts\":[],\"newest\":[]}\n")
        let none = try CommandRun(["rejects", "redrive", "--reason", "schema"] + at)
        #expect(none.exitCode == 0 && none.errors.contains("nothing to send again"))
        let show = try CommandRun(["rejects", "show", "in.bank.elec/0/1"] + at)
        #expect(show.exitCode == 1 && show.errors.contains("it was not rejected, or its reject is no longer kept"))
    }

    @Test("a rebuild from what the topics keep is the replay of the same events, and leaves none of them behind") func rebuild() throws {
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines, "--topic", "in.pcthanhhoa.electricity:2"])
        let at = ["--brokers", broker.address]
        let none = try CommandRun.replay(["--from-kafka", ".."] + at)
        #expect(none.exitCode == 4 && none.errors.contains("partners' topics keep no event of that time"), "\(none.errors)")
        let file = try folder.write("in.pcthanhhoa.electricity.ndjson", CommandRun.bills(0..<30))
        let sent = try CommandRun(["send", "--events", file, "--quiet"] + at)
        #expect(sent.exitCode == 0, "\(sent.errors)")
        let expected = try CommandRun.replay(["--events", file, "--quiet"])
        let scratch = try ScratchFolder()
        let rebuilt = try CommandRun.replay(["--from-kafka", "..", "--quiet"] + at, environment: ["TMPDIR": scratch.path("")])
        #expect(rebuilt.exitCode == 0 && rebuilt.output == expected.output && expected.output.contains("EP01"), "\(rebuilt.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("")).isEmpty)
        // An end that is still to come is no clock: nobody has seen an event of then.
        let future = CommandRun.bill(99).replacing("2026-05-05T06", with: "2099-05-05T06")
        _ = try CommandRun(["send", "--topic", "in.pcthanhhoa.electricity", "--events", "-"] + at, input: Array(future.utf8))
        let today = try CommandRun(["replay", "--pipelines", CommandRun.pipelines, "--from-kafka", "..2999-01-01", "--out", "csv"] + at)
        #expect(today.errors.contains("rejected: time-in-future"), "\(today.errors)")
        for (range, words) in [("May", "expected FROM..TO"), ("2026-06-01..2026-05-01", "the end is not after the beginning")] {
            let wrong = try CommandRun.replay(["--from-kafka", range] + at)
            #expect(wrong.exitCode == 1 && wrong.errors.contains(words), "\(wrong.errors)")
        }
    }

    @Test("switch names the version in force, and refuses one that has nothing; tables are checked before they are put") func versions()
        throws
    {
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines])
        let at = ["--brokers", broker.address]
        let current = try CommandRun(["switch"] + at)
        #expect(current.exitCode == 0 && current.output == "default\n", "\(current.errors)")
        let unknown = try CommandRun(["switch", "v2"] + at)
        #expect(unknown.exitCode == 4 && unknown.errors.contains("there is no version v2"), "\(unknown.errors)")
        let list = try CommandRun(["tables", "list"] + at)
        #expect(list.exitCode == 0, "\(list.errors)")
        let table = try folder.write("households.yaml", "no: table\n")
        let wrong = try CommandRun(["tables", "put", table] + at)
        #expect(wrong.exitCode == 1 && wrong.errors.contains("\(table):1:"), "\(wrong.errors)")
        let still = try CommandRun(["tables", "list"] + at)
        #expect(still.output == list.output)
    }

    @Test("a redrive must be told what, and reasons must exist") func usage() throws {
        let at = ["--brokers", "127.0.0.1:1"]
        for (arguments, words) in [
            (["rejects", "redrive"], "say which events"), (["rejects", "list", "--reason", "shema"], "did you mean `schema`?"),
            (["rejects", "show", "17"], "expected topic/partition/offset"), (["rejects", "list", "--since", "May"], "expected a day"),
        ] {
            let run = try CommandRun(arguments + at)
            #expect(run.exitCode == 1 && run.errors.contains(words), "\(arguments): \(run.errors)")
        }
    }

    @Test("explain shows the formula with its numbers, and refuses what is no figure") func explain() throws {
        let rest = ["--events", CommandRun.pipelines + "/demo", "--pipelines", CommandRun.pipelines, "--now", "2026-07-01T00:00:00+07:00"]
        let run = try CommandRun(["explain", "EP01", "14797", "2026-05"] + rest)
        #expect(run.exitCode == 0 && run.output.contains("= 100 × 8 / 12 = 66.67 %"), "\(run.errors)")
        let unknown = try CommandRun(["explain", "EP09", "14797", "2026-05"] + rest)
        #expect(unknown.exitCode == 1 && unknown.errors.contains("there is no indicator EP09"))
    }

    @Test("diff ends with 0 where all is alike, and with 2 where it is not") func diff() throws {
        let rest = ["--events", CommandRun.pipelines + "/demo/electricity.ndjson", "--now", "2026-07-01T00:00:00+07:00"]
        let alike = try CommandRun(["diff", CommandRun.pipelines, CommandRun.pipelines] + rest)
        #expect(alike.exitCode == 0 && alike.output.isEmpty && alike.errors.contains("0 different"), "\(alike.errors)")
        let updates = try CommandRun.replay(Array(rest.prefix(2)) + ["--out", "json", "--quiet"])
        let file = try folder.write(
            "old.ndjson",
            updates.output.replacing(
                "\"value\":66.67,\"numerator\":8,\"denominator\":12", with: "\"value\":50,\"numerator\":6,\"denominator\":12"))
        let different = try CommandRun(["diff", file, CommandRun.pipelines] + rest)
        #expect(different.exitCode == 2, "\(different.errors)")
        #expect(different.output.contains("+16.67"), "\(different.output)")
        #expect(try CommandRun(["diff", CommandRun.pipelines, CommandRun.pipelines]).exitCode == 1)
        #expect(try CommandRun(["diff", folder.path("none"), file]).exitCode == 3)
    }
}

/// `nhipso broker` as a process, ended when the test has let go of it.
final class RunningBroker {
    let address: String
    private let process = Process()
    private static let limitSeconds = 20.0

    init(_ arguments: [String]) throws {
        let scratch = try ScratchFolder()
        let output = try scratch.write("output", "")
        process.executableURL = URL(fileURLWithPath: try CommandRun.executable())
        process.arguments = ["broker"] + arguments
        process.standardOutput = FileHandle(forWritingAtPath: output)
        try process.run()
        let end = Date(timeIntervalSinceNow: Self.limitSeconds)
        var found = ""
        while found.isEmpty, Date() < end, process.isRunning {
            let text = try String(contentsOfFile: output, encoding: .utf8)
            if text.hasSuffix("\n") { found = text.replacing("brokers: ", with: "").trimmingCharacters(in: .whitespacesAndNewlines) }
            Thread.sleep(forTimeInterval: 0.05)
        }
        address = found
        try #require(!found.isEmpty, "the broker has not said where it is")
    }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        let end = Date(timeIntervalSinceNow: Self.limitSeconds)
        while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.02) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
