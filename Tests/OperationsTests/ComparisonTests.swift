import Aggregation
import Catalog
import Ingest
import Publication
import Replay
import Testing

@testable import Operations

@Suite("Comparison of figures") struct ComparisonTests {
    private static let now = EventTime(rfc3339: "2026-07-01T00:00:00+07:00") ?? .distantPast
    private let inputs: InputSelection

    init() throws { inputs = try InputSelection(paths: [OperatedCluster.root + "/Pipelines/demo/electricity.ndjson"]) }

    private func figures(_ catalog: Catalog) throws -> FigureSet { try FigureSet(catalog: catalog, inputs: inputs, now: Self.now) }

    @Test("the same pipelines give no difference") func alike() throws {
        let catalog = try OperatedCluster.catalog()
        #expect(try !figures(catalog).figures.isEmpty)
        #expect(FigureDifference.all(before: try figures(catalog), after: try figures(catalog)).isEmpty)
    }

    @Test("what an indicator counts otherwise differs, the largest first") func changed() throws {
        let catalog = try OperatedCluster.catalog()
        var other = catalog
        let index = try #require(other.pipelines[0].indicators.firstIndex { $0.id == "EP01" })
        other.pipelines[0].indicators[index].numerator = "households_billed"
        let differences = FigureDifference.all(before: try figures(catalog), after: try figures(other))
        #expect(!differences.isEmpty && differences.allSatisfy { $0.key.indicator == "EP01" && $0.after?.number == 100 })
        let sizes = differences.map { $0.change?.magnitude ?? .infinity }
        #expect(sizes == sizes.sorted(by: >))
        #expect(differences.contains { $0.key.commune == "38" && $0.key.window.key == "2026-05" && $0.before?.parts == "39/47" })
    }

    @Test("figures that only one side has come first") func oneSided() throws {
        let catalog = try OperatedCluster.catalog()
        var other = catalog
        other.pipelines[0].indicators.removeAll { $0.id == "EP01" }
        let differences = FigureDifference.all(before: try figures(catalog), after: try figures(other))
        #expect(!differences.isEmpty && differences.allSatisfy { $0.after == nil && $0.change == nil })
    }

    @Test("of a file of updates the highest revision of each key counts") func updates() throws {
        func line(_ revision: Int, _ value: String) -> String {
            #"{"subject": "EP01|14797|2026-05", "data": {"revision": \#(revision), "value": \#(value), "numerator": 1, "denominator": 2}}"#
        }
        let file = try ScratchFile([line(2, "50.00"), line(1, "0.00"), "stray"].joined(separator: "\n"))
        let set = try FigureSet(updates: file.path)
        #expect(set.figures.values.map(\.number) == [50] && set.strayLines == 1)
        #expect(set.figures.values.map(\.parts) == ["1/2"])
    }
}
