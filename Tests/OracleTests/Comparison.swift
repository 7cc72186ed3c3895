import Aggregation
import Catalog
import Foundation
import Testing

/// One set of event files, counted twice: by the program and by the oracle.
struct Comparison {
    let oracle: Oracle
    let replayed: ReplayedFigures
    /// File and line number from 1 of each line, by its number in the oracle.
    private let places: [String]

    /// - Parameter leavesOpenOut: leaves out the lines about subjects of which the definitions leave something open.
    init(_ files: [String: [String]], now: Int64, leavesOpenOut: Bool = false, threads: Int = 1) throws {
        let (loaded, diagnostics) = Catalog.load(folder: pipelinesFolder.path)
        let catalog = try #require(loaded, "\(diagnostics)")
        var (lines, places) = Comparison.lines(files)
        var oracle = try Oracle(lines, folder: pipelinesFolder, now: now)
        var kept = files
        let open = leavesOpenOut ? try oracle.openLines() : []
        if !open.isEmpty {
            let left = Set(open.map { lines[$0].text })
            kept = files.mapValues { $0.filter { !left.contains($0) } }
            (lines, places) = Comparison.lines(kept)
            oracle = try Oracle(lines, folder: pipelinesFolder, now: now)
        }
        self.oracle = oracle
        self.places = places
        replayed = try ReplayedFigures(kept, catalog: catalog, now: EventTime(millisecondsSinceEpoch: now), threads: threads)
    }

    private static func lines(_ files: [String: [String]]) -> (lines: [Oracle.Line], places: [String]) {
        var lines: [Oracle.Line] = []
        var places: [String] = []
        for (name, texts) in files.sorted(by: { $0.key < $1.key }) {
            let parts = name.split(separator: ".")
            let partner = parts.first == "in" && parts.count > 3 ? String(parts[1]) : nil
            for (index, text) in texts.enumerated() {
                lines.append(Oracle.Line(text: text, partner: partner))
                places.append("\(name) \(index + 1)")
            }
        }
        return (lines, places)
    }

    func check(_ name: String) {
        #expect(throws: Never.self, "\(name)") {
            let open = try oracle.openCases()
            #expect(open.isEmpty, "\(name): the definitions leave open \(open.prefix(3))")
            let rejects = try oracle.rejects().map { (places[Int($0.key) ?? 0], $0.value) }
            compare(name, "rejects", Dictionary(uniqueKeysWithValues: rejects), replayed.rejects)
            compare(name, "measures", try oracle.measures(), replayed.measures)
            compare(name, "figures", try oracle.figures(), replayed.figures)
            compare(name, "contributions", try oracle.contributions(), replayed.contributions)
            for pipeline in ["electricity", "ocop"] {
                let shown = replayed.latest(pipeline: pipeline)
                compare(name, "latest", try oracle.latest(pipeline: pipeline).filter { shown[$0.key] != nil }, shown)
            }
        }
        #expect(replayed.result.failures.isEmpty)
        #expect(replayed.result.account.lines == Int64(places.count), "\(name): every line stands once")
        #expect(replayed.result.account.rejectedTotal == Int64(replayed.rejects.count), "\(name)")
        #expect(replayed.result.account.unused == 0, "\(name): every accepted event is of use")
    }

    private func compare(_ name: String, _ what: String, _ expected: [String: String], _ found: [String: String]) {
        if expected == found { return }
        let differences = Set(expected.keys).union(found.keys).sorted().filter { expected[$0] != found[$0] }
        let shown = differences.prefix(8).map { "\($0): by SQL \(expected[$0] ?? "none"), by replay \(found[$0] ?? "none")" }
        Issue.record("\(name): \(differences.count) of \(expected.count) \(what) differ\n\(shown.joined(separator: "\n"))")
    }
}
