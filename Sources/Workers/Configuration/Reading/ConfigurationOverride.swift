import Catalog

/// A value from the environment or a flag, for a key of the file.
struct ConfigurationOverride {
    var origin: ConfigurationOrigin
    var path: [String]
    var content: YAMLNode.Content

    /// Nodes of overrides stand on lines that no file has: their places lead back to them.
    static let firstLine = 1 << 40

    /// What the text says for the key; lists may be written `a,b` or `[a, b]`.
    init(_ origin: ConfigurationOrigin, _ key: ConfigurationKey, text: String) {
        self.origin = origin
        path = key.path
        content = key.kind == .list ? Self.list(text) : .scalar(text.trimmingWhitespace, isPlain: true)
    }

    init(_ origin: ConfigurationOrigin, path: [String], content: YAMLNode.Content) {
        self.origin = origin
        self.path = path
        self.content = content
    }

    private static let nowhere = Place(line: firstLine, column: 1)

    private static func scalar(_ text: String) -> YAMLNode { YAMLNode(content: .scalar(text, isPlain: true), place: nowhere) }

    private static func list(_ text: String) -> YAMLNode.Content {
        var inner = text.trimmingWhitespace
        if inner.hasPrefix("["), inner.hasSuffix("]") { inner = String(inner.dropFirst().dropLast()) }
        return .sequence(inner.split(separator: ",").map { scalar(String($0).trimmingWhitespace) })
    }

    private static func secret(_ key: String, _ text: String) -> YAMLNode.Content {
        .mapping([.init(key: scalar(key), value: YAMLNode(content: .scalar(text, isPlain: false), place: nowhere))])
    }
}

// MARK: - Where they come from

extension ConfigurationOverride {
    /// What precedes the names of librdkafka's properties.
    private static let kafkaPrefix = "NHIPSO_KAFKA_"

    /// All of the environment, in the order of the spec. A variable that is empty counts as not set: that is how deployments leave it out.
    ///
    /// - Parameter problems: what is wrong with variables themselves; bad values are found when the configuration is read.
    static func all(of environment: [String: String], _ problems: inout [ConfigurationProblem]) -> [ConfigurationOverride] {
        let given = environment.filter { $0.key.hasPrefix("NHIPSO_") && !$0.value.isEmpty }
        var known = Set<String>()
        var overrides: [ConfigurationOverride] = []
        for key in ConfigurationKey.all {
            let name = key.variable
            known.insert(name)
            switch key.kind {
            case .scalar, .list: if let text = given[name] { overrides.append(.init(.environment(name), key, text: text)) }
            case .secret:
                known.insert(name + "_FILE")
                if given[name] != nil, given[name + "_FILE"] != nil {
                    problems.append(
                        ConfigurationProblem(
                            isWarning: false, origin: .environment(name), field: key.name, code: DiagnosticCode.conflictingKeys.rawValue,
                            message: "of \(name) and \(name)_FILE only one may be set", remedy: ""))
                } else if let path = given[name + "_FILE"] {
                    overrides.append(.init(.environment(name + "_FILE"), path: key.path, content: secret("file", path)))
                } else if given[name] != nil {
                    overrides.append(.init(.environment(name), path: key.path, content: secret("environment", name)))
                }
            case .map:
                for name in given.keys.sorted() where name.hasPrefix(kafkaPrefix) && !isOfService(name.dropFirst(kafkaPrefix.count)) {
                    known.insert(name)
                    let property = name.dropFirst(kafkaPrefix.count).lowercased().replacing("_", with: ".")
                    let content = YAMLNode.Content.scalar(given[name] ?? "", isPlain: true)
                    overrides.append(.init(.environment(name), path: key.path + [property], content: content))
                }
            }
        }
        problems += unknown(given.keys.filter { !known.contains($0) }.sorted(), among: known.sorted())
        return overrides
    }

    /// Kubernetes sets variables like these beside a service that is called `nhipso-kafka`; librdkafka has no such properties.
    private static func isOfService(_ rest: Substring) -> Bool { rest.hasPrefix("SERVICE_") || rest == "PORT" || rest.hasPrefix("PORT_") }

    /// Kubernetes sets variables beside services that are called `nhipso` or `nhipso-…`, and our tests have some of their own.
    private static func isOfOthers(_ rest: Substring) -> Bool {
        let parts = rest.split(separator: "_")
        return parts.contains("SERVICE") || parts.contains("PORT") || parts.first == "TEST" || parts.first == "BENCH"
    }

    /// What looks like a slip is reported with what was meant; what others may have set is left alone.
    private static func unknown(_ names: [String], among known: [String]) -> [ConfigurationProblem] {
        // What they all begin with makes none of them alike.
        let prefix = "NHIPSO_"
        let rests = known.map { String($0.dropFirst(prefix.count)) }
        return names.compactMap { name in
            let rest = name.dropFirst(prefix.count)
            let nearest = Suggestion.nearest(to: String(rest), among: rests)
            if nearest == nil, isOfOthers(rest) { return nil }
            return ConfigurationProblem(
                isWarning: true, origin: .environment(name), field: "", code: DiagnosticCode.unknownVariable.rawValue,
                message: "there is no such variable\(nearest.map { "; did you mean \(prefix + $0)?" } ?? ", it sets nothing")", remedy: "")
        }
    }
}
