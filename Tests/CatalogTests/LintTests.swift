import Foundation
import Testing

@testable import Catalog

/// A folder of its own, gone with the test.
final class TemporaryFolder {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-lint-\(UUID().uuidString)").path
        for (name, text) in files {
            let url = URL(fileURLWithPath: path).appendingPathComponent(name)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct LintTests {
    /// What was found in YAML and pages; the tables have readers and tests of their own.
    private func findings(_ folder: TemporaryFolder, _ paths: [String] = ["Pipelines"]) -> [String] {
        Lint(paths: paths.map { "\(folder.path)/\($0)" }).diagnostics
            .filter { !$0.file.contains("/territory") && !$0.file.hasSuffix(".csv") }
            .map { "\($0.file.dropFirst(folder.path.count + 1)):\($0.line):\($0.column) \($0.code)" }
    }

    fileprivate let sound = ["Pipelines/events/vn.test.paid.yaml": SoundDocument.event, "Pipelines/test.yaml": SoundDocument.pipeline]

    @Test("a sound folder has no findings, and what is no pipeline is not read") func soundFolder() throws {
        let others = [
            "Pipelines/others/broken.yaml": "{", "Pipelines/demo/x.yaml": "[", "Pipelines/.hidden.yaml": "{", "Pipelines/notes.txt": "x",
        ]
        #expect(findings(try TemporaryFolder(sound.merging(others) { a, _ in a })) == [])
    }

    @Test("names across files are checked, and the findings are sorted by place") func acrossFiles() throws {
        let second = SoundDocument.pipeline.replacing("pipeline: test", with: "pipeline: second").replacing(
            "from: vn.test.paid", with: "from: vn.test.payed")
        let folder = try TemporaryFolder(
            sound.merging(["Pipelines/second.yaml": second, "Pipelines/old.yml": "x", "Pipelines/events/vn.test.broken.yaml": "event: [\n"])
            { a, _ in a })
        #expect(
            findings(folder) == [
                "Pipelines/events/vn.test.broken.yaml:2:1 yaml-syntax", "Pipelines/old.yml:0:0 file-name",
                "Pipelines/second.yaml:16:11 unknown-contract", "Pipelines/test.yaml:36:3 duplicate-id",
                "Pipelines/test.yaml:43:3 duplicate-id",
                "Pipelines/test.yaml:47:3 duplicate-id",
            ])
    }

    @Test("a file bears the name of what it declares") func fileNames() throws {
        let folder = try TemporaryFolder([
            "Pipelines/events/vn.test.other.yaml": SoundDocument.event, "Pipelines/wrong.yaml": SoundDocument.pipeline,
        ])
        #expect(findings(folder) == ["Pipelines/events/vn.test.other.yaml:1:8 file-name", "Pipelines/wrong.yaml:1:11 file-name"])
    }

    @Test("a rule of a contract that is broken itself is not accused") func brokenContract() throws {
        let folder = try TemporaryFolder(
            sound.merging(["Pipelines/events/vn.test.paid.yaml": SoundDocument.event + "extra: 1\n"]) { _, b in b })
        #expect(findings(folder) == ["Pipelines/events/vn.test.paid.yaml:24:1 unknown-key"])
    }

    @Test("YAML in pages is linted at its own lines, fragments and other YAML are not") func pages() throws {
        let page = """
            # Title

            ```yaml
            # A document.
            pipeline: Wrong
            ```

            ```yaml fragment
            pipeline: Wrong
            ```

            ```yaml
            services: {a: 1}
            ```

            - In a list:

              ~~~yml
              event: vn.test.x
              title: {vi: a, en: b}
              fields:
                x: {type: sting}
              ~~~

            ```text
            pipeline: Wrong
            ```
            """
        let folder = try TemporaryFolder(["README.md": page, "docs/deep/a.md": "```yaml\nevent: [\n```\n", "docs/b.md": "none"])
        #expect(
            findings(folder, [""]).filter { !$0.hasSuffix("missing-key") } == [
                "README.md:5:11 invalid-identifier", "README.md:22:15 unknown-value", "docs/deep/a.md:3:1 yaml-syntax",
            ])
    }

    @Test("YAML outside a folder is checked against the folder among the paths") func context() throws {
        let page = "```yaml\n" + SoundDocument.pipeline.replacing("period: month", with: "period: mont") + "```\n"
        let folder = try TemporaryFolder(
            sound.merging(["page.md": page, "one.yaml": SoundDocument.pipeline.replacing("version: paidAt", with: "version: x")]) { a, _ in
                a
            })
        #expect(findings(folder, ["page.md", "one.yaml"]) == [])
        #expect(findings(folder, ["page.md", "one.yaml", "Pipelines"]) == ["one.yaml:24:14 unknown-field", "page.md:24:13 unknown-field"])
    }

    @Test("what does not exist is an error") func missing() throws {
        let folder = try TemporaryFolder(["a.txt": ""])
        #expect(findings(folder, ["nowhere", "nowhere.md"]) == ["nowhere:0:0 cannot-read", "nowhere.md:0:0 cannot-read"])
        let (catalog, diagnostics) = Catalog.load(folder: folder.path + "/nowhere")
        #expect(catalog == nil && diagnostics.map(\.code) == ["cannot-read"])
    }

    @Test("a folder with an error gives no catalog") func noCatalog() throws {
        let folder = try TemporaryFolder(sound.merging(["Pipelines/bad.yaml": "pipeline: bad\n"]) { a, _ in a })
        let (catalog, diagnostics) = Catalog.load(folder: folder.path + "/Pipelines")
        #expect(catalog == nil && diagnostics.contains { $0.code == "missing-key" })
    }

    @Test("a folder without a territory is told so") func missingTerritory() throws {
        let folder = try TemporaryFolder(sound)
        #expect(Lint(paths: [folder.path + "/Pipelines"]).diagnostics.map(\.code) == ["missing-territory"])
    }
}

extension LintTests {
    @Test("faults of the tables have codes of the list, too") func tables() throws {
        let folder = try TemporaryFolder(
            sound.merging([
                "Pipelines/territory/vintages.csv": "vintage,valid_from,valid_to\n,2025-13-01,\n",
                "Pipelines/territory/units.csv": "code,name,type,valid_from,valid_to\n1,a,b,c\n",
                "Pipelines/references/Bad-Name.csv": "commune,value\n\"x",
            ]) { a, _ in a })
        let diagnostics = Lint(paths: [folder.path + "/Pipelines"]).diagnostics
        #expect(Set(diagnostics.map { FileBytes.stem($0.file) }).isSuperset(of: ["vintages", "units", "successors", "Bad-Name"]))
        for diagnostic in diagnostics { #expect(DiagnosticCode(rawValue: diagnostic.code) != nil, "\(diagnostic)") }
    }
}
