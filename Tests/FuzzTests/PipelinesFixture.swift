import Catalog
import Foundation
import Testing

/// The province's own pipelines and the demo's events.
enum PipelinesFixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Pipelines").path

    static let catalog: Result<Catalog, any Error> = Result {
        let (catalog, diagnostics) = Catalog.load(folder: folder)
        return try #require(catalog, "\(diagnostics)")
    }

    /// The lines of the demo.
    static let events: Result<[[UInt8]], any Error> = Result {
        try ["electricity", "dossiers", "ocop"].flatMap { name in
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/demo/\(name).ndjson")))
            return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        }
    }

    static func yaml(in folder: String) throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted().map {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
        }
    }
}
