import Catalog
import Foundation
import PipelineTests
import Testing

/// The shipped pipelines, and tests written for the occasion.
enum PipelineTestFixtures {
    static let pipelines = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Pipelines").path

    static func catalog() throws -> Catalog {
        let (catalog, diagnostics) = Catalog.load(folder: pipelines)
        return try #require(catalog, "\(diagnostics)")
    }

    /// Runs the text as a test file of the OCOP pipeline, with the event types of its register and platforms filled in.
    static func run(_ cases: String) throws -> PipelineTestResult {
        let catalog = try catalog()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("probe-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data((header + cases).utf8).write(to: file)
        let (tests, diagnostics) = PipelineTest.load(paths: [file.path], catalog: catalog)
        try #require(diagnostics.isEmpty, "\(diagnostics)")
        var result = try PipelineTestRunner(catalog: catalog).run(try #require(tests.first))
        result.file = "probe.yaml"
        return result
    }

    /// Seven lines: the first line of the cases is line 8.
    static let header = """
        test: probe
        pipeline: ocop
        at: 2026-05-06T10:00+07:00
        defaults:
          vn.thanhhoa.ocop.product.certified: {data: {productCode: "P-{n}", stars: 3, certifiedAt: "{at}", validTo: "2028-03-02", communeCode: "14797"}}
          vn.thanhhoa.ocop.listing.published: {data: {listingId: "V-{n}", platform: voso, productCode: "P-{n}", publishedAt: "{at}"}}
        cases:

        """
}
