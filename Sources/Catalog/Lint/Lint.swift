/// Lint over files and folders: what `nhipso lint` runs.
public struct Lint: Sendable {
    /// All findings, sorted by place.
    public private(set) var diagnostics: [Diagnostic] = []
    /// How many files (and pages with YAML in them) were read.
    public private(set) var fileCount = 0

    /// The deepest folder below `docs` that is searched.
    static let folderDepthLimit = 8

    public var errorCount: Int { diagnostics.count { $0.severity == .error } }
    public var warningCount: Int { diagnostics.count { $0.severity == .warning } }

    /// - Parameter paths: `Pipelines/` folders, folders that hold one, single YAML files, reference tables (CSV), Markdown pages, and folders with
    ///   a `README.md` or `docs`. YAML outside a `Pipelines/` folder is checked against the first one among the paths.
    public init(paths: [String]) {
        var context: CheckContext?
        var yaml: [String] = []
        var pages: [String] = []
        var tables: [String] = []
        for path in paths {
            if FileBytes.isFolder(path) {
                let (before, pageCount) = (fileCount, pages.count)
                if let folder = Self.pipelinesFolder(path) {
                    let read = PipelinesFolder(reading: folder, includingTests: true)
                    diagnostics += read.diagnostics
                    fileCount += read.fileCount
                    context = context ?? read.context
                }
                pages += Self.pages(in: path)
                if fileCount == before, pages.count == pageCount, !diagnostics.contains(where: { $0.file.hasPrefix(path) }) {
                    var findings = Findings(file: path)
                    findings.report(
                        .emptyDocument, at: .wholeFile, "the folder holds nothing to check: no pipelines, no README.md, no docs")
                    diagnostics += findings.diagnostics
                }
            } else if path.hasSuffix(".md") || path.hasSuffix(".markdown") {
                pages.append(path)
            } else if path.hasSuffix(".csv") {
                tables.append(path)
            } else {
                yaml.append(path)
            }
        }
        for file in yaml { lintFile(file, context ?? .alone) }
        for page in pages { lintPage(page, context ?? .alone) }
        for table in tables {
            fileCount += 1
            diagnostics += ReferenceTable.load(file: table, territory: nil).diagnostics
        }
        diagnostics = diagnostics.sortedByPlace
    }

    private mutating func lintFile(_ file: String, _ context: CheckContext) {
        var findings = Findings(file: file)
        fileCount += 1
        if let bytes = FileBytes.read(file, &findings), let root = YAMLReader.read(bytes, &findings) {
            if let kind = DocumentKind(root) {
                DocumentLint.check(root, kind, context, &findings)
            } else {
                findings.report(.missingKey, at: root.place, "the first key must be `event`, `pipeline` or `test`")
            }
        }
        diagnostics += findings.diagnostics
    }

    private mutating func lintPage(_ file: String, _ context: CheckContext) {
        var findings = Findings(file: file)
        fileCount += 1
        if let bytes = FileBytes.read(file, limit: 8 * YAMLReader.byteLimit, &findings) {
            DocumentLint.check(page: String(decoding: bytes, as: UTF8.self), context, &findings)
        }
        diagnostics += findings.diagnostics
    }

    /// The folder itself or the `Pipelines` in it; nil: neither.
    private static func pipelinesFolder(_ path: String) -> String? {
        let inner = FileBytes.join(path, "Pipelines")
        if FileBytes.isFolder(inner) { return inner }
        let names = FileBytes.names(in: path)
        let isPipelines =
            FileBytes.isFolder(FileBytes.join(path, "events")) || names.contains { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        return isPipelines || FileBytes.stem(path) == "Pipelines" ? path : nil
    }

    private static func pages(in folder: String) -> [String] {
        let readme = FileBytes.join(folder, "README.md")
        let isDocs = FileBytes.stem(folder) == "docs"
        return (FileBytes.exists(readme) && !isDocs ? [readme] : [])
            + markdown(below: isDocs ? folder : FileBytes.join(folder, "docs"), depth: 0)
    }

    private static func markdown(below folder: String, depth: Int) -> [String] {
        guard depth <= folderDepthLimit, FileBytes.isFolder(folder) else { return [] }
        return FileBytes.names(in: folder).flatMap { name -> [String] in
            let path = FileBytes.join(folder, name)
            if FileBytes.isFolder(path) { return markdown(below: path, depth: depth + 1) }
            return name.hasSuffix(".md") ? [path] : []
        }
    }
}
