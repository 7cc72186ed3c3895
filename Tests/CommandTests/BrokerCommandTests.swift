import Foundation
import Testing

@Suite("nhipso broker as a process") struct BrokerCommandTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(
        "topics and counts that cannot be are refused, with what is expected",
        arguments: [
            ("--topic", "", "expected name or name:partitions"), ("--topic", ":", "expected name or name:partitions"),
            ("--topic", "a:99999999999", "partitions are 1 to 1000"), ("--topic", "in.bank.elec:-1", "partitions are 1 to 1000"),
            ("--topic", "a:x", "expected name"), ("--topic", "a b", "a name has letters"), ("--topic", "a:1:2", "expected name"),
            ("--facts-partitions", "3", "a power of two from 1 to 1024"), ("--facts-partitions", "0", "a power of two"),
            ("--facts-partitions", "-4", "a power of two"), ("--partials-partitions", "1025", "expected 1 to 1024"),
            ("--pipeline-version", "in", "no version can be called so"), ("--pipeline-version", "", "no version can be called so"),
        ])
    func refused(option: String, value: String, words: String) throws {
        let run = try CommandRun(["broker", "--pipelines", CommandRun.pipelines, option, value])
        #expect(run.exitCode == 1 && run.errors.contains(words), "\(run.exitCode) \(run.errors)")
    }

    @Test("its address stands in a file as soon as all topics do, those of further versions among them") func addressFile() throws {
        let file = try folder.write("broker.txt", "")
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines, "--pipeline-version", "v2", "--address-file", file])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == broker.address + "\n")
        let at = ["--quiet-after", "0", "--brokers", broker.address]
        #expect(try CommandRun(["watch", "--pipeline-version", "v2"] + at).exitCode == 0)
        let unknown = try CommandRun(["watch", "--pipeline-version", "v3"] + at)
        #expect(unknown.exitCode == 1 && unknown.errors.contains("v3.indicator-updates: there is no such topic"), "\(unknown.errors)")
        broker.stop()
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test("explain says which version it shows where it is not in force") func explain() throws {
        let broker = try RunningBroker(["--pipelines", CommandRun.pipelines, "--pipeline-version", "v2"])
        let question = ["explain", "EP01", "14797", "2026-05", "--pipelines", CommandRun.pipelines, "--brokers", broker.address]
        let inForce = try CommandRun(question)
        #expect(inForce.exitCode == 0 && inForce.output.contains("version default, in force"), "\(inForce.errors)")
        let other = try CommandRun(question + ["--pipeline-version", "v2"])
        #expect(other.output.contains("version v2, NOT IN FORCE") && other.output.contains("v2.facts.electricity/0"), "\(other.errors)")
        let variable = try CommandRun(question, environment: ["NHIPSO_PIPELINE_VERSION": "v2"])
        #expect(variable.output == other.output)
        let none = try CommandRun(question + ["--pipeline-version", "v3"])
        #expect(none.exitCode == 3 && none.errors.contains("--pipeline-version"), "\(none.errors)")
    }
}
