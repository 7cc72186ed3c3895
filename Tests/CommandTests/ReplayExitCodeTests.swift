import Foundation
import Testing

@Suite("Exit codes of nhipso replay") struct ReplayExitCodeTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("0: done, even with rejects") func zeroDone() throws {
        let events = try folder.write("events.ndjson", CommandRun.bills(0..<3) + "{\n")
        let run = try CommandRun.replay(["--events", events])
        #expect(run.exitCode == 0)
        #expect(run.output.hasPrefix("indicator,pipeline,"))
        #expect(run.errors.contains("rejected: malformed-json  1"))
        #expect(run.errors.contains("in all"))
    }

    @Test(
        "1: wrong usage",
        arguments: [
            ["--bogus"], [], ["--events"], ["--out", "xml", "--events", "-"], ["--events", "-", "--now", "yesterday"],
            ["--events", "-", "--now", "2026-07-01T00:00:00"], ["--events", "-", "--as-of", "2026-02-30"],
            ["--events", "-", "--threads", "3"],
            ["--events", "-", "--threads", "0"], ["--events", "-", "--max-event-bytes", "0"], ["--events", "-", "--max-event-bytes=-1"],
            ["--events", "-", "--max-rejects=-1"], ["--events", "-", "--max-event-bytes", "4194305"],
            ["--events", "-", "--indicator", "EP99"], ["--events", "-", "--window", "2026-13"],
            ["--events", "-", "--snapshot-out", "nowhere/x"], ["--events", "-", "stray"],
        ])
    func oneWrongUsage(_ arguments: [String]) throws {
        let run = try CommandRun.replay(arguments)
        #expect(run.exitCode == 1, "\(run.errors)")
        #expect(run.output == "")
        #expect(!run.errors.isEmpty)
    }

    @Test("1: no subcommand of that name; 0: help and version of the commands") func subcommands() throws {
        #expect(try CommandRun(["bogus"]).exitCode == 1)
        for arguments in [["--help"], ["replay", "--help"], ["lint", "--help"], ["contracts", "--help"], ["reference", "--help"]] {
            let run = try CommandRun(arguments)
            #expect(run.exitCode == 0)
            #expect(run.output.contains("USAGE"))
        }
    }

    @Test("1: a bad key, or none where a snapshot needs one") func oneBadKey() throws {
        let key = try folder.write("key.hex", "0011")
        #expect(try CommandRun.replay(["--events", "-", "--key-file", key]).exitCode == 1)
        #expect(try CommandRun.replay(["--events", "-"], environment: ["NHIPSO_PSEUDONYM_KEY": "xyz"]).exitCode == 1)
        let missing = try CommandRun.replay(["--events", "-", "--snapshot-out", folder.path("s")])
        #expect(missing.exitCode == 1)
        #expect(missing.errors.contains("--key-file"))
        // A key is a secret: it is never said.
        let secret = "00112233445566778899aabbccddeefg"
        let run = try CommandRun.replay(["--events", "-"], environment: ["NHIPSO_PSEUDONYM_KEY": secret])
        #expect(run.exitCode == 1)
        #expect(!run.errors.contains(secret))
    }

    @Test("1: pipelines with errors; nothing is run") func onePipelinesWithErrors() throws {
        let rejects = folder.path("rejects")
        let broken = ["replay", "--pipelines", folder.path, "--events", "-", "--rejects", rejects]
        let run = try CommandRun(broken, input: Array("{\n".utf8))
        #expect(run.exitCode == 1)
        #expect(!FileManager.default.fileExists(atPath: rejects))
    }

    @Test("2: more rejects than allowed; the figures are printed all the same") func twoMoreRejectsThanAllowed() throws {
        let events = try folder.write("events.ndjson", CommandRun.bills(0..<3) + "{\n[\n")
        func exitCode(_ limit: String) throws -> Int32 { try CommandRun.replay(["--events", events, "--max-rejects", limit]).exitCode }
        #expect(try exitCode("2") == 0)
        #expect(try exitCode("1") == 2)
        #expect(try exitCode("0") == 2)
        #expect(try CommandRun.replay(["--events", events, "--max-rejects", "1"]).output.contains("EP01"))
    }

    @Test("3: input that cannot be read") func threeInput() throws {
        let missing = try CommandRun.replay(["--events", folder.path("nowhere.ndjson")])
        #expect(missing.exitCode == 3)
        #expect(missing.errors.contains("nowhere.ndjson: no such file or folder"))
        #expect(try CommandRun.replay(["--events", folder.path]).exitCode == 3)
        #expect(try CommandRun.replay(["--events", "-", "--key-file", folder.path("nowhere")]).exitCode == 3)
        let key = try folder.write("key.hex", "000102030405060708090a0b0c0d0e0f\n")
        let snapshot = ["--events", "-", "--key-file", key, "--snapshot-in", folder.path("nowhere")]
        #expect(try CommandRun.replay(snapshot).exitCode == 3)
    }

    @Test("3: a truncated gzip file, with the figures of what was read") func threeTruncatedGzip() throws {
        let plain = try folder.write("events.ndjson", CommandRun.bills(0..<200))
        let packed = Process()
        packed.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        packed.arguments = ["gzip", "-n", plain]
        try packed.run()
        packed.waitUntilExit()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: plain + ".gz")))
        let cut = try folder.write("cut.ndjson.gz", bytes[0..<(bytes.count * 2 / 3)])
        let run = try CommandRun.replay(["--events", cut])
        #expect(run.exitCode == 3)
        #expect(run.errors.contains("cut.ndjson.gz: the gzip file is truncated"))
        #expect(run.output.contains("EP01"))
        #expect(try CommandRun.replay(["--events", plain + ".gz", "--max-rejects", "0"]).exitCode == 0)
    }

    @Test("3: output that cannot be written") func threeOutput() throws {
        let events = try folder.write("events.ndjson", CommandRun.bills(0..<3) + "{\n")
        for option in ["--rejects", "--save", "--snapshot-out"] {
            let target = option == "--save" ? events + "/x" : folder.path("nowhere/x")
            let key = ["--key-file", try folder.write("key.hex", "000102030405060708090a0b0c0d0e0f\n")]
            #expect(try CommandRun.replay(["--events", events, option, target] + key).exitCode == 3, "\(option)")
        }
        // A disk that is full: figures that were asked for and not written are no success.
        try #require(try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType == .typeCharacterSpecial)
        // Through a link: a program that puts a new file there must not take the device away.
        try FileManager.default.createSymbolicLink(atPath: folder.path("full"), withDestinationPath: "/dev/full")
        let full = try CommandRun.replay(["--events", events], output: "/dev/full")
        #expect(full.exitCode == 3)
        #expect(full.errors.contains("standard output"))
        #expect(try CommandRun.replay(["--events", events, "--rejects", folder.path("full")]).exitCode == 3)
    }

    @Test("3: a folder that may not be read", .enabled(if: RightsProbe.canRunWithoutRights)) func threeUnreadableFolder() throws {
        try folder.write("events.ndjson", CommandRun.bills(0..<3))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        let run = try CommandRun.replay(["--events", folder.path], wrapper: RightsProbe.wrapper)
        #expect(run.exitCode == 3)
        #expect(run.errors.contains(folder.path))
    }

    @Test("3: a file that may not be read; the others are", .enabled(if: RightsProbe.canRunWithoutRights)) func threeUnreadableFile() throws
    {
        let closed = try folder.write("a.ndjson", CommandRun.bills(0..<3))
        try folder.write("b.ndjson", CommandRun.bills(3..<5))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: closed)
        let run = try CommandRun.replay(["--events", folder.path], wrapper: RightsProbe.wrapper)
        #expect(run.exitCode == 3)
        #expect(run.errors.contains("a.ndjson: cannot be opened: Permission denied"))
        #expect(run.errors.contains("in all   2"))
    }
}

/// How to run the program as somebody who may not read everything.
enum RightsProbe {
    /// Root may read everything; `setpriv` (util-linux) gives that up.
    static let wrapper: [String] =
        geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []

    /// Not where the program itself or the pipelines are out of reach for others.
    static let canRunWithoutRights: Bool = {
        if wrapper.isEmpty { return true }
        guard FileManager.default.isExecutableFile(atPath: wrapper[0]) else { return false }
        let run = try? CommandRun(["lint", CommandRun.pipelines], wrapper: wrapper)
        return run?.exitCode == 0
    }()
}
