/// Where a value of the configuration came from.
public enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
    case byDefault
    /// Line and column from 1; 0 where the whole file is meant.
    case file(String, line: Int, column: Int)
    case environment(String)
    /// With its dashes, e.g. `--stages`.
    case flag(String)

    public var description: String {
        switch self {
        case .byDefault: "default"
        case .file(let path, 0, _): path
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .environment(let name): "environment \(name)"
        case .flag(let name): "flag \(name)"
        }
    }
}

/// A flag of the command line that says what a key would say.
public struct ConfigurationFlag: Equatable, Sendable {
    /// With its dashes.
    public var name: String
    /// The key with those around it, e.g. `metrics.port`.
    public var key: String
    /// As one writes it in YAML; lists may also be written `a,b`.
    public var text: String

    public init(_ name: String, key: String, text: String) {
        self.name = name
        self.key = key
        self.text = text
    }
}
