import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Replay

/// All figures of one side of a comparison.
public struct FigureSet: Sendable {
    public private(set) var figures: [IndicatorKey: ComparedFigure] = [:]
    /// Lines of a file that are no update documents.
    public private(set) var strayLines = 0

    /// The figures that a replay of the events by these pipelines gives.
    public init(catalog: Catalog, inputs: InputSelection, now: EventTime) throws(ReplayError) {
        let replay = try Replay(ReplayOptions(catalog: catalog, inputs: inputs, key: .random(), now: now))
        let result = try replay.run()
        if let failure = result.failures.first { throw ReplayError(.inputOutput, failure) }
        for update in result.updates {
            guard let figure = ComparedFigure(document: Array(update.document().utf8)), !figure.isAbsent else { continue }
            figures[figure.key] = figure
        }
    }

    /// The figures of a file of update documents, one a line: of each key that with the highest revision.
    public init(updates path: String) throws {
        var revisions: [IndicatorKey: Int64] = [:]
        try EventLines.forEach(of: path) { line in
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
                let figure = ComparedFigure(object: object)
            else {
                strayLines += 1
                return true
            }
            let revision = ((object["data"] as? [String: Any])?["revision"] as? NSNumber)?.int64Value ?? 0
            if revision >= revisions[figure.key] ?? .min {
                revisions[figure.key] = revision
                figures[figure.key] = figure
            }
            return true
        }
        figures = figures.filter { !$0.value.isAbsent }
    }
}
