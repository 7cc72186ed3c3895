import Foundation
import Testing

@testable import Catalog
@testable import Ingest

@Suite("Mutilated pipelines and contracts") struct YAMLFuzzTests {
    static let parts = Array(1...4)
    static let documentsOfAPart = 2_550
    /// Of those that pass lint, how many of a part are compiled as well.
    private static let compiledLimit = 40

    @Test(
        "ten thousand mutilated YAML files: no crash, every finding has a place in the file, and what passes can be compiled",
        .timeLimit(.minutes(5)), arguments: parts)
    func tenThousandMutilatedFiles(_ part: Int) throws {
        var random = FuzzSeed.generator("YAML", part: part)
        let sources = try YAMLSources()
        var faulty = 0
        var compiled = 0
        for round in 0..<YAMLFuzzTests.documentsOfAPart {
            let bytes = sources.mutator.document(&random)
            func note(_ problem: String) { Issue.record("seed \(FuzzSeed.base), part \(part), round \(round): \(problem)") }
            let diagnostics = sources.lint(bytes)
            let lines = YAMLSources.lineCount(bytes)
            for diagnostic in diagnostics {
                if diagnostic.line < 1 || diagnostic.line > lines || diagnostic.column < 1 || diagnostic.message.isEmpty {
                    note("\(diagnostic) in a file of \(lines) lines")
                }
                if DiagnosticCode(rawValue: diagnostic.code) == nil { note("the unknown code \(diagnostic.code)") }
            }
            if diagnostics.contains(where: { $0.severity == .error }) {
                faulty += 1
            } else if compiled < YAMLFuzzTests.compiledLimit {
                compiled += 1
                if let problem = sources.compile(bytes) { note(problem) }
            }
        }
        #expect(faulty > YAMLFuzzTests.documentsOfAPart / 4)
        #expect(compiled == YAMLFuzzTests.compiledLimit)
    }
}

/// Documents to mutilate, and what they are checked against.
private struct YAMLSources {
    let mutator: YAMLMutator
    private let context: CheckContext
    private let contracts: [EventContract]

    init() throws {
        let water = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("ReplayTests/Fixtures/water").path
        var contracts: [EventContract] = []
        var documents: [[UInt8]] = []
        for folder in [PipelinesFixture.folder, water] {
            let events = try PipelinesFixture.yaml(in: folder + "/events")
            for bytes in events {
                var findings = Findings(file: "event.yaml")
                let document = YAMLReader.read(bytes, &findings).flatMap { Document.contract($0, &findings) }
                contracts.append(try #require(document, "\(findings.diagnostics)").model)
            }
            documents += events + (try PipelinesFixture.yaml(in: folder))
        }
        // The shorter a document is, the more of them can be read: each stands for as many as it is shorter than the longest.
        let longest = documents.map(\.count).max() ?? 1
        mutator = YAMLMutator(corpus: documents.flatMap { Array(repeating: $0, count: max(1, longest / max(1, $0.count))) })
        self.contracts = contracts
        context = CheckContext(
            contracts: Dictionary(contracts.map { ($0.type, $0) }) { first, _ in first },
            references: ["population_registered", "households_estimate", "ocop_products", "households_served"])
    }

    func lint(_ bytes: [UInt8]) -> [Diagnostic] {
        var findings = Findings(file: "probe.yaml")
        if let root = YAMLReader.read(bytes, &findings) {
            if let kind = DocumentKind(root) {
                DocumentLint.check(root, kind, context, &findings)
            } else {
                findings.report(.missingKey, at: root.place, "the first key must be `event` or `pipeline`")
            }
        }
        return findings.diagnostics
    }

    /// Why what has passed lint cannot be run.
    func compile(_ bytes: [UInt8]) -> String? {
        var findings = Findings(file: "probe.yaml")
        guard let root = YAMLReader.read(bytes, &findings) else { return "it passed lint and cannot be read" }
        var catalog = Catalog(contracts: [], pipelines: [], references: [], territory: .empty)
        switch DocumentKind(root) {
        case .event: catalog.contracts = Document.contract(root, &findings).map { [$0.model] } ?? []
        case .pipeline:
            catalog.pipelines = Document.pipeline(root, &findings).map { [$0.model] } ?? []
            let types = Set(catalog.pipelines.flatMap(\.facts).map(\.eventType))
            catalog.contracts = contracts.filter { types.contains($0.type) }
        case .test: return nil
        case nil: return "it passed lint and is neither contract nor pipeline"
        }
        if catalog.contracts.isEmpty { return "it passed lint and cannot be read: \(findings.diagnostics)" }
        do {
            _ = try Ingester(catalog: catalog, key: .random())
            return nil
        } catch {
            // Lint does not build automata; a mutation that makes one too large is refused here, in words.
            return error.description.contains("automaton") ? nil : "it passed lint and cannot be compiled: \(error)"
        }
    }

    /// As YAML breaks lines.
    static func lineCount(_ bytes: [UInt8]) -> Int {
        1 + String(decoding: bytes, as: UTF8.self).unicodeScalars.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) }
    }
}
