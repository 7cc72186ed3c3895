import Catalog
import Foundation
import Testing

@testable import Workers

@Suite("The reference of worker.yaml") struct WorkerReferenceTests {
    private func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("WORKERS.md"), encoding: .utf8)
    }

    @Test("the sections of WORKERS.md are what the code says", arguments: ["## worker.yaml", "## Metrics"])
    func current(title: String) throws {
        let sections = [WorkerReference.section(), WorkerReference.metricsSection()]
        let expected = try #require(sections.first { $0.hasPrefix(title + "\n") })
        let page = try page()
        let start = try #require(page.range(of: "\n\(title)\n")?.lowerBound)
        let rest = page[start...].dropFirst()
        let end = rest.dropFirst(3).range(of: "\n## ")?.lowerBound ?? rest.endIndex
        #expect(
            rest[..<end].trimmingCharacters(in: .newlines) == expected.trimmingCharacters(in: .newlines), "put this there:\n\(expected)")
    }

    @Test("it shows every key and every variable") func complete() {
        let section = WorkerReference.section()
        for key in ConfigurationKey.all {
            #expect(section.contains("| `\(key.form.name)` |") && section.contains("`\(key.variable)"), "\(key.name)")
            #expect(key.form.summary.hasSuffix(".") && !key.form.example.isEmpty)
        }
    }

    @Test("YAML blocks of WORKERS.md are sound") func blocks() throws {
        let page = try page()
        let blocks = page.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "\n```").first }
        #expect(!blocks.isEmpty)
        for block in blocks { #expect(ConfigurationProbe.problems(block).map(\.description) == [], "\(block)") }
    }

    @Test("the editor schema knows every key, refuses others, and lets no secret stand as a text") func schema() throws {
        let schema = WorkerReference.schema()
        #expect(schema["additionalProperties"] == false && schema["$id"] == "urn:nhipso:yaml:worker")
        for key in ConfigurationKey.all where key.path.count == 1 { #expect(schema["properties"]?[key.path[0]] != nil, "\(key.name)") }
        #expect(schema["properties"]?["pseudonym_key"]?["$ref"] == "#/$defs/secret")
        #expect(schema["$defs"]?["secret"]?["type"] == "object")
        #expect(
            schema["$defs"]?["security"]?["properties"]?["mechanism"]?["enum"] == [
                "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER",
            ])
    }
}
