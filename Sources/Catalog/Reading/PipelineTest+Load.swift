extension PipelineTest {
    /// Reads and checks test files.
    ///
    /// - Parameters:
    ///   - paths: YAML files, and folders whose `*.yaml` are taken.
    ///   - catalog: what the tests' names refer to.
    /// - Returns: the tests without errors, in the order of the paths, and all errors and warnings, sorted by place.
    public static func load(paths: [String], catalog: Catalog) -> (tests: [PipelineTest], diagnostics: [Diagnostic]) {
        let context = CheckContext(
            contracts: Dictionary(catalog.contracts.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first }),
            pipelines: Dictionary(catalog.pipelines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
            communes: Set(catalog.territory.unitsInForce.map(\.code)))
        var tests: [PipelineTest] = []
        var diagnostics: [Diagnostic] = []
        var seen = Set<String>()
        for file in paths.flatMap(files) where seen.insert(file).inserted {
            var findings = Findings(file: file)
            if let bytes = FileBytes.read(file, &findings), let root = YAMLReader.read(bytes, &findings),
                let document = Document.test(root, &findings)
            {
                TestChecks(document.model).check(context, &findings)
                if !findings.hasErrors { tests.append(document.model) }
            }
            diagnostics += findings.diagnostics
        }
        return (tests, diagnostics.sortedByPlace)
    }

    private static func files(of path: String) -> [String] {
        guard FileBytes.isFolder(path) else { return [path] }
        return FileBytes.names(in: path).filter { $0.hasSuffix(".yaml") }.map { FileBytes.join(path, $0) }
    }
}
