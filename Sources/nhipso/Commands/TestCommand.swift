import ArgumentParser
import Catalog
import PipelineTests

/// `nhipso test`: the cases that pipelines must pass.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the test cases of pipelines: events on a clock, and the figures that must come of them.",
        usage: "nhipso test [<paths> ...] [<options>]",
        discussion: """
            A test is a YAML file in Pipelines/tests. Each case starts from nothing and \
            says, step by step, what comes in and what must stand:

              test: ocop
              pipeline: ocop
              cases:
                - name: a listing that is withdrawn counts no more
                  steps:
                    - at: 2026-05-06T10:00+07:00
                      in:
                        - {type: vn.thanhhoa.ocop.product.certified, data: {...}}
                        - {type: vn.thanhhoa.ocop.listing.published, data: {...}}
                      expect:
                        {indicator: EC01, commune: "14797", window: current, value: 1}
                    - advance: 3d
                      in: {type: vn.thanhhoa.ocop.listing.withdrawn, data: {...}}
                      expect:
                        {indicator: EC01, commune: "14797", window: current, value: 0}

            Events go through the same code as live ones. The watermark stands where the \
            case's clock stands: a window is final, a record expires and a period closes \
            when `at` or `advance` carries the clock there. Why an event must be rejected \
            is said by `expect_reject`; without it, all must be accepted.

            All keys: nhipso reference yaml --construct test. The files of the pipelines \
            in Pipelines/tests are examples; nhipso lint checks them, too.

            A failure names line and column of the test file and shows, field by field, \
            what was expected and what was found.

            EXAMPLES
              nhipso test
              nhipso test Pipelines/tests/ocop.yaml --verbose
              nhipso test --filter reversal

            EXIT CODES
              0 all cases passed
              1 a case failed, a file has an error, or no case was run
              3 the report cannot be written
            """)

    @Argument(help: "Test files, and folders of them. (default: tests in the folder of pipelines)") var paths: [String] = []

    @Option(help: "Folder of pipelines, contracts, territory and references.") var pipelines = CatalogLoading.usualFolder

    @Option(help: "Only cases whose name contains this text.") var filter: String?

    @Flag(help: "Name the cases that passed, too.") var verbose = false

    func run() throws {
        let catalog = try CatalogLoading.load(pipelines)
        let paths = paths.isEmpty ? [pipelines + (pipelines.hasSuffix("/") ? "tests" : "/tests")] : paths
        let (tests, diagnostics) = PipelineTest.load(paths: paths, catalog: catalog)
        for diagnostic in diagnostics { Console.note("\(diagnostic)\n") }
        let errors = diagnostics.count { $0.severity == .error }

        let runner = PipelineTestRunner(catalog: catalog)
        var results: [PipelineTestResult] = []
        for test in tests {
            let result = try runner.run(test) { name in filter.map { name.contains($0) } ?? true }
            if !result.cases.isEmpty { results.append(result) }
        }
        let report = PipelineTestReport(results)
        if report.caseCount > 0 {
            try Console.print(report.text(isVerbose: verbose, isColoured: Console.isColoured) + "\n")
        } else {
            let wanted = filter.map { " whose name contains `\($0)`" } ?? ""
            Console.error("no case was run\(wanted): \(paths.joined(separator: ", "))")
        }
        if errors > 0 { Console.error("test files with errors were not run") }
        if report.failedCount > 0 || report.caseCount == 0 || errors > 0 { throw ExitCode(1) }
    }
}
