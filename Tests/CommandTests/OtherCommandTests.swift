import Foundation
import Testing

@Suite("nhipso lint, contracts and reference as processes") struct OtherCommandTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("lint ends with 0 without errors and 1 with them, each with its place") func lint() throws {
        let clean = try CommandRun(["lint", CommandRun.pipelines])
        #expect(clean.exitCode == 0)
        #expect(clean.output.contains("0 errors"))
        let file = try folder.write("water.yaml", "pipeline: water\ntitle: {vi: Nước, en: Water}\nwindws: [month]\n")
        let broken = try CommandRun(["lint", file])
        #expect(broken.exitCode == 1)
        #expect(broken.output.contains("\(file):3:1: error[unknown-key]: unknown key `windws`; did you mean `windows`?"))
        #expect(try CommandRun(["lint", folder.path("nowhere.yaml")]).exitCode == 1)
        #expect(try CommandRun(["lint", "--bogus"]).exitCode == 1)
    }

    @Test("NHIPSO_PIPELINES says where pipelines are, an option stands above it, and an empty one counts as not set") func usualFolder()
        throws
    {
        let elsewhere = ["NHIPSO_PIPELINES": CommandRun.pipelines]
        let scratch = ["/usr/bin/env", "-C", folder.path("")]
        #expect(try CommandRun(["lint"], environment: elsewhere, wrapper: scratch).output.contains("0 errors"))
        let replay = ["replay", "--events", CommandRun.pipelines + "/demo", "--out", "csv", "--quiet"]
        let found = try CommandRun(replay, environment: elsewhere, wrapper: scratch)
        #expect(found.exitCode == 0 && found.output.contains("EP01"))
        let named = try CommandRun(replay + ["--pipelines", "nowhere"], environment: elsewhere, wrapper: scratch)
        #expect(named.exitCode == 1 && named.errors.contains("nowhere: error[cannot-read]"))
        let empty = try CommandRun(replay, environment: ["NHIPSO_PIPELINES": ""], wrapper: scratch)
        #expect(empty.exitCode == 1 && empty.errors.contains("Pipelines: error[cannot-read]"))
    }

    @Test("contracts validate answers every line, whatever it is") func validate() throws {
        let good =
            #"{"type": "vn.thanhhoa.ocop.listing.withdrawn", "data": {"listingId": "V-1", "platform": "voso", "withdrawnAt": "2026-05-04T08:41:00+07:00"}}"#
        let lines: [[UInt8]] = [
            Array(good.utf8), Array(good.replacing("voso", with: "x").utf8), [], Array("{".utf8), Array("[]".utf8),
            Array(good.replacing("V-1", with: "|").utf8).flatMap { $0 == UInt8(ascii: "|") ? [0xFF] : [$0] },
            Array(good.replacing("V-1", with: "|").utf8).flatMap { $0 == UInt8(ascii: "|") ? [0] : [$0] }, Array((good + "\r").utf8),
            Array(good.utf8),
        ]
        let run = try CommandRun(
            ["contracts", "validate", "--pipelines", CommandRun.pipelines], input: Array(lines.joined(separator: [0x0A])))
        #expect(run.exitCode == 0)
        let words = run.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(
            words == [
                "valid", "invalid /data/platform", "invalid /", "invalid /", "invalid /", "invalid /", "invalid /", "valid", "valid",
            ])
    }

    @Test("documents go to a folder or to standard output") func documents() throws {
        let out = folder.path("schemas")
        #expect(try CommandRun(["contracts", "json-schema", "--pipelines", CommandRun.pipelines, "--out", out]).exitCode == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: out).count == 12)
        #expect(try CommandRun(["reference", "yaml"]).output.contains("# "))
        let file = try folder.write("file", "")
        #expect(try CommandRun(["reference", "yaml", "--out", file + "/x"]).exitCode == 3)
        #expect(try CommandRun(["contracts", "markdown", "--pipelines", folder.path("nowhere")]).exitCode == 1)
        #expect(try CommandRun(["reference", "yaml"], output: "/dev/full").exitCode == 3)
    }
}
