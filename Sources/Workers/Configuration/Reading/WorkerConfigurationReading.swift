import Catalog

/// A configuration as it was read: what holds, where each value came from, and all that is wrong with it.
public struct WorkerConfigurationReading: Sendable {
    /// nil when there is any error.
    public let configuration: WorkerConfiguration?
    /// All at once, errors and warnings: those of the file by place, then those of the environment and of flags.
    public let problems: [ConfigurationProblem]
    /// What holds, as YAML that can be read again, each value with where it came from. Secrets are named, not shown. Empty when the file is
    /// no YAML.
    public let effective: String

    public var errorCount: Int { problems.count { !$0.isWarning } }

    /// Reads the file, lays the environment over it, and the flags over both.
    ///
    /// - Parameters:
    ///   - file: `worker.yaml`; nil: there is none, which is no error.
    ///   - checksFiles: whether files and variables that are named must be there.
    public init(file: String?, environment: [String: String], flags: [ConfigurationFlag] = [], checksFiles: Bool = true) {
        var findings = Findings(file: file ?? "")
        var text: [UInt8]? = []
        if let file { text = FileBytes.read(file, &findings) }
        self.init(
            bytes: text, file: file ?? "", findings, environment: environment, flags: flags, checksFiles: checksFiles)
    }

    /// The same, of a text.
    init(
        yaml: String, file: String = "worker.yaml", environment: [String: String] = [:], flags: [ConfigurationFlag] = [],
        checksFiles: Bool = false
    ) {
        self.init(
            bytes: Array(yaml.utf8), file: file, Findings(file: file), environment: environment, flags: flags, checksFiles: checksFiles)
    }

    private init(
        bytes: [UInt8]?, file: String, _ reading: Findings, environment: [String: String], flags: [ConfigurationFlag], checksFiles: Bool
    ) {
        var findings = reading
        var tree = ConfigurationTree(root: Self.root(bytes, &findings), file: file)
        let isReadable = !findings.hasErrors
        var own: [ConfigurationProblem] = []
        for override in ConfigurationOverride.all(of: environment, &own) {
            Self.checkCovered(override, tree, &findings)
            tree.lay(override)
        }
        for flag in flags {
            let path = flag.key.split(separator: ".").map(String.init)
            guard let key = ConfigurationKey.named(path) else { preconditionFailure("\(flag.name) sets \(flag.key), which is no key") }
            tree.lay(ConfigurationOverride(.flag(flag.name), key, text: flag.text))
        }
        var read = WorkerSpec.construct.read(tree.root, &findings)
        if let configuration = read, !findings.hasErrors {
            let checks = WorkerConfigurationChecks(
                configuration: configuration, tree: tree, environment: checksFiles ? environment : nil)
            checks.check(&findings)
        }
        problems = findings.diagnostics.sortedByPlace.map { Self.problem($0, tree) } + own
        if problems.contains(where: { !$0.isWarning }) { read = nil }
        configuration = read
        effective = isReadable ? EffectiveConfiguration.text(of: tree) : ""
    }

    /// A secret that stands in the file is no less readable there for a variable that stands above it.
    private static func checkCovered(_ override: ConfigurationOverride, _ tree: ConfigurationTree, _ findings: inout Findings) {
        guard ConfigurationKey.named(override.path)?.kind == .secret, let node = tree.node(override.path), !node.isNull,
            node.entries == nil
        else { return }
        findings.report(
            .literalSecret, at: node.place,
            "\(override.path.joined(separator: ".")): a secret never stands here itself, though \(override.origin) stands above it: remove it"
        )
    }

    /// A file in which nothing stands, but comments perhaps, changes nothing; nor does one that cannot be read, which is reported.
    private static func root(_ bytes: [UInt8]?, _ findings: inout Findings) -> YAMLNode {
        let nothing = YAMLNode(content: .mapping([]), place: .wholeFile)
        guard let bytes else { return nothing }
        var own = Findings(file: findings.file)
        let root = YAMLReader.read(bytes, &own)
        for diagnostic in own.diagnostics where diagnostic.code != DiagnosticCode.emptyDocument.rawValue {
            findings.report(
                DiagnosticCode(rawValue: diagnostic.code) ?? .yamlSyntax, at: Place(line: diagnostic.line, column: diagnostic.column),
                diagnostic.message)
        }
        return root.flatMap { $0.isNull ? nil : $0 } ?? nothing
    }

    private static func problem(_ found: Diagnostic, _ tree: ConfigurationTree) -> ConfigurationProblem {
        let place = Place(line: found.line, column: found.column)
        let isAboutWhole = found.code == DiagnosticCode.missingKey.rawValue || place == .wholeFile
        let path = place == .wholeFile ? [] : tree.path(to: place, innermost: !isAboutWhole)
        let plain = path.map { String($0.prefix { $0 != "[" }) }
        var remedy = ""
        if let key = ConfigurationKey.named(plain), !found.message.contains("; did you mean") {
            remedy = "\(key.form.name): \(key.form.example)"
        }
        return ConfigurationProblem(
            isWarning: found.severity == .warning, origin: tree.origin(of: place), field: path.joined(separator: "."), code: found.code,
            message: found.message, remedy: remedy)
    }
}
