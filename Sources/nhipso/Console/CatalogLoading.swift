import ArgumentParser
import Catalog

/// Loads the catalog for a command that runs it: its errors are printed, and end the command with exit code 1.
enum CatalogLoading {
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
