import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The files below a folder of the repository, with their paths in it, in order.
private func files(below folder: String, endings: [String]) throws -> [(path: String, text: String)] {
    let base = root.appendingPathComponent(folder)
    let found = try #require(FileManager.default.enumerator(atPath: base.path)).compactMap { $0 as? String }
    return try found.filter { path in endings.contains { path.hasSuffix($0) } }.sorted().compactMap { path in
        let url = base.appendingPathComponent(path)
        guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return nil }
        return (path, String(decoding: try Data(contentsOf: url), as: UTF8.self))
    }
}

@Suite("The sources are tidy") struct TidyTests {
    @Test("Functions and files are short, calls are safe, imports point down, names are those of the glossary") func sources() throws {
        let sources = try files(below: "Sources", endings: [".swift"])
        #expect(sources.count > 100)
        let findings = sources.flatMap { TidyRules.all(SourceText(path: $0.path, text: $0.text)) }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test("The C faces and the scripts hold no stray marks either") func otherSources() throws {
        let sources = try files(below: "Sources", endings: [".cpp", ".h", ".modulemap"]) + files(below: "Scripts", endings: [""])
        for source in sources where !source.path.contains("__pycache__") {
            let isMarked = ["TODO", "FIXME", "XXX", "HACK"].contains { source.text.contains($0) }
            #expect(!isMarked, "\(source.path)")
        }
    }

    @Test("Each module of the package is in the list of who may import what") func modules() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources").path)
        let modules = folders.filter { name in
            // C libraries' faces have a second capital letter.
            !(name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true)
        }
        #expect(Set(modules) == Set(TidyRules.imports.keys))
    }

    @Test("The glossary holds its words") func glossary() throws {
        let page = try String(contentsOf: root.appendingPathComponent("ARCHITECTURE.md"), encoding: .utf8)
        let start = try #require(page.range(of: "## Glossary"))
        let rest = page[start.upperBound...]
        let table = rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
        let entries = table.split(separator: "\n").compactMap { line in line.hasPrefix("|") ? line.split(separator: "|").first : nil }
        let words = Set(entries.flatMap { $0.lowercased().split { !$0.isLetter }.map(String.init) })
        for word in Glossary.words { #expect(words.contains(word), "\(word)") }
    }

    @Test("Keys of pipelines and contracts are words of the glossary, not their rivals") func yamlKeys() throws {
        let documents = try files(below: "Pipelines", endings: [".yaml"])
        #expect(documents.count > 10)
        for document in documents {
            for (line, key) in Glossary.yamlKeys(document.text) {
                for found in Glossary.rivals(in: key) {
                    Issue.record("\(document.path):\(line): `\(key)`: the glossary says `\(found.word)`, not `\(found.rival)`")
                }
            }
        }
    }
}
