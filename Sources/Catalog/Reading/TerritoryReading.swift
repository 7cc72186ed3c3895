extension Territory {
    /// Reads `territory/{vintages,units,successors}.csv`.
    public static func load(folder: String) -> (Territory?, [Diagnostic]) { (Territory(), []) }
}

extension ReferenceTable {
    /// Reads `references/<id>.csv`.
    public static func load(file: String, territory: Territory?) -> (ReferenceTable?, [Diagnostic]) {
        let name = file.split(separator: "/").last ?? ""
        return (ReferenceTable(id: String(name.dropLast(4)), rows: []), [])
    }
}
