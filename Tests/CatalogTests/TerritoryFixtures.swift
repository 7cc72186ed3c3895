import Aggregation
import Foundation
import Testing

@testable import Catalog

/// The project's own tables, and small wrong ones in a folder that goes away.
enum TerritoryFixtures {
    static let pipelines = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Pipelines").path()

    static func shipped() throws -> Territory {
        let loaded = Territory.load(folder: pipelines + "/territory")
        #expect(loaded.diagnostics == [])
        return try #require(loaded.territory)
    }

    /// Calls `body` with the path of a folder that holds the files.
    static func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "territory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        return try body(folder.path())
    }

    static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    static func code(_ text: String) throws -> CommuneCode { try #require(CommuneCode(text)) }
}
