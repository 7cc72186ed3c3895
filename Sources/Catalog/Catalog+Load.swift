extension Catalog {
    /// Reads and checks a `Pipelines/` folder: `events/*.yaml`, `*.yaml`, `references/*.csv`, `territory/*.csv`.
    ///
    /// - Returns: The catalog, or nil when there is any error; and all errors and warnings, sorted by place.
    public static func load(folder: String) -> (Catalog?, [Diagnostic]) {
        var findings = Findings(file: folder)
        guard FileBytes.isFolder(folder) else {
            findings.report(
                .cannotRead, at: .wholeFile,
                FileBytes.exists(folder) ? "this is a file; a folder of pipelines is needed" : "the folder does not exist")
            return (nil, findings.diagnostics)
        }
        let read = PipelinesFolder(reading: folder)
        let diagnostics = read.diagnostics.sortedByPlace
        guard let territory = read.territory, !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        let catalog = Catalog(
            contracts: read.contracts.map(\.model), pipelines: read.pipelines.map(\.model), references: read.references,
            territory: territory)
        return (catalog, diagnostics)
    }
}
