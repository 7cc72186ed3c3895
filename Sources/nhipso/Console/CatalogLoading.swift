import ArgumentParser
import Catalog
import Foundation

/// Loads the catalog for a command that runs it: its errors are printed, and end the command with exit code 1.
enum CatalogLoading {
    /// Where commands look for pipelines unless they are told: what `NHIPSO_PIPELINES` names, as for workers, or `Pipelines`.
    static let usualFolder: String = {
        let named = ProcessInfo.processInfo.environment["NHIPSO_PIPELINES"] ?? ""
        return named.isEmpty ? "Pipelines" : named
    }()

    static func load(_ folder: String) throws -> Catalog {
        let (catalog, diagnostics) = Catalog.load(folder: folder)
        let errors = diagnostics.filter { $0.severity == .error }
        for error in errors { Console.note("\(error)\n") }
        guard let catalog, errors.isEmpty else {
            Console.error(
                "\(folder): \(errors.count) error\(errors.count == 1 ? "" : "s"); nothing was run (nhipso lint \(folder) shows them with warnings)"
            )
            throw ExitCode(1)
        }
        return catalog
    }
}
