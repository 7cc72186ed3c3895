/// A `Pipelines/` folder as it was read: every document that could be, and all problems.
struct PipelinesFolder: Sendable {
    let path: String
    private(set) var contracts: [Document<EventContract>] = []
    private(set) var pipelines: [Document<Pipeline>] = []
    /// None unless they were asked for: whoever counts does not need them.
    private(set) var tests: [Document<PipelineTest>] = []
    private(set) var references: [ReferenceTable] = []
    private(set) var territory: Territory?
    /// Per file.
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var fileCount = 0
    /// Types and ids of files that exist but could not be read.
    private var brokenContracts = Set<String>()
    private var brokenPipelines = Set<String>()
    private var referenceIDs = Set<String>()
    private var files: [String: Findings] = [:]

    init(reading path: String, includingTests: Bool = false) {
        self.path = path
        readDocuments()
        readTables()
        if includingTests { readTests() }
        check()
        diagnostics += files.values.flatMap(\.diagnostics)
    }

    /// What the documents here may be referred to by.
    var context: CheckContext {
        CheckContext(
            contracts: Dictionary(contracts.map { ($0.model.type, $0.model) }, uniquingKeysWith: { first, _ in first }),
            brokenContracts: brokenContracts, references: referenceIDs,
            pipelines: Dictionary(pipelines.map { ($0.model.id, $0.model) }, uniquingKeysWith: { first, _ in first }),
            brokenPipelines: brokenPipelines, communes: territory.map { Set($0.unitsInForce.map(\.code)) })
    }

    private mutating func readDocuments() {
        for file in yamlFiles(in: FileBytes.join(path, "events")) {
            var findings = Findings(file: file)
            if let root = read(file, &findings) {
                if let document = Document.contract(root, &findings) {
                    contracts.append(document)
                } else if let type = root["event"]?.text {
                    brokenContracts.insert(type)
                }
                checkName(of: file, declared: root["event"], &findings)
            }
            brokenContracts.insert(FileBytes.stem(file))
            files[file] = findings
        }
        brokenContracts.subtract(contracts.map(\.model.type))
        for file in yamlFiles(in: path) {
            var findings = Findings(file: file)
            if let root = read(file, &findings) {
                if let document = Document.pipeline(root, &findings) {
                    pipelines.append(document)
                } else if let id = root["pipeline"]?.text {
                    brokenPipelines.insert(id)
                }
                checkName(of: file, declared: root["pipeline"], &findings)
            }
            brokenPipelines.insert(FileBytes.stem(file))
            files[file] = findings
        }
        brokenPipelines.subtract(pipelines.map(\.model.id))
    }

    private mutating func readTests() {
        for file in yamlFiles(in: FileBytes.join(path, "tests")) {
            var findings = Findings(file: file)
            if let root = read(file, &findings) {
                if let document = Document.test(root, &findings) { tests.append(document) }
                checkName(of: file, declared: root["test"], &findings)
            }
            files[file] = findings
        }
    }

    private mutating func readTables() {
        let folder = FileBytes.join(path, "territory")
        if FileBytes.isFolder(folder) {
            let (territory, problems) = Territory.load(folder: folder)
            self.territory = territory
            diagnostics += problems
        } else {
            var findings = Findings(file: folder)
            findings.report(
                .missingTerritory, at: .wholeFile, "the folder is missing: `vintages.csv`, `units.csv` and `successors.csv` are needed")
            files[folder] = findings
        }
        let references = FileBytes.join(path, "references")
        for name in FileBytes.names(in: references) where name.hasSuffix(".csv") {
            let file = FileBytes.join(references, name)
            fileCount += 1
            referenceIDs.insert(FileBytes.stem(file))
            let (table, problems) = ReferenceTable.load(file: file, territory: territory)
            if let table { self.references.append(table) }
            diagnostics += problems
            var findings = Findings(file: file)
            _ = Identifier.reference.check(FileBytes.stem(file), at: .wholeFile, &findings)
            files[file] = findings
        }
    }

    private mutating func yamlFiles(in folder: String) -> [String] {
        var found: [String] = []
        for name in FileBytes.names(in: folder) {
            let file = FileBytes.join(folder, name)
            if name.hasSuffix(".yaml") {
                found.append(file)
            } else if name.hasSuffix(".yml") {
                var findings = Findings(file: file)
                findings.report(.fileName, at: .wholeFile, "the file is not read: its name must end in `.yaml`")
                files[file] = findings
            }
        }
        return found
    }

    private mutating func read(_ file: String, _ findings: inout Findings) -> YAMLNode? {
        fileCount += 1
        guard let bytes = FileBytes.read(file, &findings) else { return nil }
        return YAMLReader.read(bytes, &findings)
    }

    private func checkName(of file: String, declared: YAMLNode?, _ findings: inout Findings) {
        guard let declared, let id = declared.text, id != FileBytes.stem(file) else { return }
        findings.report(.fileName, at: declared.place, "the file must be called `\(id).yaml`, after what it declares")
    }
}

// MARK: - Checks across documents

extension PipelinesFolder {
    private mutating func check() {
        for document in contracts { with(document.file) { EventChecks.check(document, &$0) } }
        let context = context
        for document in pipelines { with(document.file) { PipelineChecks.check(document, context, &$0) } }
        for document in tests { with(document.file) { TestChecks(document.model).check(context, &$0) } }
        checkDuplicates(contracts.map { ($0.file, $0.root.place(["event"]), $0.model.type) })
        checkDuplicates(pipelines.map { ($0.file, $0.root.place(["pipeline"]), $0.model.id) })
        checkDuplicates(
            pipelines.flatMap { document in
                document.model.indicators.map { (document.file, document.root.place(ofKey: ["indicators", .key($0.id)]), $0.id) }
            })
    }

    private mutating func checkDuplicates(_ names: [(file: String, place: Place, id: String)]) {
        var first: [String: (file: String, place: Place)] = [:]
        for name in names {
            if let earlier = first[name.id] {
                let earlierPlace = "\(earlier.file):\(earlier.place.line)"
                with(name.file) { $0.report(.duplicateID, at: name.place, "`\(name.id)` stands in \(earlierPlace) already") }
            } else {
                first[name.id] = (name.file, name.place)
            }
        }
    }

    private mutating func with(_ file: String, _ body: (inout Findings) -> Void) {
        body(&files[file, default: Findings(file: file)])
    }
}
