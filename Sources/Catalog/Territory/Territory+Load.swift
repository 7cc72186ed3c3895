import Aggregation

extension Territory {
    /// Reads `vintages.csv`, `units.csv` and `successors.csv` of a folder and checks that they fit together.
    /// - Returns: the territory, nil when there is any error; and what is wrong, with places.
    public static func load(folder: String) -> (territory: Territory?, diagnostics: [Diagnostic]) {
        var tables = TerritoryTables(folder: folder)
        tables.check()
        let diagnostics = tables.diagnostics
        guard diagnostics.isEmpty else { return (nil, diagnostics) }
        let territory = Territory(
            vintages: tables.vintages.map(\.value), units: tables.units.map(\.value), successors: tables.successors.map(\.value))
        return (territory, [])
    }
}
