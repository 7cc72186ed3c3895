import Catalog

/// Runs pipeline tests through the real stages, one case after the other, each from nothing and on its own clock.
public struct PipelineTestRunner {
    private let catalog: Catalog

    public init(catalog: Catalog) { self.catalog = catalog }

    /// Runs the cases of a test in their order.
    ///
    /// - Parameter isWanted: by a case's name; the others are left out.
    /// - Throws: where the test's pipeline cannot be run at all.
    public func run(
        _ test: PipelineTest, where isWanted: (String) -> Bool = { _ in true }
    ) throws(PipelineTestError) -> PipelineTestResult {
        let ingest = try IngestStage(catalog: catalog, pipeline: test.pipeline)
        var result = PipelineTestResult(test: test.id, file: test.file)
        for testCase in test.cases where isWanted(testCase.name) {
            var run = CaseRun(testCase, stages: PipelineStages(ingest))
            result.cases.append(run.run())
        }
        return result
    }
}
