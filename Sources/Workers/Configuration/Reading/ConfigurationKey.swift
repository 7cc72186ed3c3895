import Catalog

/// A key that holds a value of its own, with the keys around it: what the environment and flags can set. All from the spec.
struct ConfigurationKey: Sendable {
    enum Kind: Sendable { case scalar, list, secret, map }

    let path: [String]
    let form: KeyForm
    let kind: Kind

    /// `metrics.port`
    var name: String { path.joined(separator: ".") }

    /// `NHIPSO_METRICS_PORT`
    var variable: String { "NHIPSO_" + path.joined(separator: "_").uppercased() }

    /// In the order of the spec.
    static let all = keys(of: WorkerSpec.construct.form, below: [])

    static func named(_ path: [String]) -> ConfigurationKey? { all.first { $0.path == path } }

    private static func keys(of form: ConstructForm, below path: [String]) -> [ConfigurationKey] {
        form.keys.flatMap { key -> [ConfigurationKey] in
            let own = path + [key.name]
            switch key.shape {
            case .object(let inner) where inner.name != SecretSpec.name: return keys(of: inner, below: own)
            case .object: return [ConfigurationKey(path: own, form: key, kind: .secret)]
            case .map: return [ConfigurationKey(path: own, form: key, kind: .map)]
            case .list: return [ConfigurationKey(path: own, form: key, kind: .list)]
            case .either(let shapes):
                let hasList = shapes.contains { if case .list = $0 { true } else { false } }
                return [ConfigurationKey(path: own, form: key, kind: hasList ? .list : .scalar)]
            default: return [ConfigurationKey(path: own, form: key, kind: .scalar)]
            }
        }
    }
}
