import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Replay
import Stages

/// Explains a figure from files of events: they are read one after the other, and every change of the figure is noted.
public struct FileExplanation {
    private let catalog: Catalog
    private let question: FigureQuestion
    private let now: EventTime
    private let changesMax: Int

    /// - Parameters:
    ///   - now: the clock by which `time-in-future` and `time-too-old` are judged.
    ///   - changes: so many of the newest changes are kept.
    public init(_ question: FigureQuestion, catalog: Catalog, now: EventTime, changes: Int) {
        self.question = question
        self.catalog = catalog
        self.now = now
        changesMax = changes
    }

    /// - Parameter key: any will do: pseudonyms are compared only with each other.
    /// - Throws: `ReplayError` where a file cannot be read, `IngestError`.
    public func explain(_ inputs: InputSelection, key: PseudonymKey) throws -> Explanation {
        var ingester = try Ingester(catalog: catalog, key: key)
        var partners: [String] = []
        // Facts name partners by number, and the state wants to know their names from the start: first only who there is.
        for path in inputs.files where path != "-" {
            try EventLines.forEach(of: path) { line in
                _ = ingest(line, &ingester, partner: Self.partner(ofFile: path))
                ingester.emptyBlocks()
                return true
            }
        }
        partners = ingester.partnerNames
        let history = FigureHistory(
            question, references: catalog.references, territory: catalog.territory, partnerNames: partners, changes: changesMax)
        var rejected: [String: [String: Int]] = [:]
        var explanation = Explanation(question)
        for path in inputs.files where path != "-" {
            var number = 0
            let owner = Self.partner(ofFile: path)
            try EventLines.forEach(of: path) { line in
                number += 1
                switch ingest(line, &ingester, partner: owner) {
                case .reject(let reject):
                    rejected[owner ?? Self.partner(ofEvent: line), default: [:]][reject.reason.rawValue, default: 0] += 1
                case .facts:
                    for fact in ingester.facts(ofPipeline: question.pipelineIndex) {
                        history.fold(fact, partner: ingester.partnerNames[Int(fact.partner)], at: "\(path) event \(number)")
                    }
                }
                ingester.emptyBlocks()
                return true
            }
            explanation.positions.append("\(path): \(number) events")
        }
        let (cells, progress, day) = history.finish()
        var board = FigureBoard(
            question, references: catalog.references, territory: catalog.territory, partitions: 1, partnerNames: partners)
        board.accept(cells, partition: 0, position: 0, progress: progress, watermark: .distantFuture)
        explanation.take(&board, references: catalog.references, asOf: day, times: history.times)
        explanation.outcomes = history.outcomes
        explanation.changes = history.changes
        explanation.changeCount = history.changeCount
        explanation.rejected = rejected.flatMap { partner, reasons in reasons.map { (partner, $0.key, $0.value) } }
            .sorted { ($0.partner, $0.reason) < ($1.partner, $1.reason) }
        explanation.remarks.append(
            "files were read one after the other, and no period was closed meanwhile: the changes may come in another order than they did "
                + "live, the figure at the end is the same as long as nothing came after its period's retention")
        return explanation
    }

    private func ingest(_ line: [UInt8], _ ingester: inout Ingester, partner: String?) -> Ingester.Outcome {
        // Bytes behind the event must be readable.
        let padded = line + [UInt8](repeating: 0, count: Ingester.padding)
        return padded.withUnsafeBytes { bytes in
            ingester.ingest(structured: UnsafeRawBufferPointer(rebasing: bytes[..<line.count]), number: 0, now: now, partner: partner)
        }
    }

    /// As the file's name says it (`in.<partner>.<kind>.ndjson`).
    private static func partner(ofFile path: String) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").count >= 4 ? Topics().source(ofInput: name)?.partner : nil
    }

    /// As the event's source says it.
    private static func partner(ofEvent line: [UInt8]) -> String {
        let event = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        return (event?["source"] as? String)?.split(separator: "/").first.map(String.init) ?? "unknown"
    }
}
